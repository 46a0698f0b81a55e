"""A role-play in words: the screen while it goes on, and the debrief after it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec

from trainer.course.scenario import MOOD_MOST, EffectName
from trainer.i18n import N_, Message, _, render
from trainer.roleplay.debrief import Caution, Debrief, StepName, Turn
from trainer.roleplay.state import Effect
from trainer.screen.front import PlayView

BASES = (N_("本垒"), N_("一垒 态度"), N_("二垒 需求"), N_("三垒 满足"), N_("回本垒 回头客"))
"""The circle of customer service (S23): the runner comes home when the customer comes back."""
ENDINGS = {
    "home": N_("顾客满意地走了，还会再来。"),
    "resolved": N_("事情办成了，顾客消了气。"),
    "boundary": N_("该守的守住了，话也说得体面。"),
    "left": N_("顾客没再说什么，走了，不会再来。"),
    "complained": N_("顾客要去找上面投诉。"),
}
STEPS: dict[StepName, Message] = {
    "listen": N_("先听"),
    "apologise": N_("道歉"),
    "explain": N_("说明原因"),
    "empathise": N_("体谅"),
    "solve": N_("给办法"),
    "commit": N_("保证改进"),
    "thank": N_("感谢"),
}
CAUTIONS: dict[Caution, Message] = {
    "no_apology": N_("整场没有一句道歉：不论谁的错，让他受了这份罪，先说声抱歉。"),
    "excuse": N_("解释说得早了或者长了，听着像找借口：先体谅，解释一句就够。"),
    "unheard": N_("还没听完就给了办法：先听，再办。"),
}
TOLD = 2
"""Lines about the customer that are shown in a low window: who it is, and what can be given."""
DRAWN = -1
"""Instead of an indent: a row drawn by us, printed as it is."""
CURVE = "▁▂▃▄▅▆▇█"


def play_rows(view: PlayView, *, roomy: bool) -> Iterator[tuple[str, str, int]]:
    """Yield the rows of a screen: text, style, and by how much its later lines are indented, or `DRAWN`."""
    yield view.title, "bold cyan", 0
    for line in view.who if roomy else view.who[:TOLD]:
        yield line, "dim", 0
    if roomy:
        yield "", "", 0
        yield from ((line, "cyan", DRAWN) for line in _diamond(view.base))
        yield "", "", 0
    else:
        yield diamond_line(view.base), "cyan", 0
    for speaker, said in view.exchange:
        yield f"{speaker}：{said}", "" if speaker == _("您") else "bold", len(speaker) * 2 + 2
    if view.options or view.notes:
        yield "", "", 0
    yield from ((line, "", 3) for line in number_lines(view.options))
    yield from ((render(note), "yellow", 0) for note in view.notes)
    yield "", "", 0
    yield _("输入数字再回车 · /提示  /退出") if view.options else _("直接打字，说您会当面说的话 · /提示  /退出"), "dim", 0


def number_lines(options: Iterable[str]) -> list[str]:
    """Return options with their numbers."""
    return [f"{number}  {option}" for number, option in enumerate(options, 1)]


def diamond_line(base: int) -> str:
    """Return the diamond in one line, for narrow and low screens and for readers."""
    return " ".join(f"{'◆' if place == base else '◇'}{render(name)}" for place, name in enumerate(BASES[:4])) + _home(base)


def _diamond(base: int) -> list[str]:
    marks = ["◆" if place == base % 4 else "◇" for place in range(4)]
    names = [render(name).split(" ")[0] for name in BASES]
    return [f"        {marks[2]} {names[2]}", f"{names[3]} {marks[3]}     {marks[1]} {names[1]}", f"        {marks[0]} {names[0]}"]


def _home(base: int) -> str:
    return f" ◆{render(BASES[4])}" if base == 4 else ""


class Remarks(msgspec.Struct, frozen=True):
    """What the judge and the author have to say about a play, beside its figures.

    `marked`: each reply with the words that hurt marked in place; `better`: a better version of each weak one; `faults`: why it did
    no good; `reasons`: of each turn, why it did what it did; `name`: the customer's; `play`: the beginning of the play's id;
    `wants` and `needs`: what she asked for, and what it was about.
    """

    marked: Sequence[str]
    better: Mapping[int, str]
    reasons: Sequence[Sequence[str]]
    faults: Mapping[int, Sequence[str]]
    name: str
    play: str
    wants: str
    needs: str


def debrief_blocks(turns: Sequence[Turn], debrief: Debrief, remarks: Remarks, before: Sequence[int]) -> Iterator[list[str]]:
    """Yield the blocks of a debrief; `before`: the scores of earlier plays."""
    yield [_("结局"), *_lead(turns, debrief, remarks)]
    yield [_("这一场（▲ 更火，▼ 消气）"), *_conversation(turns, remarks), _("火气：{curve}", curve=_curve(debrief.moods))]
    if debrief.steps:
        yield [_("处理投诉的步骤"), *_step_lines(debrief)]
    again = _("再看：trainer roleplay replay {play}", play=remarks.play)
    yield [_("得分"), *_compared(debrief, before), again, _("总分：{score}", score=debrief.score)]


def _lead(turns: Sequence[Turn], debrief: Debrief, remarks: Remarks) -> Iterator[str]:
    yield render(ENDINGS[debrief.ending])
    yield from (f"  {remarks.name}：{said}" for said in turns[-1].reaction.lines)
    yield _("嘴上要的：{wants}", wants=remarks.wants)
    yield _("真正要的：{needs}", needs=remarks.needs)
    for number in debrief.weak:
        yield _("要改的一句：{reply}", reply=remarks.marked[number] or _("（没说话）"))
        yield from (_("  为什么：{why}", why=why) for why in remarks.faults.get(number, [])[:1])
        if number in remarks.better:
            yield _("  可以说：{better}", better=remarks.better[number])
    if debrief.best is not None:
        yield _("最好的一句：{reply}", reply=turns[debrief.best].reply)


def _conversation(turns: Sequence[Turn], remarks: Remarks) -> Iterator[str]:
    for turn, reply, reasons in zip(turns, remarks.marked, remarks.reasons, strict=True):
        yield _("您：{reply}", reply=reply or _("（没说话）"))
        mark = "▲" * max(0, turn.change) or "▼" * max(0, -turn.change) or "·"
        yield f"  {mark} {' '.join(reasons)}".rstrip()
        yield from (f"  {remarks.name}：{said}" for said in turn.reaction.lines)


def name_reasons(effects: Iterable[Effect], whys: Mapping[EffectName, str]) -> list[str]:
    """Return why something moved her, what moved her most first."""
    strongest = sorted(effects, key=lambda effect: -abs(effect.change))
    return [whys[effect.name] for effect in strongest if effect.name in whys]


def _curve(moods: Sequence[int]) -> str:
    return "".join(CURVE[min(len(CURVE) - 1, mood * len(CURVE) // (MOOD_MOST + 1))] for mood in moods) + f" {moods[0]} → {moods[-1]}"


def _step_lines(debrief: Debrief) -> Iterator[str]:
    for step in debrief.steps:
        name = render(STEPS[step.name])
        if step.turn is None:
            yield _("· {name}（没有）", name=name)
        elif step.is_early:
            yield _("↑ {name}（第 {turn} 句，早了）", name=name, turn=step.turn + 1)
        else:
            yield _("✓ {name}（第 {turn} 句）", name=name, turn=step.turn + 1)
    yield from (render(CAUTIONS[caution]) for caution in debrief.cautions)


def _compared(debrief: Debrief, before: Sequence[int]) -> Iterator[str]:
    if before:
        yield _("第一次 {first} 分，最好 {best} 分。", first=before[0], best=max(before))
    yield _("内容 {content}，方式 {manner}。", content=debrief.content, manner=debrief.manner)
