"""Several workers: whose cases, several caseloads in one answer, and handing a case over."""

from __future__ import annotations

import csv
import errno
import json
import os
import shutil
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from icalendar import Calendar

from hrcli.resources import text
from tests.support.running import PLAN, Run
from tests.support.scripts import NAMES, typed

TWO = ("--caseload", "../caseload", "--caseload", "../west")


@pytest.fixture
def west(caseload: Path) -> Path:
    """A second caseload beside the first, with one case; its review is overdue."""
    other = caseload.parent / "west"
    (other / "cases" / "W3ST-0001").mkdir(parents=True)
    shutil.copy(caseload / "hrcli.yaml", other)
    plan = "hrcli: plan/1\nstatus: active\nworker: ak\nreview: {next: 2026-02-01}\n"
    number = "calendar: 5d2f7c1e-8a34-4b6d-9e10-2c7b3a9f4e61\n"
    (other / "cases" / "W3ST-0001" / "plan.yaml").write_text(plan + number, "utf-8")
    return other


# Whose cases


def test_a_worker_sees_the_own_cases_and_what_nobody_can_read(run: Run, caseload: Path) -> None:
    run("set", "6PYF", "worker", "ak")
    mine = run("list", "--worker", "AK").stdout.splitlines()
    assert [line.split()[0] for line in mine] == ["CASE", "6PYF-G4DK"]
    assert "6PYF" not in run("list", "--worker", "jm").stdout
    nobody = run("list", "--worker", "xy")
    assert (nobody.stdout, "--by-worker" in nobody.stderr) == ("", True)
    (caseload / PLAN).write_text("a: [\n", "utf-8")
    broken = run("list", "--worker", "ak", code=3).stdout.splitlines()
    assert [line.split()[0] for line in broken[1:]] == ["6PYF-G4DK", "7KQ2-9XMP"]


@pytest.mark.parametrize("script", NAMES)
def test_a_worker_is_one_worker_in_whatever_form_it_was_typed(
    run: Run, caseload: Path, script: str
) -> None:
    forms = sorted(typed(NAMES[script]))
    paths = sorted(caseload.glob("cases/*/plan.yaml"))
    for at, path in enumerate(paths):
        path.write_text(f"hrcli: plan/1\nworker: {forms[at % len(forms)]}\n", "utf-8")
    for form in forms:
        assert len(run("list", "--worker", form).stdout.splitlines()) == 1 + len(paths)
    assert len(run("list", "--by-worker").stdout.splitlines()) == 2


def test_the_overview_counts_by_worker(run: Run, caseload: Path) -> None:
    for path in caseload.glob("cases/*/plan.yaml"):
        path.write_text("hrcli: plan/1\nstatus: closed\nworker: jm\n", "utf-8")
    (caseload / PLAN).write_text(
        "hrcli: plan/1\nstatus: active\nworker: ak\nreview: {next: 2026-02-08}\n", "utf-8"
    )
    (caseload / "cases/3DK6-AHFX/plan.yaml").write_text("hrcli: plan/1\nstatus: draft\n", "utf-8")
    (caseload / "cases/6PYF-G4DK/plan.yaml").write_text("a: [\n", "utf-8")
    rows = [line.split() for line in run("list", "--by-worker", code=3).stdout.splitlines()]
    assert rows == [
        ["WORKER", "CASES", "DRAFT", "ACTIVE", "CLOSED", "OVERDUE", "MISSING"],
        ["-", "1", "1", "0", "0", "0", "1"],
        ["ak", "1", "0", "1", "0", "1", "0"],
        ["jm", "7", "0", "0", "7", "0", "0"],
        ["unreadable", "1"],
    ]


# Several caseloads


def test_due_says_of_each_row_which_caseload_it_is_in(run: Run, west: Path) -> None:
    told = json.loads(run("due", *TWO, "--format", "json").stdout)
    jsonschema.validate(told, json.loads(text("schemas", "output/due-1.json")))
    places = {(row["case"], row["caseload"]) for row in told["due"]}
    assert places > {("3DK6-AHFX", "caseload"), ("GP6J-WA08", "caseload"), ("W3ST-0001", "west")}
    assert {place for case, place in places if case != "W3ST-0001"} == {"caseload"}
    assert [row["date"] for row in told["due"]] == sorted(row["date"] for row in told["due"])
    rows = [json.loads(line) for line in run("due", *TWO, "--format", "jsonl").stdout.splitlines()]
    assert [row["caseload"] for row in rows] == [row["caseload"] for row in told["due"]]
    table = list(csv.DictReader(run("due", *TWO, "--format", "csv").stdout.splitlines()))
    assert [row["caseload"] for row in table] == [row["caseload"] for row in told["due"]]
    assert list(table[0])[:7] == ["today", "case", "kind", "id", "date", "state", "days"]
    lines = run("due", *TWO).stdout.splitlines()
    assert lines[0].endswith("CASELOAD")
    assert lines[1].endswith("  west")
    assert run("due", *TWO, "--count").stdout == f"{len(rows)}\n"
    assert str(west.parent) not in run("due", *TWO, "--format", "json").output


def test_one_caseload_alone_is_told_as_ever(run: Run) -> None:
    assert run("due").stdout == run("due", "--caseload", ".").stdout
    assert "CASELOAD" not in run("due").stdout
    twice = run("due", "--caseload", ".", "--caseload", "../caseload")
    assert twice.stdout == run("due").stdout


def test_two_folders_of_one_name_are_told_apart(run: Run, west: Path) -> None:
    inner = west / "inner" / "west"
    shutil.copytree(west, inner)
    words = ("due", "--caseload", str(west), "--caseload", str(inner), "--format", "json")
    assert [row["caseload"] for row in json.loads(run(*words).stdout)["due"]] == [
        "west",
        "west (2)",
    ]


def spoil(west: Path, how: str) -> None:
    if how == "gone":
        shutil.rmtree(west)
    elif how == "no caseload":
        (west / "hrcli.yaml").unlink()
    else:
        (west / "hrcli.yaml").write_text("a: [\n", "utf-8")


@pytest.mark.parametrize("how", ["gone", "no caseload", "broken settings"])
def test_a_caseload_that_cannot_be_read_hides_no_other(run: Run, west: Path, how: str) -> None:
    spoil(west, how)
    for form in ("text", "json", "jsonl", "csv"):
        found = run("due", *TWO, "--exit-code", "--format", form, code=3)
        assert "unreadable" in found.stdout
        assert "3DK6-AHFX" in found.stdout
        assert "../west" in found.stderr
    last = json.loads(run("due", *TWO, "--format", "json", code=3).stdout)["due"][0]
    assert (last["case"], last["state"], last["caseload"]) == ("", "unreadable", "west")
    told = run("report", "caseload", *TWO, "--format", "json", code=3)
    report = json.loads(told.stdout)
    jsonschema.validate(report, json.loads(text("schemas", "output/report-1.json")))
    assert report["caseload_names"] == ["caseload"]
    assert report["unreadable_caseloads"] == ["west"]
    assert "west" in told.stderr
    assert "not counted: west" in run("report", "caseload", *TWO, code=3).stdout
    run("report", "caseload", "--caseload", "../west", code=3)


def test_a_forbidden_caseload_hides_no_other(
    run: Run, west: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As whoever is not root would meet it."""
    real = os.stat

    def refused(path: Any, *more: Any, **named: Any) -> os.stat_result:
        if isinstance(path, str | Path) and Path(path).parent.name == "west":
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        return real(path, *more, **named)

    monkeypatch.setattr(os, "stat", refused)
    found = run("due", *TWO, code=3)
    assert "3DK6-AHFX" in found.stdout
    assert "You may not read this file." in found.stderr
    assert "west/hrcli.yaml" in found.stderr


def test_a_calendar_of_two_caseloads_cancels_nothing_while_one_is_shut(
    run: Run, west: Path
) -> None:
    words = ("due", *TWO, "--format", "ics", "-o", "r.ics")
    run(*words)
    before = Path("r.ics").read_bytes()
    assert len(Calendar.from_ical(before).subcomponents) > 30
    for name in (b"west", b"caseload", b"W3ST"):
        assert name not in before
    (west / "hrcli.yaml").rename(west / "away")
    run(*words, code=3)
    assert Path("r.ics").read_bytes() == before
    (west / "away").rename(west / "hrcli.yaml")
    for root in (west, west.parent / "caseload"):
        with (root / "hrcli.yaml").open("a") as settings:
            settings.write("calendar_ids: true\n")
    run(*words)
    assert b"Review due W3ST-0001 west" in Path("r.ics").read_bytes()


def test_of_two_copies_of_a_case_the_calendar_keeps_the_earlier_day(
    run: Run, west: Path, caseload: Path
) -> None:
    copied = caseload / "cases" / "W3ST-0001"
    shutil.copytree(west / "cases" / "W3ST-0001", copied)
    plan = (copied / "plan.yaml").read_text("utf-8")
    for folders in (TWO, (*TWO[2:], *TWO[:2])):
        for day in ("2026-01-05", "2026-06-05"):
            (copied / "plan.yaml").write_text(plan.replace("2026-02-01", day), "utf-8")
            raw = run("due", *folders, "--format", "ics").stdout
            wanted = min(day, "2026-02-01").replace("-", "")
            assert f"DTSTART;VALUE=DATE:{wanted}" in raw


def test_a_report_over_two_caseloads_names_them(run: Run, west: Path) -> None:
    assert "2 caseloads (caseload, west)" in run("report", "caseload", *TWO).stdout


# Handing over


def test_a_case_is_handed_over_with_the_clients_consent(run: Run, caseload: Path) -> None:
    assert "needs a consent" in run("render", "7KQ2", "--as", "handover", code=3).stderr
    consent = (
        "{id: c1a, recipient: the team in the west, purpose: going on with the case,"
        " covers: [goals, review_dates], regime: other, given_on: 2026-02-09, expires: 2026-02-20}"
    )
    run("add", "7KQ2", "consent", "--from", "-", stdin=consent)
    words = ("render", "7KQ2", "--as", "handover", "--consent", "c1a", "--yes", "-o", "h.md")
    run(*words)
    page = Path("h.md").read_text("utf-8")
    assert "the team in the west" in page
    assert "3DK6" not in page
    run("set", "7KQ2", "worker", "ak")
    assert "7KQ2-9XMP" in run("list", "--worker", "ak").stdout
    assert "7KQ2-9XMP" not in run("list", "--worker", "jm").stdout
    kinds = [path.read_text("utf-8") for path in caseload.glob("cases/7KQ2-9XMP/events/*.yaml")]
    assert sum("kind: disclosure" in text for text in kinds) == 1
    run(*words, today="2026-02-21", code=3)
    assert run("due", today="2026-02-20").stdout.count("consent  c1a") == 1
