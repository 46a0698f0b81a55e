"""Choose one of four: the reply for a scene, what the customer hears, which line to drop, the catalyst, the principle, the number."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from trainer.course.model import Course, Fact, Figure
from trainer.drill.belong import flags_of, in_situation, passes_of, without
from trainer.drill.figures import show_figure
from trainer.drill.question import Form, Mark, Offer, Question, Response, Side
from trainer.drill.siblings import pairs_of, siblings
from trainer.drill.variety import is_like_length, like_length, shuffled
from trainer.i18n import N_, Message
from trainer.memory import RECOGNISE
from trainer.reply.normalise import squeeze
from trainer.text import nest_quotes

OPTIONS = 4
NEAR_MOST = 2


class Choice(msgspec.Struct, frozen=True):
    """The parts of one choose question before the options are shuffled."""

    context: list[str]
    ask: Message
    key: str
    distractors: list[str]
    say: str
    near: list[str] = []
    """Distractors that look right, the fact's own: `NEAR_MOST` of them are taken first, where their length fits."""
    hears: str = ""
    also: list[str] = []
    """What would be right as well, and so is never a distractor."""
    blunt: str = ""
    """The one distractor that `hears` belongs to; empty when it belongs to the question."""
    why: str = ""
    """The reason for this key; the fact's own `why` when empty."""
    hint: str = ""
    """The first hint, where the reason would give the key away."""
    order: str = ""
    """All steps in their order, where the key is one of them: whoever is wrong about one wants to see them all."""


Count = Callable[[Course, Fact], int]
Make = Callable[[Course, Fact, int], Choice]


def list_forms(course: Course, fact: Fact) -> list[Form]:
    """Return the ways of choosing that this fact supports with enough distractors."""
    forms = []
    for variety, (count, side, make) in _VARIETIES.items():
        for index in range(count(course, fact)):
            choice = make(course, fact, index)
            if len(_pick_distractors(choice, "")) == OPTIONS - 1:
                forms.append(Form("choose", variety, index, RECOGNISE, side))
    return forms


def build_question(course: Course, fact: Fact, form: Form, seed: str) -> Question:
    """Build the question: one key and three distractors of like length in seeded order."""
    choice = _make(course, fact, form)
    options = shuffled([choice.key, *_pick_distractors(choice, seed)], seed, fact.id, form.name)
    key = options.index(choice.key)
    struck = [position for position in shuffled(range(OPTIONS), seed, "strike") if position != key][:2]
    return Question(
        fact=fact,
        form=form,
        mode="pick",
        context=choice.context,
        ask=choice.ask,
        options=list(options),
        key=[key],
        hints=[choice.hint or fact.why, N_("可以排除 {first} 和 {second}。", first=min(struck) + 1, second=max(struck) + 1)],
    )


def grade_response(course: Course, question: Question, response: Response) -> Mark:
    """Right or wrong, with the reason and the sentence to remember."""
    fact = question.fact
    choice = _make(course, fact, question.form)
    if response.picks == question.key:
        return Mark(grade="right", praise=N_("选对了。"), correction=choice.why or fact.why, say=choice.say)
    right = question.key[0]
    correction = N_("该选 {number}：{why}", number=right + 1, why=choice.why or fact.why)
    if choice.order:
        correction = N_("该选 {number}。顺序是：{steps}", number=right + 1, steps=choice.order)
    picked = question.options[response.picks[0]]
    # What the customer hears was written for the blunt sentence; the others fail in ways of their own.
    hears = choice.hears if choice.blunt in ("", picked) else ""
    return Mark(grade="wrong", correction=correction, hears=hears, say=choice.say)


def list_offer(course: Course, fact: Fact, form: Form) -> Offer:
    """Return what may be offered."""
    choice = _make(course, fact, form)
    return Offer([choice.key, *choice.also], [*choice.near, *choice.distractors])


def _make(course: Course, fact: Fact, form: Form) -> Choice:
    return _VARIETIES[form.variety][2](course, fact, form.index)


def _pick_distractors(choice: Choice, seed: str) -> list[str]:
    right = {squeeze(text) for text in choice.also}
    near, wrong = ([text for text in texts if squeeze(text) not in right] for texts in (choice.near, choice.distractors))
    fitting = [text for text in near if is_like_length(choice.key, text)]
    first = like_length(choice.key, fitting, NEAR_MOST, seed)
    rest = [*like_length(choice.key, wrong, OPTIONS, seed), *like_length(choice.key, near, OPTIONS, seed)]
    return without(first + rest, [choice.key])[: OPTIONS - 1]


def _reply(course: Course, fact: Fact, index: int) -> Choice:
    scene = fact.scenes[index]
    ask = N_("这时候，哪一句最合适？")
    wrong, hears = [scene.bad, *scene.wrong], scene.hears or fact.hears
    return Choice([scene.situation], ask, scene.say, wrong, scene.say, [], hears, scene.also, scene.bad)


def _hears(course: Course, fact: Fact, index: int) -> Choice:
    others = [other.hears for other in siblings(course, fact)]
    spoken = fact.trigger or fact.scenes[0].bad
    ask = N_("顾客听到“{spoken}”，心里多半在想什么？", spoken=spoken.rstrip("。"))
    return Choice([], ask, fact.hears, others, fact.instead, [], fact.hears)


def _spot_phrase(course: Course, fact: Fact, index: int) -> Choice:
    others, own = passes_of(siblings(course, fact)), passes_of([fact])
    ask = N_("哪一句会让顾客不舒服？")
    return Choice([], ask, fact.flag[index].say, others, fact.instead, own, fact.hears, flags_of([fact]))


def _spot_private(course: Course, fact: Fact, index: int) -> Choice:
    others = [in_situation(line) for other in siblings(course, fact) for line in other.flag]
    own, flagged = ([in_situation(line) for line in lines] for lines in (fact.ok, fact.flag))
    ask = N_("下面哪一句，违反了“{title}”？", title=fact.title)
    return Choice([], ask, flagged[index], others, fact.instead, own, fact.hears, flagged)


def _catalyst(course: Course, fact: Fact, index: int) -> Choice:
    others = [other.modern for other in siblings(course, fact) if other.principle != fact.principle]
    own = [text for scene in fact.scenes for text in scene.wrong]
    ask = N_("“{trigger}”换成哪一句更好？", trigger=fact.trigger)
    return Choice([], ask, fact.modern, others, fact.modern, own, fact.hears, [*fact.variants, *fact.original])


def _principle(course: Course, fact: Fact, index: int) -> Choice:
    pair = pairs_of(course, fact)[index]
    context = [nest_quotes(f"“{pair.trigger}”"), nest_quotes(f"→ “{pair.modern}”")]
    others = [other.title for other in siblings(course, fact)]
    return Choice(context, N_("这样改口，用的是哪一条原则？"), fact.title, others, pair.modern, hears=pair.hears)


def _next_step(course: Course, fact: Fact, index: int) -> Choice:
    names = [item.name for item in fact.items]
    # The step after the next is often defensible a little sooner, so it is no distractor while there are others.
    far = [name for position, name in enumerate(names) if position not in (index, index + 1, index + 2)]
    others = far if len(far) >= OPTIONS - 1 else [name for name in names if name not in names[index : index + 2]]
    ask = N_("“{title}”里，“{step}”之后紧接着做什么？", title=fact.title, step=names[index])
    return Choice([], ask, names[index + 1], others, fact.instead, order=" → ".join(names))


def _member(course: Course, fact: Fact, index: int) -> Choice:
    ask = N_("哪一项属于“{title}”？", title=fact.title)
    return Choice([], ask, fact.items[index].name, fact.outsiders, fact.instead, also=[item.name for item in fact.items])


def _figure(course: Course, fact: Fact, index: int) -> Choice:
    figure = fact.figures[index]
    wrong = [show_figure(figure, value) for value in figure.wrong]
    ask = N_("{name}是多少？", name=figure.name)
    return Choice([], ask, show_figure(figure), wrong, fact.instead, why=figure.means, hint=_masked(figure))


def _counts(course: Course, fact: Fact, index: int) -> Choice:
    from trainer.reply.numerals import parse_amount  # 4 ms that other questions need not wait for

    figure, value = fact.figures[index], parse_amount(fact.figures[index].value)
    every = [other for lender in [fact, *siblings(course, fact)] for other in lender.figures]
    others = [other for other in every if parse_amount(other.value) != value]
    # A percentage among numbers of people would be told by its unit alone.
    alike = [other.name for other in others if other.unit == figure.unit]
    also = [other.name for other in every if parse_amount(other.value) == value]
    names = alike if len(alike) >= OPTIONS - 1 else [other.name for other in others]
    own = [other.name for other in fact.figures]
    ask = N_("“{value}”说的是什么？", value=show_figure(figure))
    return Choice([], ask, figure.name, names, fact.instead, near=own, also=also, why=figure.means)


def _masked(figure: Figure) -> str:
    from trainer.reply.numerals import mask_amount, parse_amount  # as above

    value = parse_amount(figure.value)
    return mask_amount(figure.means, value) if value else figure.means


def _count_when(type_: str, count: Count) -> Count:
    return lambda course, fact: count(course, fact) if fact.type == type_ else 0


def _once_with_trigger(course: Course, fact: Fact) -> int:
    return 1 if fact.type in ("phrase", "pair") else 0


_VARIETIES: dict[str, tuple[Count, Side, Make]] = {
    "reply": (lambda course, fact: len(fact.scenes), "catalyst", _reply),
    "hears": (_once_with_trigger, "trigger", _hears),
    "spot": (_count_when("phrase", lambda course, fact: len(fact.flag)), "trigger", _spot_phrase),
    "private": (_count_when("dont_ask", lambda course, fact: len(fact.flag)), "trigger", _spot_private),
    "catalyst": (_count_when("pair", lambda course, fact: 1), "catalyst", _catalyst),
    "principle": (_count_when("principle", lambda course, fact: len(pairs_of(course, fact))), "catalyst", _principle),
    "next": (_count_when("sequence", lambda course, fact: len(fact.items) - 1), "catalyst", _next_step),
    "figure": (lambda course, fact: len(fact.figures), "catalyst", _figure),
    "counts": (lambda course, fact: len(fact.figures), "catalyst", _counts),
    "member": (_count_when("list", lambda course, fact: len(fact.items)), "catalyst", _member),
}
