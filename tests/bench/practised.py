"""A learner with a past, written through the store's own functions: the same rows and cards as that many answers given in drills.

`Store.record_answer` is one durable transaction for each answer. Here a whole sitting is one transaction, but each answer in it is
what `record_answer` does, `insert_answer` and then `update_card`, so the cards are those that the scheduler gave on the way.
`trainer doctor --rebuild` must find nothing to change in them; `full_database.py` holds it to that.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from sqlite3 import Connection

import msgspec

from trainer.clock import Moment, now
from trainer.memory import AnswerDraft, Card, Schedule
from trainer.store import LessonDraft, SessionDraft, Store
from trainer.store.cards import update_card
from trainer.store.log import insert_answer, insert_lesson
from trainer.store.sessions import insert_session, mark_session_ended

DAY_MS = 86_400_000
ANSWER_MS = 15_000
KINDS = (("choose", "situation"), ("cloze", "blank"), ("speak", "scene"))
"""Kind and form by rung."""
OUTCOMES = (("right", 3),) * 16 + (("right", 4), ("partial", 2), ("wrong", 1), ("wrong", 1))
SURE = 0.8


class Habit(msgspec.Struct, frozen=True, kw_only=True):
    """How somebody practised: so many answers on each of so many days before today, of them so many of new facts at the least."""

    days: int
    per_day: int
    new_per_day: int
    per_sitting: int = 25


class Past:
    """Writes one learner's past into a store, the same one every time but for its dates."""

    def __init__(self, store: Store, learner: str, course: str, schedule: Schedule) -> None:
        self.store = store
        self.learner = learner
        self.course = course
        self.schedule = schedule
        self.chance = random.Random(1)
        self.cards: dict[str, Card] = {}

    def write(self, facts: list[str], habit: Habit) -> None:
        """Practise day by day until yesterday: new facts, then what is due longest; free practice fills the day's number."""
        unseen = list(reversed(facts))
        today = now()
        for ago in range(habit.days, 0, -1):
            begun = Moment(today.at_ms - ago * DAY_MS, today.offset_min)
            asked = [unseen.pop() for _ in range(min(habit.new_per_day, len(unseen)))]
            known = sorted(self.cards.values(), key=lambda card: (card.due_on, card.fact))
            due = sum(card.due_on <= begun.on for card in known)
            asked += [card.fact for card in known[: min(due, habit.per_day - len(asked))]]
            asked += [unseen.pop() for _ in range(min(habit.per_day - len(asked), len(unseen)))]
            asked += [card.fact for card in known[due:][: habit.per_day - len(asked)]]
            for start in range(0, len(asked), habit.per_sitting):
                self._sit(asked[start : start + habit.per_sitting], Moment(begun.at_ms + start * ANSWER_MS, begun.offset_min))

    def _sit(self, asked: list[str], begun: Moment) -> None:
        plan = msgspec.json.encode({"steps": [["ask", fact, 0] for fact in asked]}).decode()
        draft = SessionDraft(learner=self.learner, course=self.course, plan=plan, seed=begun.at_ms)
        with self.store.writing() as connection:
            session = insert_session(connection, draft, begun)
            for fact, moment in zip(asked, _moments(begun), strict=False):
                self._answer(connection, session, fact, moment)
            mark_session_ended(connection, session, Moment(begun.at_ms + (len(asked) + 1) * ANSWER_MS, begun.offset_min))

    def _answer(self, connection: Connection, session: str, fact: str, moment: Moment) -> None:
        if fact not in self.cards:
            lesson = LessonDraft(learner=self.learner, course=self.course, fact=fact, rev=1, session=session)
            insert_lesson(connection, lesson, moment)
        card = update_card(connection, insert_answer(connection, self.draft(session, fact), moment), self.schedule)
        assert card is not None
        self.cards[fact] = card

    def draft(self, session: str, fact: str) -> AnswerDraft:
        """Return an answer to the fact on its present rung, right or wrong by chance."""
        rung = self.cards[fact].rung if fact in self.cards else 0
        kind, form = KINDS[rung]
        grade, rating = self.chance.choice(OUTCOMES)
        return AnswerDraft(
            learner=self.learner,
            course=self.course,
            fact=fact,
            rev=1,
            session=session,
            kind=kind,
            form=form,
            rung=rung,
            stem=f"顾客问起{fact}，手里还提着两袋东西，后面排着三个人。\n您怎么说？（{self.chance.randrange(3) + 1}）",
            options=[] if rung else [f"我马上帮您看{fact}。", "系统不让退的呢。", "您自己看一下标签。", "这事不归我管。"],
            response="1" if not rung else "您稍等，我这就帮您去问清楚。",
            grade=grade,
            rating=rating,
            certain=self.chance.random() < SURE,
            hints=0,
            findings=[],
            elapsed_ms=ANSWER_MS,
            grader=1,
        )


def _moments(begun: Moment) -> Iterator[Moment]:
    at_ms = begun.at_ms
    while True:
        at_ms += ANSWER_MS
        yield Moment(at_ms, begun.offset_min)
