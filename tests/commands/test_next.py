"""`hrcli next`: what a step is about, leaving it for later, and what programs are told."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

from hrcli.resources import text
from tests.support.method import data_of
from tests.support.processes import TODAY, forked
from tests.support.running import Run

WAITS = "because: The letter comes first.\nuntil: 2026-03-02\n"


def case_without_steps(run: Run) -> str:
    """A case of which nothing is written yet; its id."""
    return str(run("create", "--starter", "continuing").stdout.strip())


def told(run: Run, *words: str, **more: Any) -> Any:
    found = json.loads(run("next", *words, "--format", "json", **more).stdout)
    schema = json.loads(text("schemas", "output/next-1.json"))
    Draft202012Validator(schema).validate(found)
    return found


def test_programs_are_told_of_every_case_and_of_the_steps_of_one(run: Run) -> None:
    every = told(run)
    assert {it["case"] for it in every["next"]} >= {"7KQ2-9XMP", "ZQ2K-BKYD"}
    one = told(run, "7KQ2")
    (following,) = one["next"]
    assert (following["step"], following["kind"], following["item"]) == ("act", "action", "a8r")
    assert [it["step"] for it in one["steps"] if it["state"] == "open"] == ["act"]
    assert one["dangers"] == {"count": 0, "rules": [], "commands": []}


def test_what_waits_is_behind_until_its_day_has_come(run: Run) -> None:
    case = case_without_steps(run)
    assert told(run, case)["next"][0]["step"] == "asked_early"
    run("next", case, "--not-now", "--from", "-", stdin=WAITS)
    plan = data_of(f"cases/{case}/plan.yaml")
    assert plan["not_now"] == [
        {"step": "asked_early", "because": "The letter comes first.", "until": "2026-03-02"}
    ]
    found = told(run, case)
    assert found["next"][0]["step"] != "asked_early"
    assert (found["steps"][0]["state"], found["steps"][0]["until"]) == ("left", "2026-03-02")
    assert "ASK01 asked-early" in found["dangers"]["rules"]  # left, and in sight all the same
    shown = run("next", case).stdout
    assert "  left  Ask what is asked early, alone together (until 2026-03-02 (Monday" in shown
    assert "The letter" not in shown
    later = told(run, case, today="2026-03-02")
    assert later["next"][0]["step"] == "asked_early"
    rows = json.loads(run("due", "--format", "json", today="2026-03-02").stdout)["due"]
    steps = [(it["case"], it["id"], it["state"]) for it in rows if it["kind"] == "step"]
    assert steps == [(case, "asked_early", "today")]


def test_what_waits_and_is_done_is_due_no_more(run: Run) -> None:
    case = case_without_steps(run)
    run("next", case, "--not-now", "--from", "-", stdin=WAITS)
    about = ("violence", "suicide", "overdose", "driving", "withdrawal")
    answers = ", ".join(f"{{about: {it}, answer: declined}}" for it in about)
    run("ask", case, "--from", "-", stdin=f"asked: [{answers}]\n")
    assert " step " not in run("due", today="2026-03-02").stdout


def test_one_harm_or_use_waits_and_the_others_do_not(run: Run) -> None:
    run("next", "ZQ2K", "--not-now", "--from", "-", stdin=WAITS)
    following = told(run, "ZQ2K")["next"][0]
    assert (following["step"], following["kind"], following["item"]) == ("ask", "use", "s3wk")
    assert "Next: Ask how it is used: use s3wk\n" in run("next", "ZQ2K").stdout
    run("next", "ZQ2K", "--not-now", "--from", "-", stdin=WAITS)
    waiting = data_of("cases/ZQ2K-BKYD/plan.yaml")["not_now"]
    assert [(it["step"], it.get("item")) for it in waiting] == [
        ("asked_early", None),
        ("ask", "s3wk"),
    ]


def test_a_step_that_waits_needs_a_reason_and_a_day_to_come(run: Run) -> None:
    path = Path("cases/ZQ2K-BKYD/plan.yaml")
    before = path.read_bytes()
    for given, said in (
        ("because: later\n", "needs a reason and a day"),
        ("until: 2026-03-02\n", "needs a reason and a day"),
        ("because: later\nuntil: 2026-02-09\n", "lies behind today"),
        ("because: later\nuntil: 2026-03-02\nstep: agree\n", "needs a reason and a day"),
    ):
        assert said in run("next", "ZQ2K", "--not-now", "--from", "-", stdin=given, code=2).stderr
    assert path.read_bytes() == before


def test_doing_what_was_agreed_cannot_be_left(run: Run) -> None:
    refused = run("next", "7KQ2", "--not-now", "--from", "-", stdin=WAITS, code=2).stderr
    assert "This step cannot be left for later." in refused
    assert "Name the case" in run("next", "--not-now", code=2).stderr


def test_at_a_terminal_reason_and_day_are_asked(caseload: Path) -> None:
    keys = b"Not alone today\nyesterday\n2026-02-23\n"
    done = forked((*TODAY, "next", "ZQ2K", "--not-now"), caseload, keys=keys)
    assert "lies behind today" in done.out
    assert data_of(caseload / "cases/ZQ2K-BKYD/plan.yaml")["not_now"] == [
        {"step": "asked_early", "because": "Not alone today", "until": "2026-02-23"}
    ]
    left_open = forked((*TODAY, "next", "ZQ2K", "--not-now"), caseload, keys=b"\n")
    assert "Nothing was changed" in left_open.out


def test_which_sort_of_use_it_is_is_told_at_a_terminal_alone(run: Run, caseload: Path) -> None:
    run("next", "ZQ2K", "--not-now", "--from", "-", stdin=WAITS)
    assert "use s3wk (benzodiazepine)" in forked((*TODAY, "next", "ZQ2K"), caseload, keys=b"").out
    assert "benzodiazepine" not in run("next", "ZQ2K").stdout
