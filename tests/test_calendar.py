"""Calendars: what is due becomes entries that move and are cancelled, and tell only a day."""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import subprocess
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from canary import Filling
from casefiles import TODAY, case_of
from conftest import PLAN, Run, sample
from icalendar import Calendar

from hrcli.document.document import read
from hrcli.document.writer import block
from hrcli.formats import calendar
from hrcli.ids import new_calendar_number
from hrcli.method.due import EVER, due
from hrcli.plan.case import Case, Settings

VIENNA = ZoneInfo("Europe/Vienna")
NUMBER = "5d2f7c1e-8a34-4b6d-9e10-2c7b3a9f4e61"
Parts = dict[str, Any]


def case_with(plan: Parts, today: date = TODAY, **settings: Any) -> Case:
    data = {"hrcli": "plan/1", "status": "active", "calendar": NUMBER, **plan}
    return case_of(block(data) + "\n", settings=Settings(**settings), today=today)


def written(case: Case, before: bytes | None = None, sort: str = "event") -> bytes:
    earlier = calendar.earlier(before) if before else {}
    assert earlier is not None
    return calendar.calendar(calendar.entries(case, sort), sort, case.today, earlier)


def parts(raw: bytes) -> dict[str, Any]:
    """The entries of a calendar by UID; fails where a UID stands twice."""
    found = Calendar.from_ical(raw).subcomponents
    by_uid = {str(part["UID"]): part for part in found}
    assert len(by_uid) == len(found)
    return by_uid


def standing(raw: bytes) -> list[date]:
    """The days of what is not cancelled."""
    return sorted(
        part["DTSTART" if part.name == "VEVENT" else "DUE"].dt
        for part in parts(raw).values()
        if part.get("STATUS") != "CANCELLED"
    )


def review_on(day: str | None) -> Parts:
    return {"review": {"next": day}}


def test_an_entry_is_a_private_day_that_rings() -> None:
    plan = {**review_on("2026-03-09"), "remind": ["14d", "0d"]}
    text = written(case_with(plan)).decode("ascii")
    for line in (
        "SUMMARY:Review due",
        "DTSTART;VALUE=DATE:20260309",
        "DTEND;VALUE=DATE:20260310",
        "DTSTAMP:20260209T000000Z",
        "SEQUENCE:0",
        "CLASS:PRIVATE",
        "TRANSP:TRANSPARENT",
        "ACTION:DISPLAY",
        "DESCRIPTION:Review due",
        "TRIGGER:-P13DT15H",
        "TRIGGER:PT9H",
    ):
        assert f"\r\n{line}\r\n" in text
    assert "METHOD" not in text
    assert "7KQ2" not in text


def test_a_task_is_due_on_a_day_and_rings_before_its_end() -> None:
    text = written(case_with(review_on("2026-03-09")), sort="todo").decode("ascii")
    assert "\r\nDUE;VALUE=DATE:20260309\r\n" in text
    assert "\r\nTRIGGER;RELATED=END:PT9H\r\n" in text
    assert "DTSTART" not in text
    assert "TRANSP" not in text


def test_the_case_id_is_named_only_where_the_settings_say_so() -> None:
    named = written(case_with(review_on("2026-03-09"), calendar_ids=True))
    assert b"SUMMARY:Review due 7KQ2-9XMP\r\n" in named


def test_what_did_not_change_keeps_every_byte() -> None:
    before = written(case_with(review_on("2026-03-09")))
    for days in range(3):
        later = case_with(review_on("2026-03-09"), TODAY + timedelta(days=days))
        assert written(later, before) == before


def test_a_moved_review_is_the_same_entry_with_a_higher_sequence() -> None:
    before = written(case_with(review_on("2026-03-09")))
    after = written(case_with(review_on("2026-04-06"), date(2026, 2, 20)), before)
    (uid,) = parts(before)
    moved = parts(after)
    assert set(moved) == {uid}
    assert (moved[uid]["SEQUENCE"], moved[uid]["DTSTART"].dt) == (1, date(2026, 4, 6))
    assert moved[uid]["DTSTAMP"].to_ical() == b"20260220T000000Z"


def test_what_is_no_longer_due_is_cancelled_and_may_come_back() -> None:
    before = written(case_with(review_on("2026-03-09")))
    closed = written(case_with({"status": "closed", **review_on("2026-03-09")}), before)
    (part,) = parts(closed).values()
    assert (part["STATUS"], part["SEQUENCE"], part.subcomponents) == ("CANCELLED", 1, [])
    assert written(case_with({"status": "closed"}), closed) == closed
    again = written(case_with(review_on("2026-03-09")), closed)
    (part,) = parts(again).values()
    assert (part.get("STATUS"), part["SEQUENCE"]) == (None, 2)


def test_what_could_not_be_read_is_not_cancelled() -> None:
    before = written(case_with(review_on("2026-03-09")))
    earlier = calendar.earlier(before)
    assert earlier is not None
    assert calendar.calendar([], "event", TODAY, earlier, whole=False) == before


def test_a_missing_date_is_owed_today() -> None:
    assert standing(written(case_with(review_on(None)))) == [TODAY]


def test_the_last_day_of_the_calendar_has_no_day_after_it() -> None:
    assert standing(written(case_with(review_on("9999-12-31")))) == [date.max]


def test_two_things_with_one_id_are_two_entries() -> None:
    actions = [{"id": "a5x", "by": "2026-03-01"}, {"id": "a5x", "by": "2026-03-02"}]
    goal = {"id": "g2m", "status": "active", "actions": actions}
    plan = {**review_on("2026-03-09"), "goals": [goal]}
    assert len(standing(written(case_with(plan)))) == 3


@pytest.mark.parametrize("number", ["", "5d2f", "Canary", None])
def test_without_a_number_nothing_is_told_from_other_cases(number: Any) -> None:
    case = case_with({"calendar": number, **review_on("2026-03-09")})
    assert calendar.unnumbered(case)
    assert list(calendar.entries(case, "event")) == []
    assert not calendar.unnumbered(case_with({"calendar": number, "status": "closed"}))


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\xff\xfe",
        b"BEGIN:VCALENDAR\r\n",
        b"BEGIN:VCALENDAR\r\nPRODID:somebody else\r\nEND:VCALENDAR\r\n",
        b"BEGIN:VEVENT\r\nUID:1\r\nEND:VEVENT\r\n",
    ],
)
def test_somebody_elses_file_is_no_earlier_calendar(raw: bytes) -> None:
    assert calendar.earlier(raw) is None


def test_a_damaged_entry_of_ours_is_written_anew() -> None:
    before = written(case_with(review_on("2026-03-09")))
    broken = re.sub(rb"SEQUENCE:0|DTSTAMP:\w+|DTSTART[^\r]*", b"SEQUENCE:x", before)
    assert standing(written(case_with(review_on("2026-03-09")), broken)) == [date(2026, 3, 9)]


def test_long_lines_fold_at_75_octets_between_characters() -> None:
    before = written(case_with(review_on("2026-03-09"))).decode("ascii")
    touched = before.replace("SUMMARY:Review due", "SUMMARY:" + "Überprüfung fällig 💊 " * 9)
    cancelled = written(case_with({"status": "closed"}), touched.encode("utf-8"))
    for line in cancelled.split(b"\r\n"):
        assert len(line) <= 75
        line.decode("utf-8")
    (part,) = parts(cancelled).values()
    assert str(part["SUMMARY"]).count("💊") == 9


def some_plan(chance: random.Random) -> Parts:
    """A plan in which anything may have any date, or none."""

    def day() -> str | None:
        when = date(2026, 1, 1) + timedelta(days=chance.randrange(800))
        return when.isoformat() if chance.random() < 0.9 else None

    goals = [
        {
            "id": f"g{number}x",
            "status": chance.choice(["proposed", "active", "achieved"]),
            "timed": {"by": day()},
            "actions": [{"id": f"a{number}{n}", "by": day()} for n in range(chance.randrange(3))],
        }
        for number in range(chance.randrange(4))
    ]
    flags = [{"flag": "dv_victim", "status": "present", "review_by": day()}]
    consents = [{"id": "c4q", "expires": day()}]
    return {**review_on(day()), "goals": goals, "flags": flags, "consents": consents}


@pytest.mark.parametrize("sort", ["event", "todo"])
def test_after_any_changes_the_entries_are_what_is_due(sort: str) -> None:
    chance = random.Random(5)
    for _ in range(sample(200)):
        raw: bytes | None = None
        sequences: dict[str, int] = {}
        for step in range(4):
            case = case_with(some_plan(chance), TODAY + timedelta(days=step))
            raw = written(case, raw, sort)
            assert standing(raw) == sorted(it.date or case.today for it in due(case, EVER))
            now = {uid: int(part["SEQUENCE"]) for uid, part in parts(raw).items()}
            assert all(now[uid] >= number for uid, number in sequences.items())
            sequences = now
            assert all(len(line) <= 75 for line in raw.split(b"\r\n"))


def test_no_value_of_a_case_is_in_a_calendar() -> None:
    filled = Filling("plan", {"status": "active"}).whole()
    text = block({**filled, "calendar": NUMBER}).replace("id: ", "id: Canary ")
    for ids in (False, True):
        case = case_of(text + "\n", settings=Settings(calendar_ids=ids))
        raw = written(case)
        assert b"BEGIN:VEVENT" in raw
        assert b"canary" not in raw.lower()


def test_a_drawn_number_is_a_random_uuid() -> None:
    drawn = UUID(new_calendar_number(lambda below: below - 1))
    assert drawn.version == 4
    assert new_calendar_number(lambda _: 1) != str(drawn)


# The command


def test_create_gives_each_plan_a_number_of_its_own(run: Run, caseload: Path) -> None:
    numbers = set()
    for _ in range(2):
        case = run("create", "--starter", "quitting").stdout.strip()
        plan = read((caseload / "cases" / case / "plan.yaml").read_bytes()).data
        numbers.add(UUID(plan["calendar"]))
    assert len(numbers) == 2


def test_a_plan_without_a_number_is_named_and_can_get_one(run: Run, caseload: Path) -> None:
    plan = caseload / PLAN
    plan.write_text(re.sub(r"^calendar: .*\n", "", plan.read_text("utf-8"), flags=re.M), "utf-8")
    first = run("due", "--format", "ics", "-o", "r.ics", code=3)
    assert first.stderr.endswith("hrcli set 7KQ2-9XMP calendar new\n")
    assert first.stdout == ""
    before = len(parts((caseload / "r.ics").read_bytes()))
    run("set", "7KQ2-9XMP", "calendar", "new")
    run("due", "--format", "ics", "-o", "r.ics")
    assert len(parts((caseload / "r.ics").read_bytes())) > before > 0
    run("validate", "7KQ2")


def test_a_broken_case_cancels_nothing_and_is_exit_code_3(run: Run, caseload: Path) -> None:
    run("due", "--format", "ics", "-o", "r.ics")
    before = (caseload / "r.ics").read_bytes()
    (caseload / PLAN).write_text("a: [\n", "utf-8")
    assert "hrcli validate" in run("due", "--format", "ics", "-o", "r.ics", code=3).stderr
    assert (caseload / "r.ics").read_bytes() == before


def test_a_file_that_is_not_ours_is_left_alone(run: Run, caseload: Path) -> None:
    own = caseload / "mine.ics"
    own.write_text("BEGIN:VCALENDAR\r\nPRODID:mine\r\nEND:VCALENDAR\r\n", "utf-8")
    kept = own.read_bytes()
    run("due", "--format", "ics", "-o", str(own), code=3)
    assert own.read_bytes() == kept
    (caseload / "link.ics").symlink_to(own)
    run("due", "--format", "ics", "-o", "link.ics", code=3)
    run("due", "--format", "ics", "-o", str(caseload / PLAN), code=3)


@pytest.mark.parametrize(
    "words",
    [
        ("--format", "ics", "--within", "3d"),
        ("--format", "ics", "--count"),
        ("--format", "csv", "-o", "x.csv"),
    ],
)
def test_what_makes_no_sense_together_is_exit_code_2(run: Run, words: tuple[str, ...]) -> None:
    run("due", *words, code=2)


# Real calendars

Client = Callable[[str], str]
CONFIGURED = {
    "khal/config": """[calendars]
[[reviews]]
path = {home}/calendars/reviews
[default]
default_calendar = reviews
[locale]
local_timezone = Europe/Vienna
default_timezone = Europe/Vienna
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
""",
    "todoman/config.py": """path = "{home}/calendars/*"
date_format = "%Y-%m-%d"
time_format = ""
default_list = "reviews"
""",
}


@pytest.fixture
def place(empty_home: Path, caseload: Path) -> Path:
    """A folder for calendars beside a home where khal and todoman are told of it."""
    vdir = empty_home / "calendars" / "reviews"
    vdir.mkdir(parents=True)
    for name, text in CONFIGURED.items():
        target = empty_home / ".config" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text.format(home=empty_home), "utf-8")
    return vdir


def told(program: str, *words: str) -> str:
    env = {**os.environ, "LC_ALL": "C.UTF-8", "TZ": "Europe/Vienna"}
    env.pop("PYTHONPATH", None)
    done = subprocess.run([program, *words], env=env, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr[-1500:]
    return done.stdout


def moved_on(caseload: Path) -> None:
    """Every review of every plan moves by five days."""
    for path in caseload.glob("cases/*/plan.yaml"):
        text = path.read_text("utf-8")
        path.write_text(re.sub(r"(  next: 2026-\d\d-)\d\d", r"\g<1>27", text), "utf-8")


@pytest.mark.parametrize("again", [False, True])
def test_khal_takes_the_calendar_in_and_moves_what_moved(
    run: Run, caseload: Path, place: Path, client: Client, again: bool
) -> None:
    khal = client("khal")
    for turn in range(1 + again):
        run("due", "--format", "ics", "-o", "r.ics")
        told(khal, "import", "--batch", "-a", "reviews", "r.ics")
        if turn == 0 and again:
            moved_on(caseload)
    listed = told(
        khal,
        "list",
        "--format",
        "{start-date} {title}",
        "--day-format",
        "",
        "2025-01-01",
        "2028-01-01",
    ).splitlines()
    days = sorted(line.split()[0] for line in listed if "Review due" in line)
    raw = (caseload / "r.ics").read_bytes()
    assert days == [day.isoformat() for day in standing(raw)]
    assert len(list(place.glob("*.ics"))) == len(parts(raw))


def test_todoman_lists_the_tasks_and_moves_what_moved(
    run: Run, caseload: Path, place: Path, client: Client
) -> None:
    todoman = client("todoman")
    for turn in range(2):
        run("due", "--format", "ics", "--as", "todo", "-o", "r.ics")
        raw = (caseload / "r.ics").read_bytes()
        shutil.rmtree(place)
        place.mkdir()
        for uid, part in parts(raw).items():
            whole = Calendar({"PRODID": calendar.PRODUCT, "VERSION": "2.0"})
            whole.add_component(part)
            (place / f"{uid}.ics").write_bytes(whole.to_ical())
        listed = json.loads(told(todoman, "--porcelain", "list", "--status", "NEEDS-ACTION"))
        assert {task["summary"] for task in listed} == {"Review due"}
        days = sorted(datetime.fromtimestamp(task["due"], VIENNA).date() for task in listed)
        assert days == standing(raw), turn
        moved_on(caseload)
