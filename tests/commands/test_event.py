"""`hrcli event`: a lapse is learnt from, a stay is dated, and nothing ends."""

from __future__ import annotations

from pathlib import Path

import pytest

from hrcli.method import events
from tests.support.method import LAPSE, REVIEW, ROBIN, data_of, lines_changed, newest
from tests.support.processes import forked
from tests.support.running import PLAN, Run


def test_a_lapse_is_learnt_from_and_the_case_stays_open(run: Run, plan: Path) -> None:
    before, known = plan.read_text(encoding="utf-8"), set((ROBIN / "events").glob("*"))
    said = run("event", "7KQ2", "lapse", "--into-plan", "--from", "-", stdin=LAPSE).stderr
    assert "stays active" in said
    path = newest(ROBIN / "events", known)
    assert path.name.startswith("2026-02-08-")
    assert data_of(path)["status"] == "happened"
    after = data_of(plan)
    assert after["status"] == "active"
    assert after["relapse_plan"]["for_client"].endswith("\nThe sister may be rung on weekdays.")
    assert lines_changed(before, plan.read_text(encoding="utf-8")) == (3, 1)
    run("event", "7KQ2", "lapse", "--into-plan", "--from", "-", stdin=LAPSE)
    assert len(set((ROBIN / "events").glob("*")) - known) == 1


def test_the_change_stays_out_of_the_plan_unless_it_is_wanted(run: Run, plan: Path) -> None:
    before = plan.read_bytes()
    run("event", "7KQ2", "lapse", "--from", "-", stdin=LAPSE)
    assert plan.read_bytes() == before


def test_learning_has_time_until_the_next_review(run: Run) -> None:
    bare = "date: 2026-02-20\nwhat: A Friday.\n"
    run("event", "7KQ2", "slip", "--from", "-", stdin=bare, today="2026-02-21")
    assert "EVT" not in run("validate", "7KQ2", today="2026-02-21").stdout
    run("review", "7KQ2", "--from", "-", stdin=REVIEW, today="2026-03-10")
    shown = run("validate", "7KQ2", today="2026-03-10").stdout
    assert "EVT01" in shown
    assert "EVT02" in shown


def test_a_planned_stay_is_due_and_dated_by_its_first_day(run: Run) -> None:
    stay = "status: planned\nfrom: 2026-02-20\nto: 2026-02-27\n"
    run("event", "7KQ2", "detox_stay", "--from", "-", stdin=stay)
    (path,) = (ROBIN / "events").glob("2026-02-20-*")
    assert "date" not in data_of(path)
    assert "7KQ2-9XMP  event" in run("due", "--within", "14d").stdout
    over = f"status: cancelled\nfrom: 2026-02-20\ncorrects: {path.name}\n"
    run("event", "7KQ2", "detox", "--from", "-", stdin=over)
    assert "7KQ2-9XMP  event" not in run("due", "--within", "14d").stdout


def test_free_text_is_no_kind_and_is_not_repeated(run: Run) -> None:
    refused = run("event", "7KQ2", "drank with Mary", "--from", "-", stdin=LAPSE, code=2)
    assert "Mary" not in refused.output
    run("event", "7KQ2", "--from", "-", stdin="date: 2026-02-08\n", code=2)


def test_no_kind_of_event_ends_anything(run: Run, plan: Path) -> None:
    from hrcli.plan import schema

    for kind in schema.words_at("event", ("kind",)):
        run("event", "7KQ2", kind, "--from", "-", stdin="date: 2026-02-08\n")
        assert data_of(plan)["status"] == "active"
    words = {
        word
        for name in schema.KINDS
        for path, _ in schema.properties(name)
        for word in schema.words_at(name, tuple(path.replace("[]", ".0").split(".")))
    }
    assert len(words) > 100
    assert not [word for word in words if "fail" in word]


def test_a_stay_whose_days_are_turned_round_is_found(run: Run) -> None:
    stay = "status: planned\nfrom: 2026-03-10\nto: 2026-03-01\n"
    run("event", "7KQ2", "detox_stay", "--from", "-", stdin=stay, code=1)


OVERDOSE = "date: 2026-02-09\nwhat: Found on the stairs.\n"


def test_after_an_overdose_an_early_review_is_proposed(run: Run, plan: Path) -> None:
    before = plan.read_bytes()

    def said(kind: str, text: str) -> str:
        return run("event", "7KQ2", kind, "--from", "-", stdin=text, today="2026-02-10").stderr

    proposed = "Look at it together by 2026-02-1{0}: hrcli set 7KQ2 review.next 2026-02-1{0}"
    bare = OVERDOSE.replace("09", "10")
    assert proposed.format(2) in said("overdose", bare)
    assert proposed.format(7) in said("seizure", bare)
    assert plan.read_bytes() == before
    run("set", "7KQ2", "review.next", "2026-02-12", today="2026-02-10")
    assert "Look at it" not in said("crisis", bare)


def test_an_event_that_is_told_late_is_looked_at_today(run: Run) -> None:
    late = OVERDOSE.replace("09", "10")
    said = run("event", "7KQ2", "violence", "--from", "-", stdin=late, today="2026-02-20").stderr
    assert "by 2026-02-20" in said


def test_a_review_of_that_day_has_looked_at_it(run: Run) -> None:
    said = run("event", "7KQ2", "overdose", "--from", "-", stdin=OVERDOSE).stderr
    assert "Look at it" not in said


def test_after_a_death_the_command_for_closing_is_told(run: Run, plan: Path) -> None:
    dead = f"{OVERDOSE}survived: false\n"
    said = run("event", "7KQ2", "overdose", "--from", "-", stdin=dead, today="2026-02-10").stderr
    assert "hrcli close 7KQ2 --outcome died" in said
    assert "Look at it" not in said
    assert data_of(plan)["status"] == "active"


def test_other_events_propose_no_review(run: Run) -> None:
    text = OVERDOSE.replace("09", "10")
    for kind in ("lapse", "contact", "birth", "contact_attempt"):
        said = run("event", "7KQ2", kind, "--from", "-", stdin=text, today="2026-02-10").stderr
        assert "Look at it" not in said


def test_after_an_overdose_it_is_asked_whether_the_client_survived() -> None:
    answers = {"kind": "overdose", "status": "happened"}
    asked = ["date", "use", "survived", "what", "triggers", "learnt", "relapse_plan_change"]
    assert list(events.questions(answers)) == asked
    assert list(events.questions({**answers, "survived": False})) == asked[:4]
    assert "by" in events.questions({"kind": "violence", "status": "happened"})
    planned = events.questions({"kind": "overdose", "status": "planned"})
    assert list(planned) == ["date", "use", "what"]


@pytest.mark.parametrize(("keys", "planned"), [(b"\n", "2026-02-12"), (b"n\n", "2026-03-09")])
def test_at_a_terminal_the_early_review_is_one_key_away(
    caseload: Path, keys: bytes, planned: str
) -> None:
    answers = caseload / "answers.yaml"
    answers.write_text(OVERDOSE.replace("09", "10"), encoding="utf-8")
    words = ("--today", "2026-02-10", "event", "7KQ2", "overdose", "--from", "answers.yaml")
    done = forked(words, caseload, keys=keys)
    assert done.code == 0, done
    assert (
        "put the next review on 2026-02-12 (Thursday, in 2 days) instead of 2026-03-09" in done.err
    )
    assert str(data_of(caseload / PLAN)["review"]["next"]) == planned
