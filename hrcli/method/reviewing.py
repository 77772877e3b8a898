"""What a held review holds, and what it changes in the plan.

The review's file is written first and the plan second. What a review changes can be worked out
again from its file alone, so a saving that was cut short is finished by doing the same once more.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from hrcli.dates import after, day
from hrcli.document.data import MISSING, group, items, length_at, said, text, value_at
from hrcli.method.progress import of_goal
from hrcli.plan import schema
from hrcli.plan.case import Case, File
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
    plain = answer.strip(" .").lower() if isinstance(answer, str) else ""
    return NONE_SEEN if plain in NOTHING_SEEN else answer


def same_file(files: tuple[File, ...], data: Mapping[str, Any]) -> File | None:
    """The file that holds just these data already: its saving was cut short, or done twice."""
    wanted = _without_ids(data)
    return next((file for file in reversed(files) if _without_ids(file.data) == wanted), None)


def _without_ids(data: Mapping[str, Any]) -> dict[str, Any]:
    """The data without the ids that were drawn for what the client says."""
    says = {
        key: [{k: it for k, it in line.items() if k != "id"} for _, line in items(group_of, key)]
        for group_of in (group(data, "client_says"),)
        for key in group_of
    }
    return {**data, "client_says": says}


def unfinished(case: Case) -> list[File]:
    """The reviews that the plan does not know of yet, the oldest first."""
    last = case.plan.review.last
    found = [
        (held, review)
        for review in case.standing
        if (held := day(review.data.get("held_on"))) and (last is None or held > last)
    ]
    return [review for _, review in sorted(found, key=lambda it: (it[0], it[1].name))]


def taken_in(case: Case, review: Mapping[str, Any]) -> list[Change]:
    """What `review` changes in the plan: the harms' numbers, the goals, and the next date.

    Of an older one than the plan knows of only a corrected step counts: what came after prevails.
    Only values that differ are changed, so taking a review in twice does no more than once.
    """
    held, last = day(review.get("held_on")), case.plan.review.last
    if held is None:
        return []
    is_newest = last is None or held >= last
    found = list(_progress(case, review, is_newest))
    if is_newest:
        found += [*_harms(case.plan, review), *_statuses(case.plan, review)]
        found += _dates(case.plan, review, held)
    return [change for change in found if not _stands(case.plan.data, change)]


def _harms(plan: Plan, review: Mapping[str, Any]) -> Iterator[Change]:
    paths = {harm.id: harm.path for harm in plan.harms if harm.id}
    for _, item in items(review, "harms"):
        path = paths.get(text(item, "id"))
        for key in NUMBERS if path else ():
            if item.get(key) is not None:
                yield Change((*(path or ()), key), item[key])


def _statuses(plan: Plan, review: Mapping[str, Any]) -> Iterator[Change]:
    paths = {goal.id: goal.path for goal in plan.goals if goal.id}
    for _, item in items(review, "goals"):
        path = paths.get(text(item, "id"))
        if path and text(item, "status"):
            yield Change((*path, "status"), item["status"])


def _dates(plan: Plan, review: Mapping[str, Any], held: date) -> Iterator[Change]:
    yield Change(("review", "last"), held.isoformat())
    following = day(review.get("next"))
    if following:
        yield Change(("review", "next"), following.isoformat())
    if isinstance(review.get("set_with_client"), bool):
        yield Change(("review", "set_with_client"), review["set_with_client"])


def _progress(case: Case, review: Mapping[str, Any], is_newest: bool) -> Iterator[Change]:
    """Each goal's new value as a step with the day it was taken; a correction mends its own."""
    goals = {goal.id: goal for goal in case.plan.goals if goal.id}
    wrong = _corrected(case, review)
    for _, item in items(review, "goals"):
        goal = goals.get(text(item, "id"))
        value = item.get("value")
        if goal is None or value is None:
            continue
        steps = list(items(goal.data, "progress"))
        same_day = [
            (place, step) for place, step in steps if step.get("date") == review.get("held_on")
        ]
        if any(step.get("value") == value for _, step in same_day):
            continue
        mended = [place for place, step in same_day if step.get("value") == wrong.get(goal.id)]
        if mended and goal.id in wrong:
            yield Change((*goal.path, "progress", mended[-1], "value"), value)
        elif is_newest:
            behind = length_at(goal.data, ("progress",))
            yield Change((*goal.path, "progress", behind), _step(review, item))


def _corrected(case: Case, review: Mapping[str, Any]) -> dict[str, Any]:
    """The values that the corrected review gave for each goal."""
    name = text(review, "corrects")
    old = next((file.data for file in case.reviews if name and file.own_name == name), {})
    return {text(item, "id"): item.get("value") for _, item in items(old, "goals")}


def _step(review: Mapping[str, Any], item: Mapping[str, Any]) -> dict[str, Any]:
    note = {"note": item["note"]} if said(item, "note") else {}
    return {"date": review["held_on"], "value": item["value"], **note}


def _stands(data: Any, change: Change) -> bool:
    """Whether the plan says so already."""
    there = value_at(data, change.path, MISSING)
    return bool(there == change.value) and type(there) is type(change.value)


def small_steps(case: Case, review: Mapping[str, Any]) -> list[str]:
    """The goals that came nearer their target with `review`, by their ids.

    In: the case with the review in it, and the review's data.
    """
    held = text(review, "held_on")
    told = [(text(item, "id"), item.get("value")) for _, item in items(review, "goals")]
    reviews = [file.data for file in case.standing]
    return [
        goal.id
        for goal in case.plan.goals
        if any(
            step.nearer and step.date == held and (goal.id, step.value) in told
            for step in of_goal(goal.data, reviews)
        )
    ]
