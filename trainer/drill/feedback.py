"""From a mark to a rating, and to at most five lines whose last is the good sentence."""

from __future__ import annotations

from trainer.course.model import Fact
from trainer.drill.question import Feedback, Mark, Question, Response
from trainer.i18n import N_, Message
from trainer.memory import AGAIN, EASY, GOOD, HARD, PRODUCE


def rate_response(question: Question, mark: Mark, response: Response) -> int:
    """Derive the rating from correctness, hints and certainty; elapsed time never counts.

    The best a question can earn is easy on the top rung and good below; every hint takes one step off that best.
    A right pick that the learner was not sure of may be luck and counts as again; one of many combinations or a typed one is hard.
    """
    best = EASY if question.form.rung == PRODUCE else GOOD
    earned = {"right": best, "partial": HARD}.get(mark.grade, AGAIN)
    rating = min(earned, max(AGAIN, best - response.hints))
    if response.certain:
        return rating
    return AGAIN if question.mode == "pick" else min(rating, HARD)


def compose_feedback(fact: Fact, mark: Mark, response: Response, comes_back: bool, rating: int) -> Feedback:
    """Compose the lines: what was right, one correction, what the customer hears, then the sentence to say."""
    lines: list[Message | str] = [_with_certainty(mark, response)] if mark.praise or mark.grade == "right" else []
    if mark.correction:
        lines.append(mark.correction)
    hears = [N_("顾客听到的是：“{hears}”", hears=mark.hears)] if mark.hears else []
    note = [N_("说明：{note}", note=fact.note)] if fact.note and _wants_note(fact, mark) else []
    # A narrow screen leaves lines out from the end, but never the note on a doubtful figure.
    lines += [*hears, *note] if fact.standing == "policy" else [*note, *hears]
    lines.append(N_("可以这样说：{say}", say=mark.say))
    return Feedback(mark=mark, rating=rating, lines=lines, comes_back=comes_back)


def _wants_note(fact: Fact, mark: Mark) -> bool:
    """Doubtful figures always carry their note; a shop's policy is explained when it was misjudged."""
    return fact.standing in ("dated", "disputed") or (fact.standing == "policy" and mark.grade != "right")


def _with_certainty(mark: Mark, response: Response) -> Message | str:
    if mark.grade == "right" and not response.certain:
        return N_("{praise}您说不确定，以后会再问您一次，练练就稳了。", praise=mark.praise)
    return mark.praise
