"""How things went, day by day: each harm, each goal and life as a whole, from plan and reviews."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from hrcli.document.data import group, is_number, items, text, whole_number
from hrcli.plan.plan import DEGREES

PRESENT = "present"
Reviews = Iterable[Mapping[str, Any]]


class Standing(NamedTuple):
    """How a harm stood on a day."""

    date: str
    degree: str
    status: str


class Step(NamedTuple):
    """One number on the way from a goal's baseline to its target."""

    date: str
    value: float
    note: str
    nearer: bool  # nearer to the target than the number before: a small step


class Answer(NamedTuple):
    """A number from 0 to 10 that the client gave on a day."""

    date: str
    value: int


def _in_order(reviews: Reviews) -> list[Mapping[str, Any]]:
    return sorted(reviews, key=lambda review: text(review, "held_on"))


def _about(reviews: Reviews, key: str, name: str) -> list[tuple[str, Mapping[str, Any]]]:
    """What the reviews say about the harm or goal `name`, with the day of each, oldest first."""
    return [
        (text(review, "held_on"), entry)
        for review in _in_order(reviews)
        for _, entry in items(review, key)
        if name and text(entry, "id") == name
    ]


def of_harm(harm: Mapping[str, Any], reviews: Reviews, today: str) -> list[Standing]:
    """How a harm stood at first, at each review, and today where the plan says otherwise since.

    A review that leaves the degree out keeps the one before it.
    """
    first = group(harm, "baseline")
    told = [(text(first, "date"), first)] if text(first, "degree") else []
    told += _about(reviews, "harms", text(harm, "id"))
    told.append((today, harm))
    found: list[Standing] = []
    for date, entry in told:
        degree = text(entry, "degree") or (found[-1].degree if found else "")
        status = text(entry, "status") or (found[-1].status if found else "")
        now = Standing(date, degree, status)
        if degree in DEGREES and not (entry is harm and found and _same(found[-1], now)):
            found.append(now)
    return found


def _same(one: Standing, other: Standing) -> bool:
    """Whether nothing has changed; a harm whose status nobody said is present."""
    before, after = (it.status or PRESENT for it in (one, other))
    return one.degree == other.degree and before == after


def _number(value: Any) -> float | None:
    return value if is_number(value) else None


def ends(goal: Mapping[str, Any]) -> tuple[float | None, float | None]:
    """A goal's baseline and its target; None where there is no number."""
    measured = group(goal, "assessable")
    return _number(measured.get("baseline")), _number(measured.get("target"))


def _told(goal: Mapping[str, Any], reviews: Reviews) -> list[tuple[str, float, str]]:
    """The goal's numbers with their day and note, from its progress and from the reviews."""
    told = [(text(step, "date"), step) for _, step in items(goal, "progress")]
    told += _about(reviews, "goals", text(goal, "id"))
    numbers: dict[tuple[str, float], str] = {}
    for date, entry in told:
        value = _number(entry.get("value"))
        if value is not None:
            # A review writes its number into the progress too: the same day and number is one.
            numbers[date, value] = numbers.get((date, value)) or text(entry, "note")
    return sorted((date, value, note) for (date, value), note in numbers.items())


def of_goal(goal: Mapping[str, Any], reviews: Reviews) -> list[Step]:
    """A goal's numbers, oldest first, each with whether it is nearer to the target."""
    before, target = ends(goal)
    steps = []
    for date, value, note in _told(goal, reviews):
        nearer = (
            target is not None and before is not None and abs(target - value) < abs(target - before)
        )
        steps.append(Step(date, value, note, nearer))
        before = value
    return steps


def share_done(goal: Mapping[str, Any], steps: list[Step]) -> int | None:
    """How much of the way from baseline to target is done, 0-100; None where that has no sense."""
    baseline, target = ends(goal)
    if baseline is None or target is None or baseline == target or not steps:
        return None
    done = (steps[-1].value - baseline) / (target - baseline)
    return round(100 * min(max(done, 0), 1))


def of_life(plan: Mapping[str, Any], reviews: Reviews) -> list[Answer]:
    """The client's numbers for quality of life, from the start on."""
    first = group(plan, "quality_of_life")
    told = [(text(first, "on_date"), whole_number(first, "baseline"))]
    told += [
        (text(review, "held_on"), whole_number(review, "quality_of_life"))
        for review in _in_order(reviews)
    ]
    return [Answer(date, value) for date, value in told if value is not None]
