"""`trainer doctor --fit`: are the scheduler's parameters right for the people here?"""

from __future__ import annotations

import sys
from collections import defaultdict
from typing import TYPE_CHECKING

from trainer.cli.context import Context, open_course, open_database, open_front
from trainer.clock import now
from trainer.errors import TrainerError
from trainer.i18n import N_, Message
from trainer.store import MACHINE, Fit, Store, adopt_fits, iterate_logs, read_fits

if TYPE_CHECKING:
    from trainer.memory import Schedule
    from trainer.report.fit import History, Trial
    from trainer.screen.front import Front

WAY_BACK = N_("想改回默认参数：trainer doctor --fit --reset")


def refit(context: Context) -> None:
    """Try new parameters, adopt what predicts better, and say so."""
    from trainer.report.fit import compare_all
    from trainer.report.optimise import load_optimiser

    front = open_front(context)
    with open_database(context) as store:
        by_learner = _read_learners(store)
        _demand_enough(by_learner)
        optimiser = load_optimiser(sys.executable)
        front.show_note(N_("正在用过去的回答检验，要等几秒到一分钟……"))
        trials = compare_all(by_learner, optimiser, MACHINE)
        changed = adopt_fits(store, _adopted(trials), schedules(context))
        names = _names(store)
    _show_trials(front, trials, names)
    front.show_note(N_("复习日期已按现在的参数重排，改动 {count} 张卡片。", count=changed))
    if any(trial.is_better for trial in trials.values()):
        front.show_note(WAY_BACK)


def reset_fit(context: Context) -> None:
    """Go back to the defaults."""
    with open_database(context) as store:
        changed = adopt_fits(store, [], schedules(context))
    open_front(context).show_note(N_("已改回默认参数，复习日期已重排，改动 {count} 张卡片。", count=changed))


def schedules(context: Context) -> dict[str, Schedule]:
    """Return how the course is to be scheduled, before any fitted parameters."""
    from trainer.memory import Schedule

    course = open_course(context)
    return {course.id: Schedule(course.interval_cap_days, context.settings.retention)}


def describe_fits(store: Store) -> list[Message]:
    """Return a line for each set of fitted parameters in use, and the way back."""
    names = _names(store)
    lines = [
        N_("复习参数：{who}用的是按 {answers} 次回答调过的。", who=names.get(fit.learner, fit.learner), answers=fit.answers)
        for fit in read_fits(store).values()
    ]
    return [*lines, WAY_BACK] if lines else []


def _read_learners(store: Store) -> dict[str, list[History]]:
    from trainer.report.fit import read_histories

    by_learner: dict[str, list[History]] = defaultdict(list)
    for rows in iterate_logs(store):
        by_learner[rows[0].learner] += read_histories(rows)
    return dict(by_learner)


def _demand_enough(by_learner: dict[str, list[History]]) -> None:
    from trainer.report.fit import LEAST_ANSWERS, LEAST_PREDICTED, count_answers, count_predicted

    everybody = [history for histories in by_learner.values() for history in histories]
    remedy = N_("接着每天练习就好；现在用的是公认的默认参数。")
    if (answers := count_answers(everybody)) < LEAST_ANSWERS:
        raise TrainerError(N_("这台电脑上才有 {count} 次回答，满 {least} 次再调参数才靠得住。", count=answers, least=LEAST_ANSWERS), remedy)
    if (predicted := count_predicted(everybody)) < LEAST_PREDICTED:
        message = N_("隔天以后再答的才有 {count} 次，满 {least} 次才看得出记得牢不牢。", count=predicted, least=LEAST_PREDICTED)
        raise TrainerError(message, remedy)


def _adopted(trials: dict[str, Trial]) -> list[Fit]:
    at_ms = now().at_ms
    return [
        Fit(
            learner=learner,
            parameters=trial.parameters,
            fitted_at=at_ms,
            answers=trial.answers,
            log_loss_before=trial.before.log_loss,
            log_loss_after=trial.after.log_loss,
        )
        for learner, trial in trials.items()
        if trial.is_better
    ]


def _names(store: Store) -> dict[str, Message | str]:
    return {MACHINE: N_("整台电脑"), **{learner.id: learner.name for learner in store.learners()}}


def _show_trials(front: Front, trials: dict[str, Trial], names: dict[str, Message | str]) -> None:
    front.show_note(N_("检验办法：拿没用来调参数的那部分回答，看程序事先猜的“还记得”准不准。两个数都是越小越准。"))
    for learner, trial in trials.items():
        for line in _describe(trial, names.get(learner, learner), is_machine=learner == MACHINE):
            front.show_note(line)


def _describe(trial: Trial, who: Message | str, *, is_machine: bool) -> list[Message]:
    before, after = trial.before, trial.after
    kept = N_("  新参数没有更准，不采用，用默认的。") if is_machine else N_("  自己的参数没有更准，不采用，和大家用一样的。")
    return [
        N_("{who}：{answers} 次回答，检验了 {predicted} 次。", who=who, answers=trial.answers, predicted=trial.predicted),
        N_("  猜错的程度（log loss）：原来 {before}，新参数 {after}", before=f"{before.log_loss:.4f}", after=f"{after.log_loss:.4f}"),
        N_(
            "  猜的和实际记得的比例平均差（RMSE bins）：原来 {before}，新参数 {after}",
            before=f"{before.rmse_bins:.1%}",
            after=f"{after.rmse_bins:.1%}",
        ),
        N_("  新参数更准，已采用。") if trial.is_better else kept,
    ]
