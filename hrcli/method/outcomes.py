"""What came of a plan: each harm, each goal and life as a whole, from baseline to latest.

How much is used is nowhere part of it: success is less harm and a better life (CAMH, Harm
reduction; DrugNet, Harm Reduction).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from hrcli.dates import day
from hrcli.document.data import Value, group
from hrcli.knowledge.no_answers import is_nothing
from hrcli.method.goal_attainment import Level, placed
from hrcli.method.next_review import review_after
from hrcli.method.progress import Answer, HarmOnDay, ends, of_goal, of_harm, of_life
from hrcli.method.reviewing import NONE_SEEN, nothing_seen
from hrcli.plan.case import Case, Review, ReviewedGoal
from hrcli.plan.plan import DEGREES, Goal, Harm

UNINTENDED = ("children", "client", "others")
LESS = ("reduced", "resolved")
NOT_KNOWN = "not_known"
SEEN = "seen"


class Period(NamedTuple):
    """The days a report looks at; the last one counts, and without a first all before it do."""

    first: date | None
    last: date

    def holds(self, when: date | None) -> bool:
        return when is not None and when <= self.last and (self.first is None or when >= self.first)


class HarmOutcome(NamedTuple):
    """What became of one harm: less, same, more or not_known."""

    harm: Harm
    change: str


class GoalOutcome(NamedTuple):
    """What became of one goal; the levels are None where there is no scale or no answer."""

    goal: Goal
    status: str
    way: str  # nearer | same | further | not_known
    steps: int  # small steps: numbers nearer to the aim than the one before
    first: Level | None
    latest: Level | None


class LifeOutcome(NamedTuple):
    """Quality of life at first and at last, in the client's numbers."""

    change: str  # better | same | worse | not_known
    first: int | None
    latest: int | None


class HeldReview(NamedTuple):
    """One held review: whether it was in time, and what it says about unintended harm."""

    review: Review
    timing: str  # in_time | late | not_known
    unintended: Mapping[str, str]  # by whom it met: seen | none_seen | not_answered


def concerns(case: Case, period: Period) -> bool:
    """Whether a case was open on any day of the period."""
    closed = case.plan.closed.date if not case.plan.open else None
    begun = case.plan.opened is None or case.plan.opened <= period.last
    return begun and not (closed and period.first and closed < period.first)


def _reviews(case: Case, period: Period) -> list[Review]:
    """The reviews up to the end of the period that count, oldest first."""
    dated = [(review.held_on, review) for review in case.standing if review.held_on]
    return [review for held, review in sorted(dated, key=lambda it: it[0]) if held <= period.last]


def _ends(dated: Sequence[tuple[str, Any]], period: Period) -> tuple[Any, Any]:
    """What stood at the beginning of the period and what at its end; None where unknown.

    The beginning is the last one before the period, else the first in it.
    """
    told = [(day(when), it) for when, it in dated]
    told = [(when, it) for when, it in told if when is None or when <= period.last]
    if not told:
        return None, None
    before = [it for when, it in told if when is None or (period.first and when <= period.first)]
    return (before[-1] if before else told[0][1]), told[-1][1]


def harms(case: Case, period: Period) -> Iterator[HarmOutcome]:
    """What became of each harm of a case."""
    reviews = _reviews(case, period)
    for harm in case.plan.harms:
        standings = of_harm(harm, reviews, case.today.isoformat())
        yield HarmOutcome(harm, _harm_change(standings, period))


def _harm_change(standings: list[HarmOnDay], period: Period) -> str:
    """By its degree; where that is the same, by what the last review calls it."""
    first, latest = _ends([(one.date, one) for one in standings], period)
    if first is None or first is latest:
        return NOT_KNOWN
    before, now = DEGREES.index(first.degree), DEGREES.index(latest.degree)
    if before == now:
        return "less" if latest.status in LESS and first.status not in LESS else "same"
    return "less" if now < before else "more"


def life(case: Case, period: Period) -> LifeOutcome:
    """Quality of life in a case, at first and at last."""
    answers = of_life(case.plan, _reviews(case, period))
    first, latest = _ends([(answer.date, answer) for answer in answers], period)
    if first is None or first is latest:
        return LifeOutcome(NOT_KNOWN, None, None)
    return LifeOutcome(_life_change(first, latest), first.value, latest.value)


def _life_change(first: Answer, latest: Answer) -> str:
    if first.value == latest.value:
        return "same"
    return "better" if latest.value > first.value else "worse"


def goals(case: Case, period: Period) -> Iterator[GoalOutcome]:
    """What became of each goal of a case."""
    reviews = _reviews(case, period)
    for goal in case.plan.goals:
        steps = [step for step in of_goal(goal, reviews) if _until(step.date, period)]
        small = sum(step.nearer and period.holds(day(step.date)) for step in steps)
        values = [step.value for step in steps]
        first, latest = _levels(goal, reviews)
        status = _status(case, goal, reviews, period)
        yield GoalOutcome(goal, status, _way(goal, values), small, first, latest)


def _until(when: str, period: Period) -> bool:
    found = day(when)
    return found is None or found <= period.last


def _way(goal: Goal, values: list[float]) -> str:
    baseline, target = ends(goal)
    if baseline is None or target is None or not values:
        return NOT_KNOWN
    before, now = abs(target - baseline), abs(target - values[-1])
    if now == before:
        return "same"
    return "nearer" if now < before else "further"


def _told(goal: Goal, reviews: Iterable[Review]) -> list[ReviewedGoal]:
    return [
        entry for review in reviews for entry in review.goals if goal.id and entry.id == goal.id
    ]


def _status(case: Case, goal: Goal, reviews: Iterable[Review], period: Period) -> str:
    """How a goal stood at the end of the period: as the plan says, or the last review before."""
    told = [entry.status for entry in _told(goal, reviews) if entry.status]
    return told[-1] if told and period.last < case.today else goal.status


def _levels(goal: Goal, reviews: Iterable[Review]) -> tuple[Level | None, Level | None]:
    """Where a goal stood on its scale at first and at last."""
    told = [entry.gas_level for entry in _told(goal, reviews)]
    latest = [level for level in told if level is not None]
    now = latest[-1] if latest else goal.gas.level
    return placed(goal, goal.gas.baseline), placed(goal, now)


def held(case: Case, period: Period) -> Iterator[HeldReview]:
    """The reviews held in the period, each with whether it was in time.

    A review is in time up to the day that the one before it named, or that follows from the
    interval; the first one is counted from the day the case was opened.
    """
    due = review_after(case, case.plan.opened) if case.plan.opened else None
    for review in _reviews(case, period):
        when = review.held_on
        if when and period.holds(when):
            yield HeldReview(review, _timing(when, due), unintended(review))
        due = review.next or (review_after(case, when) if when else None)


def _timing(when: date, due: date | None) -> str:
    if due is None:
        return NOT_KNOWN
    return "in_time" if when <= due else "late"


def unintended(review: Review) -> dict[str, str]:
    """What a review says of harm nobody meant, by whom it met: seen, none_seen, not_answered."""
    answers = group(review.data, "unintended")
    return {whom: _answer(answers.get(whom)) for whom in UNINTENDED}


def _answer(answer: Value) -> str:
    if nothing_seen(answer) == NONE_SEEN:
        return NONE_SEEN
    is_answer = not isinstance(answer, str) or not is_nothing(answer)
    return SEEN if answer not in (None, "") and is_answer else "not_answered"
