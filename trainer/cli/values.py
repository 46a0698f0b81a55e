"""What can be written after some options and commands: topics, learners and the like, for whoever presses Tab."""

from __future__ import annotations

from collections.abc import Callable, Mapping


def list_values(environ: Mapping[str, str], name: str) -> list[str]:
    """Return the values that an option or an argument may have, where there is a list of them."""
    source = _SOURCES.get(name)
    return source(environ) if source else []


def _list_topics(environ: Mapping[str, str]) -> list[str]:
    from trainer.cli.context import Context, open_course

    return [topic.title for topic in open_course(Context(environ=environ, learner="", plain=True)).topics]


def _list_learners(environ: Mapping[str, str]) -> list[str]:
    from trainer.cli.context import Context, open_database

    context = Context(environ=environ, learner="", plain=True)
    if not context.has_database:
        return []
    with open_database(context, read_only=True) as store:
        return [learner.name for learner in store.learners()]


def _list_settings(environ: Mapping[str, str]) -> list[str]:
    from trainer.settings import SETTINGS

    return [setting.name for setting in SETTINGS]


def _list_languages(environ: Mapping[str, str]) -> list[str]:
    from trainer.i18n import LANGUAGES

    return list(LANGUAGES)


def _list_shells(environ: Mapping[str, str]) -> list[str]:
    from trainer.cli.completion import SHELLS

    return list(SHELLS)


_SOURCES: dict[str, Callable[[Mapping[str, str]], list[str]]] = {
    "--topic": _list_topics,
    "--learner": _list_learners,
    "--lang": _list_languages,
    "look words": _list_topics,
    "config name": _list_settings,
    "completion shell": _list_shells,
    "learner rename name": _list_learners,
    "learner pin name": _list_learners,
    "learner remove name": _list_learners,
    "learner export name": _list_learners,
}
"""Where values come from: by option, or by command and argument."""
