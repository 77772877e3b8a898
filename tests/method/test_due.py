"""What is due: nothing gets lost, whatever day it is."""

from __future__ import annotations

import csv
import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hrcli.formats.due import due_csv, due_json, due_jsonl
from hrcli.method.due import Due, due
from hrcli.method.next_review import next_review
from hrcli.plan.case import Case, Settings
from hrcli.resources import text
from tests.support.casefiles import TODAY, case_of
from tests.support.running import Run

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


def test_of_two_reviews_the_plan_does_not_know_the_newest_says_when() -> None:
    plan = {"status": "active", "review": {"last": "2026-01-12", "every": "4 weeks"}}
    older = {"held_on": "2026-01-19", "next": "2026-02-02"}
    newest = {"held_on": "2026-02-02", "next": "2026-02-16"}
    for held in ([older, newest], [newest, older]):
        assert next_review(case_with(plan, held)) == date(2026, 2, 16)


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


def test_what_is_written_where_a_date_belongs_and_is_none_is_not_lost() -> None:
    """`31.3.2026` is no date hrcli reads: the action must not vanish from the list for it."""
    action = {"id": "a5x", "by": "31.3.2026", "when": "next_contact"}
    goal = {"id": "g2m", "status": "active", "timed": {"by": "2026-02-30"}, "actions": [action]}
    plan = {
        "status": "active",
        "review": {"next": "2026-03-09"},
        "goals": [goal],
        "flags": [{"flag": "dv_victim", "status": "present", "review_by": "after Easter"}],
        "consents": [{"id": "c4q", "expires": "soon"}],
    }
    stay = {"kind": "detox_stay", "status": "planned"}
    found = due(case_with(plan, events={"events/2026-02-09-t4xr.yaml": stay}))
    assert {(it.kind, it.id, it.state, it.date) for it in found} == {
        ("action", "a5x", "missing", None),
        ("goal", "g2m", "missing", None),
        ("flag", "1", "missing", None),
        ("consent", "c4q", "missing", None),
        ("event", "t4xr", "missing", None),
    }


def test_a_goal_or_an_action_without_any_date_waits_for_the_review() -> None:
    goals = [{"id": "g2m", "status": "active", "timed": {"by": None}, "actions": [{"id": "a5x"}]}]
    found = due(case_with({"status": "active", "review": {"next": "2026-02-09"}, "goals": goals}))
    assert [it.kind for it in found] == ["review"]


def test_a_plan_in_a_folder_without_a_case_id_is_not_lost(run: Run, caseload: Path) -> None:
    """A copied or misnamed folder hides what is due in it: say so, and do not rely on silence."""
    (caseload / "cases" / "7KQ2-9XMP").rename(caseload / "cases" / "Canary \x1b[2K")
    for path in caseload.glob("cases/*-*/plan.yaml"):
        path.write_text("hrcli: plan/1\nstatus: closed\n", "utf-8")
    found = run("due", "--format", "json", code=3)
    (row,) = json.loads(found.stdout)["due"]
    assert (row["case"], row["id"], row["state"]) == ("", "cases", "unreadable")
    told = found.output + run("remind", code=3).output + run("list", code=3).output
    told += run("validate", code=3).output + run("next", code=3).output
    assert "no case id for its name" in told
    assert "Canary" not in told
    said = run("doctor", code=1).stdout
    assert "hrcli leaves it out: Canary" in said
    assert "\x1b" not in said


# Actions for the next contact


def goal_with(action: dict[str, Any]) -> dict[str, Any]:
    return {"id": "g2m", "status": "active", "actions": [{"id": "a5x", **action}]}


def test_an_action_for_the_next_contact_is_due_at_the_next_review_at_the_latest() -> None:
    goals = [goal_with({"when": "next_contact"})]
    plan = {"status": "active", "review": {"next": "2026-02-16"}, "goals": goals}
    assert [(it.kind, it.date) for it in due(case_with(plan), within=7)] == [
        ("action", date(2026, 2, 16)),
        ("review", date(2026, 2, 16)),
    ]
    met = {"kind": "contact", "status": "planned", "date": "2026-02-09"}
    found = due(case_with(plan, events={"events/2026-02-09-c3nt.yaml": met}))
    assert [(it.kind, it.state) for it in found] == [("action", "today"), ("event", "today")]


def test_an_action_for_the_next_contact_is_not_lost_where_no_date_is_set() -> None:
    plan = {"status": "active", "goals": [goal_with({"when": "next_contact"})]}
    assert [(it.kind, it.state) for it in due(case_with(plan))] == [
        ("action", "missing"),
        ("review", "missing"),
    ]


def test_a_date_of_its_own_beats_the_next_contact() -> None:
    goals = [goal_with({"when": "next_contact", "by": "2026-02-05"})]
    plan = {"status": "active", "review": {"next": "2026-03-09"}, "goals": goals}
    assert [(it.kind, it.days) for it in due(case_with(plan))] == [("action", -4)]


# No contact for so many days

REVIEWED = {"held_on": "2026-01-26", "with": ["client"], "next": "2026-03-09"}
OPEN = {"status": "active", "opened": "2026-01-12", "review": {"next": "2026-03-09"}}


def contact_of(case: Case, days: int) -> list[tuple[str, date | None]]:
    return [(it.state, it.date) for it in due(case, None, days) if it.kind == "contact"]


def test_a_case_is_due_once_nobody_met_the_client_for_so_many_days() -> None:
    case = case_with(OPEN, [REVIEWED])
    assert contact_of(case, 15) == []
    assert contact_of(case, 14) == [("today", TODAY)]
    assert contact_of(case, 13) == [("overdue", date(2026, 2, 8))]
    assert not [it for it in due(case) if it.kind == "contact"]


@pytest.mark.parametrize(
    ("event", "last"),
    [
        ({"kind": "contact", "status": "happened", "date": "2026-02-03"}, date(2026, 2, 3)),
        ({"kind": "contact", "status": "planned", "date": "2026-02-03"}, date(2026, 1, 26)),
        ({"kind": "contact", "status": "happened", "date": "2026-12-03"}, date(2026, 1, 26)),
        ({"kind": "lapse", "status": "happened", "date": "2026-02-03"}, date(2026, 1, 26)),
    ],
)
def test_what_counts_as_contact(event: dict[str, Any], last: date) -> None:
    case = case_with(OPEN, [REVIEWED], {"events/2026-02-03-c3nt.yaml": event})
    assert contact_of(case, 0) == [("overdue", last)]


def test_a_review_without_the_client_is_no_contact_and_the_opening_is_one() -> None:
    alone = {**REVIEWED, "with": ["worker"]}
    assert contact_of(case_with(OPEN, [alone]), 0) == [("overdue", date(2026, 1, 12))]
    never = {"status": "active", "review": {"next": "2026-03-09"}}
    assert contact_of(case_with(never), 30) == [("missing", None)]


# Complaints


def complaint(**more: str) -> dict[str, Any]:
    return {"complaints": [{"id": "c4k", "what": "Canary", "said_on": "2026-02-02", **more}]}


def complaints_of(case: Case) -> list[tuple[str, str, date | None]]:
    return [(it.id, it.state, it.date) for it in due(case) if it.kind == "complaint"]


def test_a_complaint_stays_due_until_it_is_settled() -> None:
    noted = {**REVIEWED, "client_says": complaint()}
    assert complaints_of(case_with(OPEN, [noted])) == [("c4k", "overdue", date(2026, 2, 2))]
    settled = complaint(settled_on="2026-02-06")
    later = {**REVIEWED, "held_on": "2026-02-06", "client_says": settled}
    assert complaints_of(case_with(OPEN, [noted, later])) == []
    assert complaints_of(case_with({**OPEN, "client_says": settled}, [noted])) == []


def test_a_complaint_with_no_date_or_one_to_come_is_due_now() -> None:
    assert complaints_of(case_with({**OPEN, "client_says": complaint(said_on="")})) == [
        ("c4k", "missing", None)
    ]
    assert complaints_of(case_with({**OPEN, "client_says": complaint(said_on="2027-01-01")})) == [
        ("c4k", "today", TODAY)
    ]


def test_two_complaints_without_an_id_are_two() -> None:
    line = {"what": "Canary", "said_on": "2026-02-02"}
    plan = {**OPEN, "client_says": {"complaints": [line, line]}}
    assert [name for name, *_ in complaints_of(case_with(plan))] == ["1", "2"]


def test_a_text_where_an_id_belongs_is_not_listed() -> None:
    action = {"id": "Canary Jones", "by": "2026-02-01"}
    goal = {"id": "Canary", "status": "active", "timed": {"by": "2026-02-01"}, "actions": [action]}
    consents = [{"id": "=Canary", "expires": "2026-02-01"}]
    plan = {**OPEN, "goals": [goal], "consents": consents, "client_says": complaint(id="Canary")}
    found = due(case_with(plan))
    assert {(it.kind, it.id) for it in found} == {
        ("action", "1"),
        ("goal", "1"),
        ("consent", "1"),
        ("complaint", "1"),
    }


# What happened

QUICK = ("overdose", "suicidal_crisis", "crisis", "violence")
WITHIN_A_WEEK = ("seizure", "injury", "adverse_reaction")


def happened(kind: str, ago: int, **more: Any) -> dict[str, dict[str, Any]]:
    when = (TODAY - timedelta(days=ago)).isoformat()
    event = {"kind": kind, "status": "happened", "date": when, "what": "Canary", **more}
    return {"events/2026-02-01-m2pd.yaml": event}


def after_events(case: Case, within: int | None = None) -> list[tuple[str, str, int | None]]:
    found = [it for it in due(case, within) if it.kind == "after_event"]
    return [(it.id, it.state, it.days) for it in found]


@pytest.mark.parametrize(
    ("kind", "days"), [*((it, 2) for it in QUICK), *((it, 7) for it in WITHIN_A_WEEK)]
)
def test_what_happened_is_due_from_its_day_and_overdue_after_some(kind: str, days: int) -> None:
    for ago, state in ((0, "soon"), (days - 1, "soon"), (days, "today"), (days + 1, "overdue")):
        found = after_events(case_with(OPEN, events=happened(kind, ago)))
        assert found == [("m2pd", state, days - ago)]
        assert after_events(case_with(OPEN, events=happened(kind, ago)), 0) == found


@pytest.mark.parametrize(
    ("held", "is_seen"), [("2026-02-05", False), ("2026-02-06", True), ("2026-02-08", True)]
)
def test_a_review_on_its_day_or_later_has_looked_at_it(held: str, is_seen: bool) -> None:
    case = case_with(OPEN, [{**REVIEWED, "held_on": held}], happened("overdose", 3))
    assert after_events(case) == ([] if is_seen else [("m2pd", "overdue", -1)])


def test_a_review_that_is_still_to_come_has_looked_at_nothing() -> None:
    case = case_with(OPEN, [{**REVIEWED, "held_on": "2026-02-10"}], happened("overdose", 3))
    assert [state for _, state, _ in after_events(case)] == ["overdue"]


@pytest.mark.parametrize(
    ("event", "told"),
    [
        (happened("overdose", 3, status="planned"), []),
        (happened("overdose", 3, status="cancelled"), []),
        (happened("lapse", 3), []),
        (happened("contact", 3), []),
        (happened("overdose", 3, status=None), ["overdue"]),
        (happened("overdose", 3, date=None), ["missing"]),
        (happened("overdose", 3, date="early February"), ["missing"]),
        (happened("overdose", 3, survived=False), ["overdue"]),
    ],
)
def test_which_events_are_looked_at_together(event: dict[str, Any], told: list[str]) -> None:
    found = after_events(case_with(OPEN, events=event))
    assert [state for _, state, _ in found] == told


def test_an_event_whose_place_another_has_taken_is_not_due() -> None:
    wrong = happened("overdose", 3)
    right = {"kind": "lapse", "date": "2026-02-06", "corrects": "2026-02-01-m2pd.yaml"}
    case = case_with(OPEN, events={**wrong, "events/2026-02-09-c3nt.yaml": right})
    assert after_events(case) == []


def test_nothing_is_told_of_what_happened_but_its_day() -> None:
    case = case_with(OPEN, events=happened("suicidal_crisis", 3))
    told = due_csv(due(case), TODAY) + due_json(due(case), TODAY)
    assert "after_event" in told
    for word in ("Canary", "suicid", "crisis"):
        assert word not in told


# Questions and concerns


@pytest.mark.parametrize("kind", ["question", "concern"])
def test_what_the_client_asks_is_due_when_they_are_met_next(kind: str) -> None:
    line = {"id": "c4k", "what": "Canary", "said_on": "2026-02-02"}
    plan = {**OPEN, "client_says": {f"{kind}s": [line]}}
    assert [it.kind for it in due(case_with(plan))] == []
    assert [(it.kind, it.id, it.date) for it in due(case_with(plan), within=28)] == [
        (kind, "c4k", date(2026, 3, 9)),
        ("review", "review", date(2026, 3, 9)),
    ]
    met = {"events/2026-02-09-c3nt.yaml": {"kind": "contact", "status": "planned"}}
    met["events/2026-02-09-c3nt.yaml"]["date"] = "2026-02-09"
    assert (kind, "c4k", "today") in [
        (it.kind, it.id, it.state) for it in due(case_with(plan, events=met))
    ]
    settled = {**plan, "client_says": {f"{kind}s": [{**line, "settled_on": "2026-02-06"}]}}
    assert [it.kind for it in due(case_with(settled), within=28)] == ["review"]


def test_one_id_under_two_kinds_settles_only_its_own() -> None:
    line = {"id": "c4k", "what": "Canary"}
    says = {"questions": [line], "concerns": [{**line, "settled_on": "2026-02-06"}]}
    found = due(case_with({**OPEN, "client_says": says}), within=28)
    assert [it.kind for it in found] == ["question", "review"]


def test_a_comment_asks_for_nothing() -> None:
    says = {"comments": [{"id": "c4k", "what": "Canary", "said_on": "2026-02-02"}]}
    found = due(case_with({**OPEN, "client_says": says}), within=EVER)
    assert [it.kind for it in found] == ["review"]


# How it is written

NOW = [Due("7KQ2-9XMP", "review", "review", TODAY, "today", 0)]
ODD = [Due("7KQ2-9XMP", "review", 'events/=a,"b".yaml', None, "unreadable", None)]


def test_every_format_says_the_same() -> None:
    for items in (NOW, ODD, NOW + ODD):
        rows = json.loads(due_json(items, TODAY))["due"]
        lines = [json.loads(line) for line in due_jsonl(items, TODAY).splitlines()]
        assert lines == [{"hrcli": "due/1", "today": "2026-02-09", **row} for row in rows]
        table = list(csv.DictReader(due_csv(items, TODAY).splitlines()))
        assert table == [
            {"today": "2026-02-09"} | {k: "" if v is None else str(v) for k, v in row.items()}
            for row in rows
        ]


def test_a_spreadsheet_reckons_with_nothing() -> None:
    assert "\n2026-02-09,7KQ2-9XMP,review,'=a,," in due_csv([ODD[0]._replace(id="=a")], TODAY)
    # Where a semicolon parts the cells, what follows one must not begin a cell of its own.
    assert ',"a;=b",' in due_csv([ODD[0]._replace(id="a;=b")], TODAY)


def test_the_json_is_what_its_schema_says(run: Run) -> None:
    schema = json.loads(text("schemas", "output/due-1.json"))
    printed = json.loads(run("due", "--no-contact", "0d", "--format", "json").stdout)
    assert {row["kind"] for row in printed["due"]} >= {"review", "contact"}
    jsonschema.validate(printed, schema)


@pytest.mark.parametrize("form", ["text", "jsonl", "csv"])
def test_nothing_due_prints_nothing(run: Run, form: str) -> None:
    found = run("due", "--exit-code", "--format", form, today="2020-01-01")
    assert (found.stdout, found.stderr) == ("", "")
