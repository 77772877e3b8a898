"""What a held review holds, and what it changes in the plan.

The review's file is written first and the plan second. What a review changes can be worked out
again from its file alone, so a saving that was cut short is finished by doing the same once more.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from hrcli.dates import after
from hrcli.document.data import MISSING, group, items, length_at, said, text, value_at
from hrcli.folding import folded
from hrcli.method.progress import of_goal
from hrcli.plan import schema
from hrcli.plan.case import Case, Event, File, Review, ReviewedGoal
from hrcli.plan.changes import Change
from hrcli.plan.plan import Plan

NUMBERS = ("degree", "importance", "confidence", "realistic", "status")
NOTHING_SEEN = ("none", "no", "nothing", "none seen", "none_seen")
NONE_SEEN = "none_seen"


def proposed(case: Case, held: date) -> date:
    """The day of the next review: counted from the day the last one was held, never from its due.

    The plan's interval, else the caseload's; tomorrow where neither says one.
    """
    return (
        after(held, case.plan.review.every)
        or after(held, case.settings.review_every)
        or date.fromordinal(held.toordinal() + 1)
    )


def record(case: Case, answers: Mapping[str, Any], held: date) -> dict[str, Any]:
    """The data of a review's file: the answers in the schema's order, completed.

    A next date that was not said is the proposed one, so that there always is one.
    """
    own = {"hrcli": "review/1", "case": case.id, "held_on": held.isoformat()}
    data = {**answers, **own}
    if not said(data, "next"):
        data["next"] = proposed(case, held).isoformat()
    if not said(data, "worker") and case.plan.worker:
        data["worker"] = case.plan.worker
    return schema.in_order("review", (), data)


def completed(said: Mapping[str, Any], old: Mapping[str, Any]) -> dict[str, Any]:
    """What was `said`, and beneath it what the `old` review holds: key by key, item by item."""
    found: dict[str, Any] = {**old, **said}
    for key in ("unintended", "client_says"):
        if key in old and key in said:
            found[key] = {**group(old, key), **group(said, key)}
    for key in ("harms", "goals"):
        by_id = {text(item, "id"): dict(item) for _, item in items(old, key)}
        for _, item in items(said, key):
            by_id[text(item, "id")] = {**by_id.get(text(item, "id"), {}), **item}
        if by_id:
            found[key] = list(by_id.values())
    return found


def nothing_seen(answer: Any) -> Any:
    """The answer about unintended harm; "no" and its like become the word for it."""
    plain = folded(answer).strip(" .") if isinstance(answer, str) else ""
    return NONE_SEEN if plain in NOTHING_SEEN else answer


def same_file(records: Sequence[Review | Event], data: Mapping[str, Any]) -> File | None:
    """The file that holds just these data already: its saving was cut short, or done twice."""
    wanted = _without_ids(data)
    return next((it.file for it in reversed(records) if _without_ids(it.data) == wanted), None)


def _without_ids(data: Mapping[str, Any]) -> dict[str, Any]:
    """The data without the ids that were drawn for what the client says."""
    says = {
        key: [{k: it for k, it in line.items() if k != "id"} for _, line in items(group_of, key)]
        for group_of in (group(data, "client_says"),)
        for key in group_of
    }
    return {**data, "client_says": says}


def unfinished(case: Case) -> list[Review]:
    """The reviews that the plan does not know of yet, the oldest first."""
    last = case.plan.review.last
    found = [
        (review.held_on, review)
        for review in case.standing
        if review.held_on and (last is None or review.held_on > last)
    ]
    return [review for _, review in sorted(found, key=lambda it: (it[0], it[1].file.name))]


def taken_in(case: Case, review: Review) -> list[Change]:
    """What `review` changes in the plan: the harms' numbers, the goals, and the next date.

    Of an older one than the plan knows of only a corrected step counts: what came after prevails.
    Only values that differ are changed, so taking a review in twice does no more than once.
    """
    held, last = review.held_on, case.plan.review.last
    if held is None:
        return []
    is_newest = last is None or held >= last
    found = list(_progress(case, review, held, is_newest))
    if is_newest:
        found += [*_harms(case.plan, review), *_statuses(case.plan, review)]
        found += _dates(review, held)
    return [change for change in found if not _stands(case.plan.data, change)]


def _harms(plan: Plan, review: Review) -> Iterator[Change]:
    paths = {harm.id: harm.path for harm in plan.harms if harm.id}
    for harm in review.harms:
        path = paths.get(harm.id)
        for key in NUMBERS if path else ():
            if harm.data.get(key) is not None:
                yield Change((*(path or ()), key), harm.data[key])


def _statuses(plan: Plan, review: Review) -> Iterator[Change]:
    paths = {goal.id: goal.path for goal in plan.goals if goal.id}
    for goal in review.goals:
        path = paths.get(goal.id)
        if path and goal.status:
            yield Change((*path, "status"), goal.status)


def _dates(review: Review, held: date) -> Iterator[Change]:
    yield Change(("review", "last"), held.isoformat())
    if review.next:
        yield Change(("review", "next"), review.next.isoformat())
    if review.set_with_client is not None:
        yield Change(("review", "set_with_client"), review.set_with_client)


def _progress(case: Case, review: Review, held: date, is_newest: bool) -> Iterator[Change]:
    """Each goal's new value as a step with the day it was taken; a correction mends its own."""
    goals = {goal.id: goal for goal in case.plan.goals if goal.id}
    wrong = _corrected(case, review)
    for reviewed in review.goals:
        goal, value = goals.get(reviewed.id), reviewed.value
        if goal is None or value is None:
            continue
        same_day = [step for step in goal.progress if step.date == held.isoformat()]
        if any(step.value == value for step in same_day):
            continue
        mended = [step.path for step in same_day if step.value == wrong.get(goal.id)]
        if mended and goal.id in wrong:
            yield Change((*mended[-1], "value"), value)
        elif is_newest:
            behind = length_at(goal.data, ("progress",))
            yield Change((*goal.path, "progress", behind), _step(held, reviewed))


def _corrected(case: Case, review: Review) -> dict[str, float | None]:
    """The values that the corrected review gave for each goal."""
    name = review.corrects
    old = next((it.goals for it in case.reviews if name and it.file.own_name == name), ())
    return {goal.id: goal.value for goal in old}


def _step(held: date, goal: ReviewedGoal) -> dict[str, Any]:
    note = {"note": goal.note} if goal.note else {}
    return {"date": held.isoformat(), "value": goal.value, **note}


def _stands(data: Any, change: Change) -> bool:
    """Whether the plan says so already."""
    there = value_at(data, change.path, MISSING)
    return bool(there == change.value) and type(there) is type(change.value)


def small_steps(case: Case, review: Review) -> list[str]:
    """The goals that came nearer their target with `review`, which is in the case, by their ids."""
    held = review.written_on
    told = [(goal.id, goal.value) for goal in review.goals]
    return [
        goal.id
        for goal in case.plan.goals
        if any(
            step.nearer and step.date == held and (goal.id, step.value) in told
            for step in of_goal(goal, case.standing)
        )
    ]
