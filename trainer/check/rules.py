"""Rules are data with their own tests: what a rule says, whether it can be run, and whether its examples hold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from trainer.check.mutations import vary_example
from trainer.check.proven import Proven
from trainer.check.references import describe_reference
from trainer.course.problem import Place, Problem, quote
from trainer.course.rulefile import LoadedRules
from trainer.course.rules import EXAMPLES_LEAST, Macro, Rule, RuleBook
from trainer.course.schema import find_spot
from trainer.course.tree import place_of
from trainer.i18n import N_, Message
from trainer.reply.anchors import find_anchors
from trainer.reply.rules import FIELDS, REASONS, RuleEngine, compile_pattern
from trainer.reply.say import UnfitTemplate, compile_macros, demand_words

VARIED_SHOWN = 3
"""Variants of one rule's examples named in a warning."""


Failure = tuple[str, int, str]
"""An example that does not hold: which list, the position in it, the sentence."""


class Sound(msgspec.Struct, frozen=True):
    """What a rule whose examples hold is made into: its patterns by field, and the words that each of its `say` needs."""

    patterns: dict[str, list[str]]
    anchors: list[list[list[str]]]


def check_rules(loaded: LoadedRules, proven: Proven | None = None) -> list[Problem]:
    """Return everything that is wrong with the rules of a course; examples are run only where the rules can be."""
    proven = proven or Proven()
    key = proven.key("rules", loaded.book)
    if proven.recall(key, bool):
        return []
    problems = _find_problems(loaded, proven)
    if not problems:
        proven.note(key, True)
    return problems


def _find_problems(loaded: LoadedRules, proven: Proven) -> list[Problem]:
    problems = [problem for rule in loaded.book.rules for problem in _check_fields(rule, loaded)]
    sound = keep_sound(loaded, proven)
    parts = [(book.rules, book.macros, book.reasons) for book in (loaded.book, sound)]
    is_whole = parts[0] == parts[1]
    if not is_whole and (unfit := list(_check_templates(loaded))):
        return problems + unfit
    engine = RuleEngine(sound if is_whole else loaded.book)
    kept = {rule.id for rule in sound.rules}
    for rule in loaded.book.rules:
        failing = [] if rule.id in kept else _failing(rule, RuleEngine(RuleBook([rule], loaded.book.macros)))
        problems += _check_examples(rule, engine, list(failing), loaded)
    return problems


def keep_sound(loaded: LoadedRules, proven: Proven | None = None) -> RuleBook:
    """Return the rules whose examples hold: one that fails is not used until it is mended."""
    proven, book = proven or Proven(), loaded.book
    macros = _sound_macros(book.macros)
    compiled = compile_macros(macros)
    sound = {rule.id: made for rule in book.rules if (made := _recall_sound(rule, macros, compiled, proven))}
    reasons = _compile_reasons(book.reasons, compiled)
    patterns = {name: made.patterns for name, made in sound.items()} | {"": {REASONS: reasons}}
    return RuleBook(
        [rule for rule in book.rules if rule.id in sound],
        macros,
        book.purposes,
        book.reasons if reasons else [],
        patterns,
        {name: made.anchors for name, made in sound.items()},
    )


def _recall_sound(rule: Rule, macros: list[Macro], compiled: dict[str, str], proven: Proven) -> Sound | None:
    key = proven.key("rule", rule, macros)
    made = proven.recall(key, Sound)
    if made is None and (made := _make_sound(rule, compiled)):
        proven.note(key, made)
    return made


def _make_sound(rule: Rule, macros: dict[str, str]) -> Sound | None:
    """Return what a rule is made into; None for one that cannot be, or whose examples do not hold."""
    try:
        patterns = {name: _compile(getattr(rule, name), macros) for name in FIELDS}
    except UnfitTemplate:
        return None
    made = Sound(patterns, [find_anchors(pattern) for pattern in patterns["say"]])
    engine = RuleEngine(RuleBook([rule], patterns={rule.id: made.patterns}, anchors={rule.id: made.anchors}))
    return None if list(_failing(rule, engine)) else made


def _compile_reasons(reasons: Sequence[str], macros: dict[str, str]) -> list[str]:
    """Return the patterns of the reasons; none at all where one cannot be compiled."""
    try:
        return _compile(reasons, macros)
    except UnfitTemplate:
        return []


def _compile(templates: Sequence[str], macros: dict[str, str]) -> list[str]:
    """Return the patterns of templates. Raises `UnfitTemplate` for one that cannot be run."""
    patterns = [demand_words(template, macros) for template in templates]
    for pattern in patterns:
        compile_pattern(pattern)
    return patterns


def _check_fields(rule: Rule, loaded: LoadedRules) -> Iterator[Problem]:
    if (rule.category is None) == (rule.move is None):
        message = N_("规则“{id}”要写 category 或 move，只写一个。", id=quote(rule.id))
        yield place_rule(rule, loaded).problem("E702", message, N_("要避开的话写 category，好的做法写 move。"))
    if rule.category and not (rule.instead and rule.why):
        message = N_("规则“{id}”没有说为什么不好、该怎么说。", id=quote(rule.id))
        yield place_rule(rule, loaded).problem("E706", message, N_("补上 why: 和 instead: 两行。"))
    for name, examples in (("flag", rule.examples.flag), ("pass", rule.examples.ok)):
        if len(examples) < EXAMPLES_LEAST:
            message = N_("规则“{id}”的 {name} 例句不到 {least} 句。", id=quote(rule.id), name=name, least=EXAMPLES_LEAST)
            yield place_rule(rule, loaded, "examples", name).problem("E703", message, N_("补几句真实的话：该抓的和很像但不该抓的。"))
    for number, reference in enumerate(rule.source):
        if fault := describe_reference(reference):
            message = N_("规则“{id}”：{reason}", id=quote(rule.id), reason=fault)
            yield place_rule(rule, loaded, "source", number).problem("E311", message, N_("写到条目，如 S15.1 或 S40.3.2。"))


def _check_templates(loaded: LoadedRules) -> Iterator[Problem]:
    done: list[Macro] = []
    for macro in loaded.book.macros:
        try:
            compile_macros([*done, macro])
            done.append(macro)
        except UnfitTemplate as failure:
            path, spot = loaded.places[f"Macro {macro.name}"]
            message = N_("宏“{name}”的写法有问题：{reason}", name=quote(macro.name), reason=failure.message)
            yield place_of(path, spot.mark).problem("E701", message, N_("照着别的宏改；一个宏里只能用写在它前面的宏。"))
    macros = compile_macros(done)
    for reason in loaded.book.reasons:
        if unfit := _find_unfit(reason, macros):
            path, spot = loaded.places[f"Reason {reason}"]
            message = N_("purposes.yaml 里说明缘由的写法有问题：{reason}", reason=unfit)
            yield place_of(path, spot.mark).problem("E701", message, N_("照着它旁边的写法改。"))
    for rule in loaded.book.rules:
        for field, number, template in _templates_of(rule):
            if unfit := _find_unfit(template, macros):
                message = N_("规则“{id}”的写法有问题：{reason}", id=quote(rule.id), reason=unfit)
                yield place_rule(rule, loaded, field, number).problem("E701", message, N_("照着别的规则改。"))


def _find_unfit(template: str, macros: dict[str, str]) -> Message | None:
    """Return why a template cannot be run."""
    try:
        _compile([template], macros)
    except UnfitTemplate as unfit:
        return unfit.message
    return None


def _templates_of(rule: Rule) -> Iterator[tuple[str, int, str]]:
    """Yield every template of a rule: its field, its position there, and itself."""
    for field in FIELDS:
        for number, template in enumerate(getattr(rule, field)):
            yield field, number, template


def _check_examples(rule: Rule, engine: RuleEngine, failing: list[Failure], loaded: LoadedRules) -> Iterator[Problem]:
    """Say which examples do not hold by the rule alone (`failing`) or beside the others: a neighbour of its kind may be at fault."""
    shown = {"id": quote(rule.id)}
    for name, number, example in dict.fromkeys([*failing, *_failing(rule, engine)]):
        place = place_rule(rule, loaded, "examples", name, number)
        if name == "flag":
            message = N_("规则“{id}”抓不到自己的例句：{example}", **shown, example=quote(example))
            yield place.problem("E704", message, N_("在 say 里补上这种说法，或者看看是不是被 unless 放过了。"))
        else:
            message = N_("规则“{id}”误抓了该放过的例句：{example}", **shown, example=quote(example))
            yield place.problem("E705", message, N_("把 say 写窄一点，或者在 unless 里放过这种说法。"))
    if missed := _missed_variants(rule, engine):
        examples = [quote(one) for one in missed[:VARIED_SHOWN]]
        message = N_("规则“{id}”的例句换个写法就抓不到了：{examples}", **shown, examples=examples)
        yield place_rule(rule, loaded, "say").problem("W708", message, N_("把 say 写宽一点，比如用宏代替“您”和“你”。"))


def _failing(rule: Rule, engine: RuleEngine) -> Iterator[Failure]:
    """Yield the examples that do not hold."""
    for number, example in enumerate(rule.examples.flag):
        if not _fires(rule, example, engine):
            yield "flag", number, example
    for number, example in enumerate(rule.examples.ok):
        if _fires(rule, example, engine):
            yield "pass", number, example


def _fires(rule: Rule, example: str, engine: RuleEngine) -> bool:
    """Tell whether a rule's label is found in an example: a neighbour that says the same first is no failure."""
    return any(finding.rule.label == rule.label for finding in engine.find(example))


def _missed_variants(rule: Rule, engine: RuleEngine) -> list[str]:
    sound = [example for example in rule.examples.flag if _fires(rule, example, engine)]
    return [variant for example in sound for variant in vary_example(example) if not _fires(rule, variant, engine)]


def _sound_macros(macros: Sequence[Macro]) -> list[Macro]:
    kept: list[Macro] = []
    for macro in macros:
        try:
            compile_macros([*kept, macro])
        except UnfitTemplate:
            continue
        kept.append(macro)
    return kept


def identify_book(book: RuleBook, proven: Proven) -> str:
    """Return what stands for the rules that replies are judged by."""
    return proven.key("book", book.rules, book.macros, book.purposes, book.reasons)


def place_rule(rule: Rule, loaded: LoadedRules, *steps: str | int) -> Place:
    """Return the place of a part of a rule, e.g. `("examples", "flag", 0)`."""
    path, spot = loaded.places[f"Rule {rule.id}"]
    return place_of(path, find_spot(spot, list(steps)).mark)
