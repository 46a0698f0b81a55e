"""After a play: its end and what it says about facts are noted, and the debrief is shown or written to a file."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from trainer.cli.rows import draft_play_answer
from trainer.drill.plan import current_card
from trainer.errors import TrainerError, UsageError
from trainer.i18n import N_, _
from trainer.memory import Schedule
from trainer.reply.better import improve_reply
from trainer.reply.verdict import ReplyJudge, Verdict
from trainer.roleplay.debrief import Debrief, Turn, debrief_play
from trainer.roleplay.feed import feed_facts
from trainer.screen.debrief_page import to_html, to_markdown
from trainer.screen.play import Remarks, debrief_blocks, name_reasons
from trainer.screen.verdict import mark_words
from trainer.store import PlayEnd, PlayRow

if TYPE_CHECKING:
    from trainer.cli.desk import Desk
    from trainer.roleplay.stage import Stage
    from trainer.roleplay.state import Effect

ID_SHOWN = 6
"""Characters of a play's id that are shown, to look at it again."""
WRITERS = {".md": to_markdown, ".html": to_html}


class Judged(msgspec.Struct, frozen=True):
    """What she had said before a turn, and the verdict on the reply."""

    heard: str
    verdict: Verdict


class Judgement(msgspec.Struct, frozen=True):
    """What the judge says of every turn, and what the author says of those that were chosen, by turn."""

    turns: list[Judged]
    whys: dict[int, str]
    judge: ReplyJudge


class Debriefing:
    """What comes after a play that has ended."""

    def __init__(self, desk: Desk, stage: Stage, row: PlayRow, turns: list[Turn], judgement: Judgement) -> None:
        self.desk = desk
        self.stage = stage
        self.row = row
        self.turns = turns
        self.judged = judgement.turns
        self._author_whys = judgement.whys
        self._judge = judgement.judge

    @cached_property
    def debrief(self) -> Debrief:
        """What the play came to; what was noted then counts, though the scenario may have changed since."""
        debrief = debrief_play(self.stage, self.turns)
        return msgspec.structs.replace(debrief, ending=self.row.ending, score=self.row.score) if self.row.ending else debrief

    def close(self) -> None:
        """Note how the play ended, and feed the cards of the facts that were used or violated.

        Facts that the learner has not met yet stay unseen: what was never taught is not held against anybody.
        """
        desk, course = self.desk, self.desk.course
        cards = desk.store.cards(desk.learner.id, course.id)
        said = feed_facts(course, self.stage, self.debrief, [one.verdict.violations for one in self.judged])
        fed = [one for one in said if current_card(one.fact, cards)]
        drafts = [draft_play_answer(desk, self.row, one, self.turns[one.turn].reply, self.judged[one.turn].heard) for one in fed]
        schedule = desk.store.schedule(desk.learner.id, Schedule(course.interval_cap_days, desk.retention))
        desk.store.end_play(PlayEnd(self.row.id, self.debrief.ending, self.debrief.score), drafts, desk.clock(), schedule)

    def show(self) -> None:
        """Show what each sentence did, beside the learner's first and best play of the scenario."""
        self.desk.front.show_pages(self._blocks())

    def write(self, path: Path) -> None:
        """Write the debrief as Markdown or HTML, by the name's ending. Raises `TrainerError`; nothing is ever overwritten."""
        check_target(path)
        title = f"{self.stage.scenario.title or self.stage.id} · {self.desk.learner.name}"
        try:
            with path.open("x", encoding="utf-8") as file:
                file.write(WRITERS[path.suffix.lower()](title, self._blocks()))
        except OSError as failure:
            raise TrainerError(N_("写不进去：{path}", path=path), N_("换一个写得进去的文件夹。")) from failure
        self.desk.front.show_note(N_("复盘写在 {path}", path=path))

    def _blocks(self) -> list[list[str]]:
        plays = self.desk.store.plays(self.desk.learner.id, self.desk.course.id)
        before = [play.score for play in plays if _is_earlier(play, self.row)]
        return list(debrief_blocks(self.turns, self.debrief, self._remarks(), before))

    def _remarks(self) -> Remarks:
        verdicts = [one.verdict for one in self.judged]
        return Remarks(
            marked=[mark_words(turn.reply, verdict.violations) for turn, verdict in zip(self.turns, verdicts, strict=True)],
            better={number: self._better(number) for number in self.debrief.weak},
            reasons=[self._reasons(number) for number in range(len(self.turns))],
            faults={number: self._faults(number) for number in self.debrief.weak},
            name=self.stage.person.name or _("顾客"),
            play=self.row.id[:ID_SHOWN],
            wants=self.stage.scenario.wants,
            needs=self.stage.scenario.needs,
        )

    def _reasons(self, number: int) -> list[str]:
        """Return why a turn did what it did: what its author wrote, or else what moved her."""
        return self._explain(number, self.turns[number].reaction.effects)

    def _faults(self, number: int) -> list[str]:
        """Return why a turn did no good: nothing that calmed her is a reason to change it."""
        return self._explain(number, [effect for effect in self.turns[number].reaction.effects if effect.change >= 0])

    def _explain(self, number: int, effects: Iterable[Effect]) -> list[str]:
        return [self._author_whys[number]] if number in self._author_whys else name_reasons(effects, self.stage.whys)

    def _better(self, number: int) -> str:
        """Return a better version of one's own reply that hurts nobody itself, or else the best that the author knows at this point."""
        turn, verdict = self.turns[number], self.judged[number].verdict
        node = self.stage.nodes[turn.before.node]
        best = node.best.say if node.best else self.stage.scenario.reply
        own = "" if number in self._author_whys else improve_reply(turn.reply, verdict)
        return own if own and not self._judge.judge(own, self.judged[number].heard, self.stage.scenario.purpose).violations else best


def check_target(path: Path) -> None:
    """Refuse a file that could not be written in the end: before a play, not after it. Raises `TrainerError`."""
    if path.suffix.lower() not in WRITERS:
        raise UsageError(N_("不知道要写成哪一种：{name}", name=path.name[:40]), N_("文件名以 .md 或 .html 结尾。"))
    if not path.parent.is_dir():
        raise TrainerError(N_("没有这个文件夹：{path}", path=path.parent), N_("先建好文件夹，或者写别的地方。"))
    if path.exists():
        raise TrainerError(N_("已经有这个文件：{path}", path=path), N_("换一个名字，免得盖掉它。"))


def _is_earlier(play: PlayRow, row: PlayRow) -> bool:
    return play.scenario == row.scenario and bool(play.ending) and play.id != row.id and play.started_at <= row.started_at
