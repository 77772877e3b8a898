"""How things went, day by day: each harm, each goal and life as a whole, from plan and reviews."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from hrcli.plan.case import Review, ReviewedGoal, ReviewedHarm
from hrcli.plan.plan import DEGREES, Baseline, Goal, Harm, Plan, Progress

PRESENT = "present"
Reviews = Iterable[Review]


class HarmOnDay(NamedTuple):
    """How a harm stood on a day."""

    date: str
    degree: str
    status: str


class GoalOnDay(NamedTuple):
    """One number on the way from a goal's baseline to its target."""

    date: str
    value: float
    note: str
    nearer: bool  # nearer to the target than the number before: a small step


class Answer(NamedTuple):
    """A number from 0 to 10 that the client gave on a day."""

    date: str
    value: int


def _in_order(reviews: Reviews) -> list[Review]:
    return sorted(reviews, key=lambda review: review.written_on)


def of_harm(harm: Harm, reviews: Reviews, today: str) -> list[HarmOnDay]:
    """How a harm stood at first, at each review, and today where the plan says otherwise since.

    A review that leaves the degree out keeps the one before it.
    """
    first = harm.baseline
    told: list[tuple[str, Baseline | ReviewedHarm | Harm]]
    told = [(first.date, first)] if first.degree else []
    told += [
        (review.written_on, entry)
        for review in _in_order(reviews)
        for entry in review.harms
        if harm.id and entry.id == harm.id
    ]
    told.append((today, harm))
    found: list[HarmOnDay] = []
    for date, entry in told:
        degree = entry.degree or (found[-1].degree if found else "")
        status = entry.status or (found[-1].status if found else "")
        now = HarmOnDay(date, degree, status)
        if degree in DEGREES and not (entry is harm and found and _same(found[-1], now)):
            found.append(now)
    return found


def _same(one: HarmOnDay, other: HarmOnDay) -> bool:
    """Whether nothing has changed; a harm whose status nobody said is present."""
    before, after = (it.status or PRESENT for it in (one, other))
    return one.degree == other.degree and before == after


def ends(goal: Goal) -> tuple[float | None, float | None]:
    """A goal's baseline and its target; None where there is no number."""
    return goal.assessable.baseline, goal.assessable.target


def _told(goal: Goal, reviews: Reviews) -> list[tuple[str, float, str]]:
    """The goal's numbers with their day and note, from its progress and from the reviews."""
    told: list[tuple[str, Progress | ReviewedGoal]] = [(step.date, step) for step in goal.progress]
    told += [
        (review.written_on, entry)
        for review in _in_order(reviews)
        for entry in review.goals
        if goal.id and entry.id == goal.id
    ]
    numbers: dict[tuple[str, float], str] = {}
    for date, entry in told:
        if entry.value is not None:
            # A review writes its number into the progress too: the same day and number is one.
            known = date, entry.value
            numbers[known] = numbers.get(known) or entry.note
    return sorted((date, value, note) for (date, value), note in numbers.items())


def of_goal(goal: Goal, reviews: Reviews) -> list[GoalOnDay]:
    """A goal's numbers, oldest first, each with whether it is nearer to the target."""
    before, target = ends(goal)
    steps = []
    for date, value, note in _told(goal, reviews):
        nearer = (
            target is not None and before is not None and abs(target - value) < abs(target - before)
        )
        steps.append(GoalOnDay(date, value, note, nearer))
        before = value
    return steps


def share_done(goal: Goal, steps: list[GoalOnDay]) -> int | None:
    """How much of the way from baseline to target is done, 0-100; None where that has no sense."""
    baseline, target = ends(goal)
    if baseline is None or target is None or baseline == target or not steps:
        return None
    done = (steps[-1].value - baseline) / (target - baseline)
    return round(100 * min(max(done, 0), 1))


def of_life(plan: Plan, reviews: Reviews) -> list[Answer]:
    """The client's numbers for quality of life, from the start on."""
    told = [(plan.quality_of_life.on_date, plan.quality_of_life.baseline)]
    told += [(review.written_on, review.quality_of_life) for review in _in_order(reviews)]
    return [Answer(date, value) for date, value in told if value is not None]
