"""What stands on a page: one reader's view of a case, put in order and linked up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from hrcli.due import next_review
from hrcli.plan import DOMAINS, Case, File, Harm, Plan, group, plan_of, text, words
from hrcli.priority import order
from hrcli.views import view

CIRCLES = ("intoxication", "regular_use", "dependence")
TRACKS = ("harm_reduction", "use_change", "treatment_support")
GOAL_ORDER = ("active", "proposed", "achieved", "partly_achieved", "not_achieved", "set_aside")


class Step(NamedTuple):
    """One number on the way from a goal's baseline to its target."""

    date: str
    value: float
    note: str
    nearer: bool  # nearer to the target than the number before: a small step


def _standing(files: Iterable[File]) -> list[File]:
    """The files without those that a later one corrects."""
    files = list(files)
    corrected = {text(file.data, "corrects").rsplit("/", 1)[-1] for file in files}
    return [file for file in files if file.name.rsplit("/", 1)[-1] not in corrected]


def _newest_first(files: Iterable[File], *keys: str) -> list[Mapping[str, Any]]:
    def when(data: Mapping[str, Any]) -> str:
        return next((text(data, key) for key in keys if text(data, key)), "")

    return sorted((file.data for file in _standing(files)), key=when, reverse=True)


def _case_data(case: Case) -> dict[str, Any]:
    plan = dict(case.plan.data)
    date = next_review(case)
    if date:
        # The date that holds: the earlier one where a held review did not reach the plan yet.
        plan["review"] = {**group(plan, "review"), "next": date.isoformat()}
    return {
        "plan": plan,
        "reviews": _newest_first(case.reviews, "held_on"),
        "events": _newest_first(case.events, "date", "from"),
    }


def _named(ids: Iterable[str], names: Mapping[str, str]) -> list[str]:
    """What the ids stand for; an id that nothing in the view bears stays itself."""
    return [names.get(name) or name for name in ids]


def _called(harm: Harm) -> str:
    return text(harm.data, "what") or harm.id


def _arising(harms: Iterable[Harm], circle: str) -> list[str]:
    return [_called(harm) for harm in harms if circle in words(harm.data, "arises_from")]


def _grid(plan: Plan) -> list[dict[str, Any]]:
    """The harms by domain (rows) and by where they come from (columns)."""
    rows = []
    for domain in DOMAINS:
        here = [h for h in plan.harms if domain in (h.domain, *words(h.data, "also"))]
        rows.append(
            {
                "domain": domain,
                "none_seen": domain in plan.none_seen,
                "cells": [_arising(here, circle) for circle in CIRCLES],
                "unplaced": [_called(h) for h in here if not words(h.data, "arises_from")],
            }
        )
    return rows


def _harms(plan: Plan, uses: Mapping[str, str]) -> list[dict[str, Any]]:
    """The harms in the order of attention, with why they are pinned."""
    return [
        {
            **ranked.harm.data,
            "pinned": ranked.pinned,
            "uses": _named(words(ranked.harm.data, "use"), uses),
        }
        for ranked in order(plan.harms)
    ]


def _tracks(plan: Plan, harms: Mapping[str, str]) -> list[dict[str, Any]]:
    """The options by track, those without a track last; empty tracks are left out."""
    tracks = []
    for track in (*TRACKS, ""):
        options = [
            {**option.data, "harms": _named(option.harms, harms)}
            for option in plan.options
            if text(option.data, "track") == track
        ]
        if options:
            tracks.append({"track": track, "options": options})
    return tracks


def _number(value: Any) -> float | None:
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def _told(goal: Mapping[str, Any], reviews: list[dict[str, Any]]) -> list[tuple[str, float, str]]:
    """The goal's numbers with their day and note, from its progress and from the reviews."""
    told = [(text(step, "date"), step) for step in goal.get("progress") or []]
    told += [
        (text(review, "held_on"), seen)
        for review in reviews
        for seen in review.get("goals", [])
        if seen.get("id") and seen.get("id") == goal.get("id")
    ]
    numbers: dict[tuple[str, float], str] = {}
    for date, entry in told:
        value = _number(entry.get("value"))
        if value is not None:
            # A review writes its number into the progress too: the same day and number is one.
            numbers[date, value] = numbers.get((date, value)) or text(entry, "note")
    return sorted((date, value, note) for (date, value), note in numbers.items())


def _ends(goal: Mapping[str, Any]) -> tuple[float | None, float | None]:
    measured = group(goal, "assessable")
    return _number(measured.get("baseline")), _number(measured.get("target"))


def _steps(goal: Mapping[str, Any], reviews: list[dict[str, Any]]) -> list[Step]:
    """A goal's numbers, oldest first, each with whether it is nearer to the target."""
    before, target = _ends(goal)
    steps = []
    for date, value, note in _told(goal, reviews):
        nearer = (
            target is not None and before is not None and abs(target - value) < abs(target - before)
        )
        steps.append(Step(date, value, note, nearer))
        before = value
    return steps


def _share(goal: Mapping[str, Any], steps: list[Step]) -> int | None:
    """How much of the way from baseline to target is done, 0-100; None where that has no sense."""
    baseline, target = _ends(goal)
    if baseline is None or target is None or baseline == target or not steps:
        return None
    done = (steps[-1].value - baseline) / (target - baseline)
    return round(100 * min(max(done, 0), 1))


def _goals(
    plan: Plan, reviews: list[dict[str, Any]], harms: Mapping[str, str], uses: Mapping[str, str]
) -> list[dict[str, Any]]:
    """The goals, those being worked on first, with what they are for and the way so far."""
    options = {option.id: text(option.data, "what") for option in plan.options}
    goals = []
    in_order = sorted(plan.goals, key=lambda goal: _place(GOAL_ORDER, goal.status))
    for number, goal in enumerate(in_order, start=1):
        steps = _steps(goal.data, reviews)
        goals.append(
            {
                **goal.data,
                "number": number,
                "harms": _named(goal.harms, harms),
                "uses": _named(goal.uses, uses),
                "by_option": options.get(goal.option, goal.option),
                "steps": steps,
                "share": _share(goal.data, steps),
            }
        )
    return goals


def _place(order_: tuple[str, ...], word: str) -> int:
    return order_.index(word) if word in order_ else len(order_)


def _reviews(
    reviews: list[dict[str, Any]], harms: Mapping[str, str], goals: Mapping[str, str]
) -> list[dict[str, Any]]:
    """The reviews with the harms and goals they speak of told by name."""

    def told(entries: Any, names: Mapping[str, str]) -> list[dict[str, Any]]:
        return [
            {**entry, "name": names.get(text(entry, "id")) or text(entry, "id")}
            for entry in entries or []
        ]

    return [
        {**r, "harms": told(r.get("harms"), harms), "goals": told(r.get("goals"), goals)}
        for r in reviews
    ]


def _matters(plan: Plan) -> list[str]:
    """What matters to the client: their hope, then why they want each goal; nothing twice."""
    said = [text(plan.data, "hope")]
    said += [text(goal.data, "meaningful") for goal in plan.goals if goal.open]
    return list(dict.fromkeys(line for line in said if line))


def _spaced(word: str) -> str:
    return word.replace("_", " ")


def page(case: Case, audience: str) -> dict[str, Any]:
    """All that a template of `audience` is given: made from that audience's view, nothing else."""
    seen = view(_case_data(case), audience)
    plan = plan_of(seen["plan"])
    harms = {harm.id: text(harm.data, "what") for harm in plan.harms}
    uses = {
        text(use, "id"): text(use, "words") or _spaced(text(use, "substance"))
        for use in plan.data.get("use") or []
    }
    goals = _goals(plan, seen["reviews"], harms, uses)
    wanted = {goal.id: text(goal.data, "specific") for goal in plan.goals}
    return {
        "plan": plan.data,
        "matters": _matters(plan),
        "harms": _harms(plan, uses),
        "grid": _grid(plan),
        "tracks": _tracks(plan, harms),
        "goals": {
            state: [goal for goal in goals if (text(goal, "status") or "proposed") == state]
            for state in GOAL_ORDER
        },
        "reviews": _reviews(seen["reviews"], harms, wanted),
        "events": [
            {**event, "uses": _named(words(event, "use"), uses)} for event in seen["events"]
        ],
    }
