"""Say it better: the learner types what to say instead. The verdict comes from a reply scorer."""

from __future__ import annotations

from trainer.course.model import Course, Fact, Scene
from trainer.drill.question import Form, Mark, Question, Response
from trainer.i18n import N_, Message
from trainer.memory import PRODUCE
from trainer.reply.score import LiteralScorer, ReplyScore, ReplyScorer

GAP = "＿"
TYPES = ("phrase", "pair", "dont_ask", "principle", "rule")
"""Types of facts that are about a sentence that slips out; the others are asked by `speak`."""


def list_forms(course: Course, fact: Fact) -> list[Form]:
    """Return one form a scene of a fact about what not to say."""
    return [Form("rewrite", "scene", index, PRODUCE, "catalyst") for index in range(len(fact.scenes) if fact.type in TYPES else 0)]


def build_question(course: Course, fact: Fact, form: Form, seed: str) -> Question:
    """Build the question: the situation and the sentence that slipped out."""
    scene = fact.scenes[form.index]
    return Question(
        fact=fact,
        form=form,
        mode="text",
        context=[scene.situation, f"✗ {scene.bad}"],
        ask=N_("换您来说：打出您会对顾客说的话。"),
        key=[],
        hints=reply_hints(fact, scene),
    )


def grade_response(course: Course, question: Question, response: Response) -> Mark:
    """Mark what was typed by comparing it with what the course says."""
    return grade_spoken(question, response, LiteralScorer())


def grade_spoken(question: Question, response: Response, scorer: ReplyScorer) -> Mark:
    """Mark what was typed."""
    scene = question.fact.scenes[question.form.index]
    return mark_reply(question.fact, scene, scorer.score_reply(response.text, question.fact, scene))


def reply_hints(fact: Fact, scene: Scene) -> list[Message | str]:
    """Return the hints towards a reply: the reason, some useful words, the shape of the model answer."""
    return [fact.why, *([_useful_words(scene.keys)] if scene.keys else []), _outline(scene.say)]


def mark_reply(fact: Fact, scene: Scene, score: ReplyScore) -> Mark:
    """Return the mark of a typed reply that was scored."""
    findings = [score.finding] if score.finding else []
    return Mark(
        grade=score.grade,
        praise=praise_reply(score),
        correction=_correction(score, fact),
        hears=(scene.hears or fact.hears) if score.grade == "wrong" else "",
        # A catalyst written for another situation is a fair comparison but no sentence for this one.
        say=score.nearest if score.nearest in (scene.say, *scene.also) else scene.say,
        findings=findings,
    )


def praise_reply(score: ReplyScore) -> Message | str:
    """Return what to say of a typed reply's grade before anything else."""
    if score.grade == "right":
        return N_("说得好，顾客听了心里舒服。")
    if score.grade == "partial":
        return N_("方向对了。")
    return ""


def _correction(score: ReplyScore, fact: Fact) -> Message | str:
    if score.finding:
        return N_("“{words}”还在里面：{why}", words=score.finding, why=fact.why)
    if score.grade == "right":
        return fact.why
    if score.grade == "partial":
        return N_("再说具体一点，比如用上：{words}", words=score.missing) if score.missing else N_("和示范句比一比，少了哪一步？")
    return N_("还没说到点子上：{why}", why=fact.why)


def _useful_words(keys: list[list[str]]) -> Message:
    return N_("可以用上：{words}", words=[group[0] for group in keys if group])


def _outline(say: str) -> Message:
    """Keep every second character, so that the sentence shows its shape."""
    shown = "".join(GAP if position % 2 and character.isalnum() else character for position, character in enumerate(say))
    return N_("样子是：{outline}", outline=shown)
