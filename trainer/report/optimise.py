"""Training parameters: the only import of the optional optimiser."""

from __future__ import annotations

from collections.abc import Sequence

from trainer.errors import TrainerError
from trainer.i18n import N_
from trainer.report.fit import History, Optimiser

REQUIREMENT = "fsrs-rs-python>=0.9.3,<0.10"
"""The extra `fit` in pyproject.toml, and why this one."""


def load_optimiser(python: str) -> Optimiser:
    """Return the optimiser. Raises `TrainerError` with the command that installs it for this Python when it is absent."""
    try:
        import fsrs_rs_python  # noqa: F401  # only to know whether it is there
    except ImportError:
        raise TrainerError(
            N_("重新计算复习参数要用一个附加组件，这台电脑上还没装。"),
            N_("联网运行一次：{command}，然后再试。平时练习用不着它。", command=f'"{python}" -m pip install "{REQUIREMENT}"'),
        ) from None
    return train


def train(histories: Sequence[History]) -> list[float]:
    """Return the parameters that fsrs-rs finds; with very little to go by, those are its defaults."""
    from fsrs_rs_python import FSRS, FSRSItem, FSRSReview

    items = []
    for history in histories:
        reviews = [FSRSReview(review.rating, review.days) for review in history.reviews]
        # One item for every answer to be predicted: it, and what came before.
        items += [FSRSItem(reviews[: place + 1]) for place, review in enumerate(history.reviews) if place and review.days > 0]
    return list(FSRS([]).compute_parameters(items))
