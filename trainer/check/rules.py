"""Rules are data with their own tests: what a rule says, whether it can be run, and whether its examples hold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from trainer.check.mutations import vary_example
from trainer.check.references import describe_reference
from trainer.course.problem import Place, Problem, quote
from trainer.course.rulefile import LoadedRules
from trainer.course.rules import EXAMPLES_LEAST, Macro, Rule, RuleBook
from trainer.course.schema import find_spot
from trainer.course.tree import place_of
from trainer.i18n import N_
from trainer.reply.anchors import find_anchors
from trainer.reply.rules import FIELDS, RuleEngine, compile_pattern
from trainer.reply.say import UnfitTemplate, compile_macros, demand_words

VARIED_SHOWN = 3
"""Variants of one rule's examples named in a warning."""


def check_rules(loaded: LoadedRules) -> list[Problem]:
    """Return everything that is wrong with the rules of a course; examples are run only where the rules can be."""
    problems = [problem for rule in loaded.book.rules for problem in _check_fields(rule, loaded)]
    unfit = list(_check_templates(loaded))
    if unfit:
        return problems + unfit
    engine = RuleEngine(loaded.book)
    return problems + [problem for rule in loaded.book.rules for problem in _check_examples(rule, engine, loaded)]


def keep_sound(loaded: LoadedRules) -> RuleBook:
    """Return the rules whose examples hold: one that fails is not used until it is mended."""
    book = loaded.book
    macros = _sound_macros(book.macros)
    kept = RuleBook([], macros, book.purposes, book.reasons)
    compiled = compile_macros(macros)
    engines = [(rule, _try_engine(RuleBook([rule], macros), compiled)) for rule in book.rules]
    sound = [rule for rule, engine in engines if engine and not list(_failing(rule, engine))]
    usable = RuleBook(sound, macros, book.purposes, book.reasons if _try_engine(kept, compiled) else [])
    patterns = RuleEngine(usable).compile_everything()
    anchors = {rule.id: [find_anchors(pattern) for pattern in patterns[rule.id]["say"]] for rule in sound}
    return msgspec.structs.replace(usable, patterns=patterns, anchors=anchors)


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
        except UnfitTemplate as unfit:
            path, spot = loaded.places[f"Macro {macro.name}"]
            message = N_("宏“{name}”的写法有问题：{reason}", name=quote(macro.name), reason=unfit.message)
            yield place_of(path, spot.mark).problem("E701", message, N_("照着别的宏改；一个宏里只能用写在它前面的宏。"))
    macros = compile_macros(done)
    for rule in loaded.book.rules:
        for field, number, template in _templates_of(rule):
            try:
                compile_pattern(demand_words(template, macros))
            except UnfitTemplate as unfit:
                message = N_("规则“{id}”的写法有问题：{reason}", id=quote(rule.id), reason=unfit.message)
                yield place_rule(rule, loaded, field, number).problem("E701", message, N_("照着别的规则改。"))


def _templates_of(rule: Rule) -> Iterator[tuple[str, int, str]]:
    """Yield every template of a rule: its field, its position there, and itself."""
    for field in FIELDS:
        for number, template in enumerate(getattr(rule, field)):
            yield field, number, template


def _check_examples(rule: Rule, engine: RuleEngine, loaded: LoadedRules) -> Iterator[Problem]:
    shown = {"id": quote(rule.id)}
    for name, number, example in _failing(rule, engine):
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


def _failing(rule: Rule, engine: RuleEngine) -> Iterator[tuple[str, int, str]]:
    """Yield the examples that do not hold: which list, the position in it, the sentence."""
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


def _try_engine(book: RuleBook, macros: dict[str, str]) -> RuleEngine | None:
    try:
        engine = RuleEngine(book, macros)
        for rule in book.rules:
            for _field, _number, template in _templates_of(rule):
                compile_pattern(demand_words(template, engine.macros))
        return engine
    except UnfitTemplate:
        return None


def place_rule(rule: Rule, loaded: LoadedRules, *steps: str | int) -> Place:
    """Return the place of a part of a rule, e.g. `("examples", "flag", 0)`."""
    path, spot = loaded.places[f"Rule {rule.id}"]
    return place_of(path, find_spot(spot, list(steps)).mark)
