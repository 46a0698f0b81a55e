"""One role-play at a desk: every turn is stored before the customer answers it, so a killed play goes on where it stopped."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import msgspec

from trainer.cli.context import Context
from trainer.cli.debriefing import Debriefing, Judged, Judgement
from trainer.cli.judging import APPEALED, Said, open_judge
from trainer.cli.rows import PLAYED
from trainer.cli.staging import read_turns
from trainer.cli.verdicts import as_object
from trainer.drill.respond import Command, Invalid, read_command
from trainer.errors import EndOfInput, UsageError
from trainer.i18n import N_, Message, _
from trainer.reply.verdict import LONGEST
from trainer.roleplay.debrief import Turn, replay_play
from trainer.roleplay.engine import open_play, play_turn, shuffle_options
from trainer.roleplay.reading import Reading, hear_reply
from trainer.screen.front import PlayView
from trainer.screen.play import name_reasons
from trainer.store import AppealDraft, PlayDraft, PlayRow, TurnRow
from trainer.text import clean_text

if TYPE_CHECKING:
    from trainer.cli.desk import Desk
    from trainer.course.scenario import Option, Scenario
    from trainer.course.scenariofile import LoadedScenarios
    from trainer.reply.verdict import ReplyJudge
    from trainer.roleplay.stage import Stage
    from trainer.roleplay.state import Reaction, State

SEEDS = 1_000_000


def open_play_row(desk: Desk, stage: Stage, mode: str, seed: int | None) -> PlayRow:
    """Return the play to go on with: an interrupted one, unless another mode or seed is asked for; else a new one."""
    plays = [play for play in desk.store.plays(desk.learner.id, desk.course.id) if play.scenario == stage.id]
    waiting = [play for play in plays if not play.ending and mode in ("", play.mode) and seed in (None, play.seed)]
    if waiting:
        return waiting[-1]
    moment = desk.clock()
    can_choose = bool(stage.first.options)
    draft = PlayDraft(
        learner=desk.learner.id,
        course=desk.course.id,
        scenario=stage.id,
        mode=mode or ("type" if any(play.ending for play in plays) or not can_choose else "choose"),
        seed=moment.at_ms % SEEDS if seed is None else seed,
    )
    play_id = desk.store.start_play(draft, moment)
    return PlayRow(**msgspec.structs.asdict(draft), id=play_id, started_at=moment.at_ms, offset_min=moment.offset_min)


class Playing:
    """Drives one play. `context` opens the judge, which waits until the first reply; `parting` is said to whoever leaves early."""

    def __init__(
        self, desk: Desk, stage: Stage, row: PlayRow, context: Context, *, coach: bool = False, parting: Message | None = None
    ) -> None:
        self.desk = desk
        self.stage = stage
        self.row = row
        self._context = context
        self._coach = coach
        self._parting = parting or N_("存好了，下次接着演：trainer roleplay {id}", id=stage.id)
        self._is_silent = False
        """Whether Enter was just pressed with nothing typed."""
        said = read_turns(desk.store, row.id)
        self._opening, self.turns = replay_play(stage, said, row.seed)

    @property
    def _state(self) -> State:
        return self.turns[-1].after if self.turns else open_play(self.stage, self.row.seed)[0]

    @property
    def has_ended(self) -> bool:
        """Whether there is anything to debrief."""
        return bool(self.row.ending or self._state.ending)

    @cached_property
    def judge(self) -> ReplyJudge:
        """The judge of what is said."""
        return open_judge(self._context)

    def run(self) -> None:
        """Play until the end, or until the learner leaves or no more input comes."""
        notes: list[Message | str] = [N_("接着上次没演完的。")] if self.turns else []
        if self.row.mode == "choose" and not self._options():
            notes.append(N_("这个情景没有写可选的话，这次打字说。"))
        fresh = True
        while not self._state.ending:
            try:
                line = self.desk.front.ask_play(self._view(notes, fresh=fresh))
            except EndOfInput:
                line = "/quit"
            fresh = False
            match read_command(line):
                case Command(name="quit"):
                    self.desk.front.show_note(self._parting)
                    return
                case Command(name="hint"):
                    notes = [self.stage.nodes[self._state.node].hint or self.stage.scenario.reply]
                case Command(name="appeal", note=reason):
                    notes = [self._appeal(reason)]
                case Command() | Invalid():
                    notes = [N_("这里只有 /提示 和 /退出；别的话直接说给顾客听。")]
                case None:
                    notes = self._take(line)
        self._end()

    def _end(self) -> None:
        """Note the end and what it says about facts, and show what each sentence did."""
        after = self.debriefing()
        after.close()
        after.show()

    def _take(self, line: str) -> list[Message | str]:
        """Take in one line; return what is to be noted below the next screen."""
        options = self._options()
        reply = clean_text(line)[: LONGEST + 1]
        if not options and not reply.strip() and not self._is_silent:
            self._is_silent = True  # Enter pressed once too often says nothing yet
            return [N_("还没打字。再按一次回车，就是一句话也不说。")]
        self._is_silent = False
        if options:
            number = reply.strip()
            if not (number.isdecimal() and 1 <= int(number) <= len(options)):
                return [N_("请输入 1 到 {count} 中的一个数字。", count=len(options))]
            reply = options[int(number) - 1].say
        elif reply.strip().isdecimal():
            return [N_("这次是打字说；想选着说，下次加 --mode choose。")]
        reading = self._read(reply)
        said = TurnRow(reply, msgspec.json.encode(reading).decode(), self.desk.clock().at_ms)
        self.desk.store.record_turn(self.row.id, len(self.turns), said)
        after, reaction = play_turn(self.stage, self._state, reading, self.row.seed)
        self.turns.append(Turn(reply, reading, self._state, after, reaction))
        return self._advice() if self._coach else []

    def _appeal(self, note: str) -> Message:
        """Keep a disagreement with how the last reply was taken."""
        if not self.turns or self.row.mode == "choose":
            return N_("先打一句话；看到顾客的反应，再写 ! 和原因。")
        said = Said(self.turns[-1].reply, self._heard(len(self.turns) - 1).lines[-1], self.stage.scenario.purpose)
        verdict = msgspec.json.encode(as_object(self.judge, "", said)).decode()
        about = {"learner": self.desk.learner.id, "course": self.desk.course.id, "form": f"{PLAYED}/{self.stage.id}"}
        self.desk.store.record_appeal(AppealDraft(**about, **msgspec.structs.asdict(said), verdict=verdict, note=note), self.desk.clock())
        return APPEALED

    def _read(self, reply: str) -> Reading:
        heard = " ".join(self._heard(len(self.turns)).lines)
        reading = hear_reply(reply, heard, self.stage, self.judge)
        option = self._chosen(reply, self._state.node)
        # What its author calls poor or bad teaches nothing else, whatever is found in it.
        return msgspec.structs.replace(reading, is_weak=option is not None and option.quality in ("poor", "bad"))

    def _chosen(self, reply: str, node: str) -> Option | None:
        """Return the option that a reply was; None where it was typed."""
        options = self.stage.nodes[node].options if self.row.mode == "choose" else []
        return next((option for option in options if option.say == reply), None)

    def _heard(self, number: int) -> Reaction:
        """Return what she had said before a turn, counted from 0."""
        return self.turns[number - 1].reaction if number else self._opening

    def _options(self) -> list[Option]:
        """Return the replies to choose among, in an order of their own for each play; none where one types."""
        node = self.stage.nodes[self._state.node]
        return shuffle_options(self.stage, node, self.row.seed, self._state.turn) if self.row.mode == "choose" else []

    def _view(self, notes: list[Message | str], *, fresh: bool) -> PlayView:
        scenario = self.stage.scenario
        name = scenario.person.name or _("顾客")
        spoken = [(name, line) for line in self._heard(len(self.turns)).lines]
        said = [(_("您"), self.turns[-1].reply)] if self.turns else []
        return PlayView(
            title=" · ".join(filter(None, [scenario.title or self.stage.id, scenario.place or scenario.trade, _channel(scenario)])),
            who=self._who(name),
            base=self._state.base,
            exchange=[*said, *spoken],
            options=[option.say for option in self._options()],
            notes=notes,
            fresh=fresh,
        )

    def _who(self, name: str) -> list[str]:
        """Return who stands there, what can be given, and who can be called in."""
        scenario = self.stage.scenario
        lines = [f"{name}：{scenario.person.happened}" if scenario.person.happened else name]
        lines.append(_("能给的：{offer}", offer="；".join(scenario.offer)))
        return [*lines, _("能请来：{who}", who=scenario.call_in)] if scenario.call_in else lines

    def _advice(self) -> list[Message | str]:
        turn = self.turns[-1]
        option = self._chosen(turn.reply, turn.before.node)
        return [option.why] if option else list(name_reasons(turn.reaction.effects, self.stage.whys)[:1])

    def _heard_by_turn(self) -> list[str]:
        """Return what she had said before each turn."""
        return [" ".join(self._heard(number).lines) for number in range(len(self.turns))]

    def debriefing(self) -> Debriefing:
        """Return what comes after the play: it has ended."""
        chosen = [self._chosen(turn.reply, turn.before.node) for turn in self.turns]
        whys = {number: option.why for number, option in enumerate(chosen) if option}
        return Debriefing(self.desk, self.stage, self.row, self.turns, Judgement(self._judge_all(), whys, self.judge))

    def _judge_all(self) -> list[Judged]:
        judged = zip(self.turns, self._heard_by_turn(), strict=True)
        purpose = self.stage.scenario.purpose
        return [Judged(heard, self.judge.judge(turn.reply[:LONGEST], heard, purpose)) for turn, heard in judged]


def show_again(desk: Desk, loaded: LoadedScenarios, play_id: str, context: Context) -> Playing:
    """Show the debrief of an ended play, by the beginning of its id, the newest without one. Raises `UsageError`."""
    from trainer.roleplay.stage import Stage

    plays = [play for play in desk.store.plays(desk.learner.id, desk.course.id) if play.ending and play.id.startswith(play_id)]
    plays = [play for play in plays if desk.store.turns(play.id)]
    found = [play for play in plays if play.scenario in loaded.scenarios]
    if plays and not found:
        message = N_("这一场演的是“{scenario}”，现在这门课程里没有它。", scenario=plays[-1].scenario)
        raise UsageError(message, N_("换回演它时的课程，再重看：trainer course use 课程"))
    if not found:
        raise UsageError(N_("没有这一场的记录。"), N_("先演一场：trainer roleplay"))
    row = found[-1]
    assert loaded.shared is not None
    playing = Playing(desk, Stage(row.scenario, loaded.scenarios[row.scenario], loaded.shared), row, context)
    playing.debriefing().show()
    return playing


def _channel(scenario: Scenario) -> str:
    """Return how one talks, where that is not face to face: on the telephone there is only the voice (S34)."""
    return {"face": "", "phone": _("只听得见声音"), "chat": _("打字聊天")}[scenario.channel]
