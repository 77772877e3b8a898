"""What a held review holds, and what it changes in the plan.

The review's file is written first and the plan second. What a review changes can be worked out
again from its file alone, so a saving that was cut short is finished by doing the same once more.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from hrcli.dates import spoken, what_to_write
from hrcli.document.data import MISSING, Data, Value, group, items, length_at, said, text, value_at
from hrcli.document.document import read
from hrcli.errors import WrongCommand
from hrcli.folding import folded
from hrcli.method.next_review import review_after
from hrcli.method.progress import of_goal
from hrcli.plan import schema
from hrcli.plan.case import Case, Event, File, Review, ReviewedGoal, review_of
from hrcli.plan.changes import Change, amended
from hrcli.plan.plan import Plan

NUMBERS = ("degree", "importance", "confidence", "realistic", "status")
NOTHING_SEEN = ("none", "no", "nothing", "none seen", "none_seen")
NONE_SEEN = "none_seen"


def proposed(case: Case, held: date, answers: Data | None = None) -> date:
    """The day of the next review: counted from the day the last one was held, never from its due.

    The plan's interval, else the caseload's, which may go by what the `answers` of that review say
    of the harms; tomorrow where neither says one.
    """
    told = {text(harm, "id"): harm for _, harm in items(answers or {}, "harms")}
    return review_after(case, held, told) or date.fromordinal(held.toordinal() + 1)


def corrected(case: Case, name: str | None) -> Data:
    """The review whose place this one takes; empty where it takes nobody's.

    Raises WrongCommand where there is no such file.
    """
    if name is None:
        return {}
    own = name.rpartition("/")[2]
    old = next((it for it in case.reviews if it.file.own_name == own), None)
    if old is None:
        todo = "See the files under reviews/ of the case."
        raise WrongCommand("There is no such review.", "hrcli review --corrects", todo)
    return old.data


def day_of(today: date, old: Data, held: str | None, locale: str = "en") -> date:
    """The day of the review; one that corrects another keeps the other's day.

    Raises WrongCommand where what was typed as `held` is no day that has come.
    """
    if old:
        return review_of(old).held_on or today
    days = spoken(held, today, True, locale) if held else [today]
    if len(days) != 1 or days[0] > today:
        future = "Write a day that has come." if len(days) == 1 else ""
        todo = future or what_to_write(days, today)
        raise WrongCommand("This is no day on which it was held.", "hrcli review --held", todo)
    return days[0]


def day_given(answers: Data, today: date, when: date, is_said: bool, locale: str = "en") -> date:
    """The day that the answers themselves give; it may not contradict what was `said` beside."""
    given = answers.get("held_on")
    if given is None or given == str(when):
        return when
    if is_said:
        todo = "Leave held_on out of the answers; a correction keeps the day of the old review."
        raise WrongCommand("The answers give another day for this review.", "held_on", todo)
    return day_of(today, {}, str(given), locale)


def need_answers(answers: Data) -> None:
    """Raises WrongCommand where there are none."""
    if not answers:
        todo = "Answer at least one question, or give the review with --from."
        raise WrongCommand("Nothing was answered; no review was written.", "hrcli review", todo)


def record(case: Case, answers: Data, held: date, corrects: str | None = None) -> dict[str, Any]:
    """The data of a review's file: the answers in the schema's order, completed.

    A next date that was not said is the proposed one, so that there always is one. `corrects`
    names the file whose place it takes.
    """
    own = {"hrcli": "review/1", "case": case.id, "held_on": held.isoformat()}
    if corrects:
        own["corrects"] = corrects.rpartition("/")[2]
    data = {**answers, **own}
    if not said(data, "next"):
        data["next"] = proposed(case, held, data).isoformat()
    if not said(data, "worker") and case.plan.worker:
        data["worker"] = case.plan.worker
    return schema.in_order("review", (), data)


def completed(said: Data, old: Data) -> dict[str, Any]:
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


def nothing_seen(answer: Value) -> Any:
    """The answer about unintended harm; "no" and its like become the word for it."""
    plain = folded(answer).strip(" .") if isinstance(answer, str) else ""
    return NONE_SEEN if plain in NOTHING_SEEN else answer


def file_day(case: Case, data: Data) -> str:
    """The day in a review's file name: of a correction the day it is made, else its own."""
    return str(case.today) if "corrects" in data else str(data["held_on"])


def same_file(records: Sequence[Review | Event], data: Data) -> File | None:
    """The file that holds just these data already: its saving was cut short, or done twice."""
    wanted = _without_ids(data)
    return next((it.file for it in reversed(records) if _without_ids(it.data) == wanted), None)


def _without_ids(data: Data) -> dict[str, Any]:
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


def with_review(case: Case, file: File) -> Case:
    """The case with this review in it, in place of one with the same name."""
    others = tuple(review for review in case.reviews if review.file.name != file.name)
    return case._replace(reviews=(*others, review_of(file.data, file)))


def finishing(case: Case, reviews: Iterable[Review]) -> list[Change]:
    """What these reviews change in the plan, one after the other: their saving was cut short."""
    changes: list[Change] = []
    for review in reviews:
        new = taken_in(case, _dated(case, review))
        document = case.plan_file.document
        case = case.with_plan(read(document.encoded(amended(document, new))))
        changes += new
    return changes


def _dated(case: Case, review: Review) -> Review:
    """A saved review with a next date, also where it holds none."""
    if review.data.get("next"):
        return review
    following = proposed(case, review.held_on or case.today, review.data)
    return review_of({**review.data, "next": following.isoformat()}, review.file)


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
    """How the goals stand; one that is only proposed, as one without a status is, becomes active by
    agreeing alone.
    """
    planned = {goal.id: goal for goal in plan.goals if goal.id}
    for reviewed in review.goals:
        goal = planned.get(reviewed.id)
        agrees = reviewed.status == "active" and goal and goal.status in ("proposed", "")
        if goal and reviewed.status and not agrees:
            yield Change((*goal.path, "status"), reviewed.status)


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


def _stands(data: Value, change: Change) -> bool:
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
