"""What is due: nothing gets lost, whatever day it is."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest
from casefiles import TODAY, case_of
from hypothesis import given, settings
from hypothesis import strategies as st

from hrcli.due import Due, due, next_review
from hrcli.plan import Case, Settings

DAYS = st.dates(date(2026, 1, 1), date(2026, 12, 31))
SAID = st.none() | DAYS.map(date.isoformat)
INTERVAL = st.sampled_from(["4 weeks", "10 days", "3 months", "now and then"])
REVIEW = st.fixed_dictionaries({}, optional={"next": SAID, "every": INTERVAL, "last": SAID})
GOAL = st.fixed_dictionaries(
    {
        "id": st.sampled_from(["g2m", "g3n", "g4p"]),
        "status": st.sampled_from(["proposed", "active", "achieved", "set_aside"]),
        "timed": st.fixed_dictionaries({"by": SAID}),
        "actions": st.lists(
            st.fixed_dictionaries({"id": st.sampled_from(["a5x", "a6x"]), "by": SAID}), max_size=2
        ),
    }
)
PLAN = st.fixed_dictionaries(
    {
        "status": st.sampled_from(["draft", "active"]),
        "review": REVIEW,
        "goals": st.lists(GOAL, max_size=3),
    }
)
HELD = st.lists(
    st.fixed_dictionaries({"held_on": DAYS.map(date.isoformat), "next": SAID}), max_size=3
)
EVER = 5000


def case_with(
    plan: dict[str, Any],
    held: list[dict[str, Any]] | None = None,
    events: dict[str, Any] | None = None,
    today: date = TODAY,
    settings: Settings | None = None,
) -> Case:
    reviews = {
        f"reviews/{review['held_on']}-k{number}fw.yaml": json.dumps(review)
        for number, review in enumerate(held or [])
    }
    texts = {name: json.dumps(event) for name, event in (events or {}).items()}
    plan_text = json.dumps({"hrcli": "plan/1", **plan})
    return case_of(plan_text, reviews, texts, today=today, settings=settings)


def reviews_of(items: list[Due]) -> list[Due]:
    return [item for item in items if item.kind == "review"]


def test_states_on_the_days_around() -> None:
    plan = {"status": "active", "review": {"next": "2026-02-09"}}
    expected = {-8: None, -7: "soon", -1: "soon", 0: "today", 1: "overdue", 400: "overdue"}
    for days, state in expected.items():
        found = due(case_with(plan, today=TODAY + timedelta(days=days)), within=7)
        assert [(item.state, item.days) for item in found] == ([(state, -days)] if state else [])


@pytest.mark.parametrize("review", [{}, {"next": None}, {"next": "2026-02-30"}, "soon", None])
def test_an_open_plan_without_a_date_owes_one(review: object) -> None:
    for status in ("draft", "active", "", "activ"):
        found = due(case_with({"status": status, "review": review}))
        assert [(item.kind, item.state, item.date) for item in found] == [
            ("review", "missing", None)
        ]


def test_a_closed_case_owes_nothing() -> None:
    goal = {"id": "g2m", "status": "active", "timed": {"by": "2026-01-01"}}
    assert due(case_with({"status": "closed", "review": {}, "goals": [goal]})) == []


def test_a_plan_that_cannot_be_read_is_due_itself() -> None:
    found = due(case_of("review: {next: [\n"))
    assert [(item.state, item.date) for item in found] == [("unreadable", None)]


@given(PLAN, HELD, DAYS)
@settings(max_examples=60)
def test_an_open_case_has_exactly_one_review_on_every_day(
    plan: dict[str, Any], held: list[dict[str, Any]], today: date
) -> None:
    case = case_with(plan, held, today=today)
    when = next_review(case)
    assert len(reviews_of(due(case, within=EVER))) == 1
    now = reviews_of(due(case))
    assert len(now) == (when is None or when <= today)
    assert not now or now[0].state in ("missing", "overdue", "today")


@given(PLAN, HELD, DAYS, st.integers(1, 400))
@settings(max_examples=60)
def test_what_is_due_stays_due_until_somebody_acts(
    plan: dict[str, Any], held: list[dict[str, Any]], today: date, days: int
) -> None:
    def known(on: date) -> set[tuple[object, ...]]:
        return {(it.kind, it.id, it.date) for it in due(case_with(plan, held, today=on))}

    assert known(today) <= known(today + timedelta(days=days))


@given(PLAN, HELD, DAYS, st.integers(0, 60), st.integers(0, 60))
@settings(max_examples=60)
def test_looking_further_ahead_only_adds(
    plan: dict[str, Any], held: list[dict[str, Any]], today: date, near: int, far: int
) -> None:
    case = case_with(plan, held, today=today)
    near, far = sorted((near, far))
    assert set(due(case, within=near)) <= set(due(case, within=far))


@given(PLAN, HELD, DAYS)
@settings(max_examples=60)
def test_a_review_the_plan_does_not_know_never_puts_the_next_one_off(
    plan: dict[str, Any], held: list[dict[str, Any]], today: date
) -> None:
    case = case_with(plan, held, today=today)
    planned, found = case.plan.review.next, next_review(case)
    assert planned is None or (found is not None and found <= planned)


def test_an_unfinished_review_is_counted_from_the_day_it_was_held() -> None:
    plan = {"status": "active", "review": {"next": "2026-06-01", "every": "4 weeks"}}
    case = case_with(plan, [{"held_on": "2026-02-02"}])
    assert next_review(case) == date(2026, 3, 2)
    knows = {"status": "active", "review": {**plan["review"], "last": "2026-02-02"}}
    assert next_review(case_with(knows, [{"held_on": "2026-02-02"}])) == date(2026, 6, 1)


def test_an_ended_goal_and_a_done_action_are_no_longer_due() -> None:
    actions = [{"id": "a5x", "by": "2026-02-01"}, {"id": "a6x", "by": "2026-02-01"}]
    actions[1]["done_on"] = "2026-02-08"
    goals = [{"id": "g2m", "status": "active", "timed": {"by": "2026-02-09"}, "actions": actions}]
    goals.append({**goals[0], "id": "g3n", "status": "achieved"})
    review = {"next": "2026-03-09"}
    found = due(case_with({"status": "active", "review": review, "goals": goals}))
    assert [(it.kind, it.id, it.state) for it in found] == [
        ("action", "a5x", "overdue"),
        ("goal", "g2m", "today"),
    ]


def test_lead_times_come_from_the_plan_or_else_from_the_caseload() -> None:
    plan = {"status": "active", "review": {"next": "2026-02-19"}}
    fortnight = Settings(remind=(14, 0))
    assert due(case_with(plan)) == []
    assert [item.state for item in due(case_with(plan, settings=fortnight))] == ["soon"]
    assert due(case_with({**plan, "remind": ["7d"]}, settings=fortnight)) == []


def test_flags_consents_and_planned_stays_are_due_too() -> None:
    plan = {
        "status": "active",
        "review": {"next": "2026-03-09"},
        "flags": [
            {"flag": "dv_victim", "status": "present", "review_by": "2026-02-01"},
            {"flag": "driving_risk", "status": "absent", "review_by": "2026-02-01"},
        ],
        "consents": [
            {"id": "c4q", "expires": "2026-02-08"},
            {"id": "c5q", "expires": "2026-02-08", "revoked_on": "2026-01-20"},
        ],
    }
    stay = {"kind": "detox_stay", "status": "planned", "from": "2026-02-09", "to": "2026-02-16"}
    found = due(case_with(plan, events={"events/2026-02-09-t4xr.yaml": stay}))
    assert [(item.kind, item.state) for item in found] == [
        ("flag", "overdue"),
        ("consent", "overdue"),
        ("event", "today"),
    ]
    assert not [it for it in found if "dv" in f"{it.id}" or "detox" in f"{it.id}"]


def test_what_has_no_date_stands_first_and_then_the_oldest() -> None:
    goals = [
        {"id": name, "status": "active", "timed": {"by": by}}
        for name, by in (("g2m", "2026-02-05"), ("g3n", "2026-01-05"))
    ]
    found = due(case_with({"status": "active", "goals": goals}))
    assert [item.id for item in found] == ["review", "g3n", "g2m"]
