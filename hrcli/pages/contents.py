"""What stands on a page: one reader's view of a case, put in order and linked up."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from hrcli.dates import day
from hrcli.document.data import Data, group, text
from hrcli.knowledge import places_of_help
from hrcli.knowledge.labels import Labels
from hrcli.method import progress
from hrcli.method.after_events import to_look_at
from hrcli.method.client_says import open_remarks
from hrcli.method.early_questions import topics
from hrcli.method.events import is_return
from hrcli.method.facts import holds_named
from hrcli.method.needs import open_barriers, unmet
from hrcli.method.next_review import next_review
from hrcli.method.priority import order
from hrcli.method.progress import PRESENT, GoalOnDay
from hrcli.pages import pictures, timeline
from hrcli.pages.card import Emergency, emergency
from hrcli.pages.pictures import Course
from hrcli.pages.views import NO_GRANT, Grant, view
from hrcli.plan.case import Case, Event, Review, event_of, review_of
from hrcli.plan.plan import DEGREES, DOMAINS, Goal, Harm, Plan, plan_of

CIRCLES = ("intoxication", "regular_use", "dependence")
TRACKS = ("harm_reduction", "use_change", "treatment_support")
OTHERS = ("worker", "mandated")
NO_EMERGENCY = Emergency(False, False, False)
GOAL_ORDER = ("active", "proposed", "achieved", "partly_achieved", "not_achieved", "set_aside")


class Sheet(NamedTuple):
    """One page before it is laid out: what stands on it, for whom, in which form and language."""

    page: Data
    audience: str
    to: str
    labels: Labels


def _newest_first(records: Iterable[Review | Event]) -> list[Data]:
    in_order = sorted(records, key=lambda record: record.written_on, reverse=True)
    return [record.data for record in in_order]


def _case_data(case: Case) -> dict[str, Any]:
    plan = dict(case.plan.data)
    following = next_review(case)
    if following:
        # The date that holds: the earlier one where a held review did not reach the plan yet.
        plan["review"] = {**group(plan, "review"), "next": following.isoformat()}
    known = case.settings.service_alias
    if known:
        client = group(plan, "client")
        contact = {"alias_for_service": known, **group(client, "safe_contact")}
        plan["client"] = {**client, "safe_contact": contact}
    return {
        "plan": plan,
        "reviews": _newest_first(case.standing),
        "events": _newest_first(case.standing_events),
    }


def _named(ids: Iterable[str], names: Mapping[str, str]) -> list[str]:
    """What the ids stand for; an id that nothing in the view bears stays itself."""
    return [names.get(name) or name for name in ids]


def _called(harm: Harm) -> str:
    return harm.what or harm.id


def _arising(harms: Iterable[Harm], circle: str) -> list[str]:
    return [_called(harm) for harm in harms if circle in harm.arises_from]


def _grid(plan: Plan) -> list[dict[str, Any]]:
    """The harms by domain (rows) and by where they come from (columns)."""
    rows = []
    for domain in DOMAINS:
        here = [h for h in plan.harms if domain in h.domains]
        rows.append(
            {
                "domain": domain,
                "none_seen": domain in plan.none_seen,
                "cells": [_arising(here, circle) for circle in CIRCLES],
                "unplaced": [_called(h) for h in here if not h.arises_from],
            }
        )
    return rows


def _harms(
    plan: Plan, uses: Mapping[str, str], reviews: Sequence[Review], today: date
) -> list[dict[str, Any]]:
    """The harms in the order of attention, with why they are pinned and how they went."""
    harms = []
    for number, ranked in enumerate(order(plan.harms), start=1):
        standings = progress.of_harm(ranked.harm, reviews, today.isoformat())
        degrees = [(day(one.date), one.degree) for one in standings]
        harms.append(
            {
                **ranked.harm.data,
                "picture": f"harm-course-{number}",
                "pinned": [why.replace(" ", "_") for why in ranked.pinned],
                "pressing": ranked.harm.pressing,
                "uses": _named(ranked.harm.use, uses),
                "standings": standings,
                "course": pictures.ladder(degrees, DEGREES),
                "spark": pictures.spark([DEGREES.index(one.degree) for one in standings]),
            }
        )
    return harms


def _tracks(plan: Plan, harms: Mapping[str, str]) -> list[dict[str, Any]]:
    """The options by track, those without a track last; empty tracks are left out."""
    tracks = []
    for track in (*TRACKS, ""):
        options = [
            {**option.data, "harms": _named(option.harms, harms)}
            for option in plan.options
            if option.track == track
        ]
        if options:
            tracks.append({"track": track, "options": options})
    return tracks


def _goal_course(goal: Goal, steps: list[GoalOnDay]) -> Course | None:
    baseline, target = progress.ends(goal)
    told = [(day(step.date), step.value) for step in steps]
    return pictures.numbers(told, [("start", baseline), ("aim", target)])


def _goal_spark(goal: Goal, steps: list[GoalOnDay]) -> str:
    start = [value for value in (goal.assessable.baseline,) if value is not None]
    return pictures.spark([*start, *(step.value for step in steps)])


def _next_step(goal: Goal) -> Data:
    """The open step that comes first; those without a day stand last, in their order."""
    waiting = sorted((it for it in goal.actions if it.open), key=lambda it: it.by or date.max)
    return waiting[0].data if waiting else {}


def _open_dangers(case: Case, plan: Plan, dangers: Sequence[str]) -> dict[str, Any]:
    """What is dangerous and open: flags, late events, early answers, safeguards still to come."""
    return {
        "found": list(dangers),
        "flags": [flag.data for flag in plan.flags if flag.present],
        "events": [
            {"kind": it.event.kind, "date": it.event.day and it.event.day.isoformat()}
            for it in to_look_at(case)
        ],
        "asked": [asked.data for asked in plan.asked if asked.answer == PRESENT],
        "safeguards": [it.data for it in plan.mitigations if it.done_on is None],
    }


def _in_order(goals: Iterable[Goal]) -> list[Goal]:
    """The goals, those being worked on first."""
    return sorted(goals, key=lambda goal: _place(GOAL_ORDER, goal.status))


def _goals(
    plan: Plan, reviews: Sequence[Review], harms: Mapping[str, str], uses: Mapping[str, str]
) -> list[dict[str, Any]]:
    """The goals in their order, with what they are for and the way so far."""
    options = {option.id: option.what for option in plan.options}
    goals = []
    for number, goal in enumerate(_in_order(plan.goals), start=1):
        steps = progress.of_goal(goal, reviews)
        goals.append(
            {
                **goal.data,
                "number": number,
                "picture": f"goal-course-{number}",
                "harms": _named(goal.harms, harms),
                "uses": _named(goal.use, uses),
                "by_option": options.get(goal.option, goal.option),
                "steps": steps,
                "share": progress.share_done(goal, steps),
                "course": _goal_course(goal, steps),
                "spark": _goal_spark(goal, steps),
                "next_step": _next_step(goal),
            }
        )
    return goals


def _proposed(goals: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """The goals that nobody has agreed to yet: the client's own, and those that others brought."""
    waiting = [goal for goal in goals if (text(goal, "status") or "proposed") == "proposed"]
    found = {origin: [it for it in waiting if text(it, "origin") == origin] for origin in OTHERS}
    return {"own": [it for it in waiting if text(it, "origin") not in OTHERS], **found}


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


def _notes(newest_first: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What was said beside the numbers at the last review."""
    last = newest_first[:1]
    return [
        it for review in last for key in ("goals", "harms") for it in review[key] if it.get("note")
    ]


def _life(plan: Plan, reviews: Sequence[Review]) -> dict[str, Any]:
    """The client's numbers for quality of life, and their course between 0 and 10."""
    answers = progress.of_life(plan, reviews)
    told = [(day(answer.date), answer.value) for answer in answers]
    course = pictures.numbers(told, [("level", 0), ("level", 5), ("level", 10)])
    spark = pictures.spark([answer.value for answer in answers])
    return {"answers": answers, "course": course if spark else None, "spark": spark}


def _timeline(
    plan: Plan, reviews: Sequence[Review], events: Sequence[Event], today: date
) -> dict[str, Any]:
    """The days of the plan, as a picture and as a list."""
    lanes = timeline.lanes(plan, _in_order(plan.goals), reviews, events)
    entries = timeline.entries(lanes)
    return {"entries": entries, "picture": pictures.timeline(lanes, today)}


def _matters(plan: Plan) -> list[str]:
    """What matters to the client: their hope, then why they want each goal; nothing twice."""
    said = [plan.hope]
    said += [goal.meaningful for goal in plan.open_goals if _is_own(goal)]
    return list(dict.fromkeys(line for line in said if line))


def _is_own(goal: Goal) -> bool:
    """Whether the client has said yes to it, or it is their own idea."""
    return goal.status not in ("", "proposed") or goal.origin not in OTHERS


def _places(case: Case, audience: str, seen: Plan) -> list[dict[str, str]]:
    """Where to turn: nothing of the case, but what the client carries home is theirs to choose."""
    wanted = audience == "family" or seen.client.copy.places == "print"
    return places_of_help.printed(case.settings, audience) if wanted else []


def _remarks(plan: Plan, reviews: Sequence[Review]) -> list[dict[str, Any]]:
    """What the client said that nobody has settled, each with its kind."""
    oldest_first = (review.client_says for review in reversed(reviews))
    found = open_remarks(plan.client_says, oldest_first)
    return [{**it.remark.data, "kind": it.kind} for it in found]


def _returns(reviews: Sequence[Review], events: Sequence[Event]) -> list[Data]:
    """The returns to use that no review has looked at yet, the oldest first."""
    last = max((review.held_on for review in reviews if review.held_on), default=date.min)
    returns = (it for it in events if is_return(it) and it.happened)
    days = sorted(((it.day or date.max, it) for it in returns), key=lambda pair: pair[0])
    return [it.data for on, it in days if on > last]


def _event(event: Event, uses: Mapping[str, str], goals: Mapping[str, str]) -> dict[str, Any]:
    """An event with the words of what it names, and how much of what was given out."""
    return {
        **event.data,
        "uses": _named(event.use, uses),
        "about": _named(event.goals, goals),
        "met_how": f"contact_{event.how}" if event.how else "",
        "given": [f"{it.number} \u00d7 {it.what}" for it in event.supplies],
    }


def _to_ask(case: Case, audience: str) -> list[str]:
    """The early questions that nobody has asked yet, by topic, for the first review sheet."""
    first = audience == "review" and not case.held
    return [topic.about for topic in topics(case) if topic.to_ask] if first else []


def _spaced(word: object) -> str:
    return str(word).replace("_", " ")


def page(
    case: Case,
    audience: str,
    word: Callable[[object], str] = _spaced,
    grant: Grant = NO_GRANT,
    dangers: Sequence[str] = (),
) -> dict[str, Any]:
    """All that a template of `audience` is given: made from that audience's view.

    Of the case itself it learns only which fixed lines a card holds, and whether something has to
    be passed on. `dangers` are what the check of the plan found, which only the worker reads.
    `word` tells a substance as the reader calls it.
    """
    seen = view(_case_data(case), audience, grant)
    plan = plan_of(seen["plan"])
    reviews = tuple(review_of(data) for data in seen["reviews"])
    events = tuple(event_of(data) for data in seen["events"])
    harms = {harm.id: harm.what for harm in plan.harms}
    uses = {use.id: use.words or word(use.substance or use.behaviour) for use in plan.use}
    goals = _goals(plan, reviews, harms, uses)
    wanted = {goal.id: goal.specific for goal in plan.goals}
    told = _reviews(seen["reviews"], harms, wanted)
    return {
        "plan": plan.data,
        "remarks": _remarks(plan, reviews),
        "needs": {need: plan.determinants[need] for need in unmet(plan)},
        "in_the_way": open_barriers(plan),
        "matters": _matters(plan),
        "places": _places(case, audience, plan),
        "emergency_number": case.settings.emergency_number,
        "passed_on": audience == "client" and bool(holds_named(case, "passed_on")),
        "emergency": emergency(case) if audience == "safety" else NO_EMERGENCY,
        "copies": [event.data for event in events if text(event.data, "recipient")],
        "returns": _returns(reviews, events),
        "open_dangers": _open_dangers(case, plan, dangers) if audience == "plan" else {},
        "today": case.today.isoformat(),
        "to_ask": _to_ask(case, audience),
        "harms": _harms(plan, uses, reviews, case.today),
        "grid": _grid(plan),
        "tracks": _tracks(plan, harms),
        "goals": {
            state: [goal for goal in goals if (text(goal, "status") or "proposed") == state]
            for state in GOAL_ORDER
        },
        "proposed": _proposed(goals),
        "life": _life(plan, reviews),
        "timeline": _timeline(plan, reviews, events, case.today),
        "reviews": told,
        "notes": _notes(told),
        "events": [_event(event, uses, wanted) for event in events],
    }
