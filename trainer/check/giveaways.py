"""Options that give the key away: to whoever knows nothing about serving customers, but much about tests."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import partial

from trainer.check.material import Material
from trainer.check.questions import stands_out
from trainer.check.scenarios import locate_part
from trainer.check.walk import Steps, iterate_scenes
from trainer.course.model import Fact
from trainer.course.problem import Place, Problem, quote
from trainer.course.scenario import Node
from trainer.i18n import N_
from trainer.reply.normalise import squeeze

COPIED_LEAST = 3
"""Characters in a row that only the key has from the situation; two are often just what the talk is about."""
COMPARED_MOST, RUN_MOST = 200, 24
"""Characters of a text that are compared, and of the longest run that is looked for."""
ABSOLUTE_LEAST = 2
"""Wrong options with a word like 一律 from which it looks like a habit."""
NODES_LEAST = 3
"""Steps of a scenario with options from which a share says anything."""
_CATCH_ALL = re.compile(
    "(以上|上述|上面|前面|这些|[两二三四几]种|[两三二四]者|全部)*(各项|[几两三四]项)?(全都|都|全|皆|均)(不|没)?(是|对|行|可以|选|错|有)?的?"
    "|(以上|上述|前面)(各项|[几两三四]项|全部|所有).{0,2}|全部(正确|错误)?"
    "|[a-z甲乙丙丁1-9](和|与|、|及|跟)[a-z甲乙丙丁1-9](都.{0,2}|皆.{0,2})?"
)
_ABSOLUTE = re.compile("一律|绝对|从来|永远|任何|所有|百分之百|从不|绝不|总是|全都|一概|必定|肯定都")
# What everybody says, and who says it: no sign of anything.
_COMMON = re.compile(
    "[^一-鿿0-9a-zA-Z]+|顾客|客人|客户|会员|您好|你好|对不起|不好意思|抱歉|谢谢|请问|请您|昨天|今天|明天|今晚|刚才|现在|能不能|可不可以|可以|怎么|多少|什么|一下|这个|那个|没有"
)


def check_catch_all(material: Material) -> Iterator[Problem]:
    """No option stands for all the others or for none: it is right or wrong for anybody who knows one of them."""
    for fact in material.course.facts:
        for steps, option in _written_options(fact):
            if _CATCH_ALL.fullmatch(squeeze(option)):
                remedy = N_("换成一个具体的错法；真要考“全对”，就让学员多选：key 里写上每一个对的选项。")
                message = N_("“{option}”这样的选项，不用懂也能猜。", option=quote(option))
                yield material.positions.find(fact, *steps).problem("W901", message, remedy)


def check_copied(material: Material) -> Iterator[Problem]:
    """The key is not the only option that takes up the words of the situation."""
    for fact, index, scene in iterate_scenes(material.course):
        asked = (scene.situation, scene.say, [scene.bad, *scene.wrong])
        yield from _find_copied(material, fact, ("scenes", index, "say"), asked)
    for fact in material.course.facts:
        for index, written in enumerate(fact.questions):
            if written.options and len(written.key) == 1:
                wrong = [option for option in written.options if option not in written.key]
                asked = (f"{written.situation}，{written.ask}", written.key[0], wrong)
                yield from _find_copied(material, fact, ("questions", index, "key"), asked)


def check_absolute(material: Material) -> Iterator[Problem]:
    """Words like “always” do not mark what is wrong."""
    for fact in material.course.facts:
        for index, written in enumerate(fact.questions):
            marked = [option for option in written.options if option not in written.key and _ABSOLUTE.search(option)]
            if len(marked) >= ABSOLUTE_LEAST and not any(map(_ABSOLUTE.search, written.key)):
                words = [found[0] for option in marked if (found := _ABSOLUTE.search(option))]
                message = N_("话说得绝的选项（{words}）全是错的，挑最不绝的就对。", words=list(dict.fromkeys(words)))
                milder = quote(_ABSOLUTE.sub("", marked[0]))
                remedy = N_("把话说平些，比如“{option}”改成“{milder}”。", option=quote(marked[0]), milder=milder)
                yield material.positions.find(fact, "questions", index, "options").problem("W903", message, remedy)


def check_best_length(material: Material) -> Iterator[Problem]:
    """In a scenario, the best reply is not told by its length: neither at one step nor all along."""
    for name, scenario in material.scenarios.scenarios.items():
        steps = [(number, node) for number, node in enumerate(scenario.nodes) if node.best and len(node.options) > 1]
        locate = partial(locate_part, material.scenarios, name, "nodes")
        yield from (_describe_length(node, partial(locate, number)) for number, node in steps if _is_told_by_length(node))
        longest = [number for number, node in steps if len(_best(node)) > max(_other_lengths(node))]
        if len(steps) >= NODES_LEAST and len(longest) * 2 > len(steps):
            message = N_("{all} 步里有 {count} 步，最长的一句就是最好的，闭着眼睛挑最长也能演成。", all=len(steps), count=len(longest))
            remedy = N_("挑 {more} 步，把一句不好的写得比最好的还长，或者把最好的写短。", more=len(longest) - len(steps) // 2)
            yield locate(longest[0], "options").problem("W905", message, remedy)


def longest_shared(one: str, other: str) -> str:
    """Return the longest run of characters that two texts share; punctuation and what everybody says ends a run."""
    shorter, longer = (_COMMON.sub("\n", text[:COMPARED_MOST]) for text in sorted((one, other), key=len))
    for length in range(min(len(shorter), RUN_MOST), 0, -1):
        for start in range(len(shorter) - length + 1):
            run = shorter[start : start + length]
            if "\n" not in run and run in longer:
                return run
    return ""


def _find_copied(material: Material, fact: Fact, steps: Steps, asked: tuple[str, str, Sequence[str]]) -> Iterator[Problem]:
    """`asked`: the situation, the key, and what is wrong."""
    situation, key, wrong = asked
    words = longest_shared(situation, key)
    if len(words) < COPIED_LEAST or not wrong or any(len(longest_shared(situation, text)) > 1 for text in wrong):
        return
    near = min(wrong, key=lambda text: abs(len(text) - len(key)))
    message = N_("场景里的“{words}”，只有正确的那一句提到，照着字面就能猜中。", words=quote(words))
    remedy = N_("让一句不好的话也说到“{words}”，比如改这一句：{wrong}", words=quote(words), wrong=quote(near))
    yield material.positions.find(fact, *steps).problem("W902", message, remedy)


def _written_options(fact: Fact) -> Iterator[tuple[Steps, str]]:
    for index, written in enumerate(fact.questions):
        yield from ((("questions", index, "options", place), option) for place, option in enumerate(written.options))
    yield from ((("outsiders", place), option) for place, option in enumerate(fact.outsiders))
    for index, scene in enumerate(fact.scenes):
        yield from ((("scenes", index, "wrong", place), option) for place, option in enumerate(scene.wrong))


def _best(node: Node) -> str:
    return node.best.say if node.best else ""


def _is_told_by_length(node: Node) -> bool:
    return stands_out(len(_best(node)), _other_lengths(node))


def _describe_length(node: Node, locate: Callable[..., Place]) -> Problem:
    best, near = _best(node), _nearest(node)
    message = N_("最好的一句长短太显眼，不用懂也能猜中：{text}", text=quote(best))
    remedy = N_("把这一步的几句写得长短差不多，比如把这句写长些：{near}", near=quote(near))
    if len(best) < len(near):
        remedy = N_("把这一步的几句写得长短差不多，比如把这句写短些：{near}", near=quote(near))
    return locate("options", _best_place(node), "say").problem("W904", message, remedy)


def _nearest(node: Node) -> str:
    """Return the other reply that is nearest to the best in length."""
    others = (option.say for option in node.options if option is not node.best)
    return min(others, key=lambda text: abs(len(text) - len(_best(node))))


def _best_place(node: Node) -> int:
    return next((place for place, option in enumerate(node.options) if option is node.best), 0)


def _other_lengths(node: Node) -> list[int]:
    return [len(option.say) for option in node.options if option is not node.best]
