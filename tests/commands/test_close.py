"""`hrcli close` and `hrcli reopen`: by its outcome, never for use, and taken up again."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from tests.support.method import REVIEW, ROBIN, data_of, lines_changed
from tests.support.running import PLAN, Run


@pytest.mark.parametrize("because", ["used again", "Positive urine twice.", "not motivated"])
def test_use_is_no_reason_to_close(run: Run, plan: Path, because: str) -> None:
    before = plan.read_bytes()
    given = yaml.safe_dump({"because": because, "outcome": "other"})
    refused = run("close", "7KQ2", "--from", "-", stdin=given, code=1)
    assert "closed-for-use" in refused.stdout
    assert because not in refused.output
    assert plan.read_bytes() == before


def test_a_case_is_closed_by_its_outcome_and_taken_up_again(run: Run, plan: Path) -> None:
    before = plan.read_text(encoding="utf-8")
    given = "because: No relapse since May, and the mornings are calm.\n"
    run("close", "7KQ2", "--outcome", "goals_met", "--from", "-", stdin=given)
    closed = data_of(plan)
    assert (closed["status"], closed["closed"]["outcome"]) == ("closed", "goals_met")
    assert lines_changed(before, plan.read_text(encoding="utf-8")) == (6, 2)
    assert closed["review"]["next"] is None
    assert "7KQ2" not in run("due", "--within", "400d").stdout
    assert "closed" in run("next", "7KQ2").stdout
    for words in (("review", "7KQ2", "--from", "-"), ("replan", "7KQ2", "--from", "-")):
        run(*words, stdin=REVIEW, code=2)
    run("reopen", "7KQ2", "--review", "+2w")
    again = data_of(plan)
    assert (again["status"], again["closed"]) == ("active", None)
    assert again["review"]["next"] == "2026-02-23"
    (kept,) = (ROBIN / "plans").glob("*")
    assert data_of(kept)["closed"]["outcome"] == "goals_met"
    assert "error" not in run("validate", "7KQ2").stdout


def test_how_it_ended_has_to_be_said(run: Run) -> None:
    assert "goals_met" in run("close", "7KQ2", code=2).stderr
    refused = run("close", "7KQ2", "--outcome", "Robin drank", code=2)
    assert "Robin" not in refused.stderr


def test_a_review_in_the_past_reopens_nothing(run: Run) -> None:
    run("close", "7KQ2", "--outcome", "enough_for_now")
    run("reopen", "7KQ2", "--review", "2026-01-01", code=2)
    run("reopen", "7KQ2")
    assert data_of(PLAN)["review"]["next"] == "2026-03-09"


def test_what_may_not_be_active_comes_back_as_a_draft(run: Run, caseload: Path) -> None:
    run("replan", "7KQ2", "--from", "-", stdin="actions: {a8r: keep}\n")
    run("close", "7KQ2", "--outcome", "goals_met")
    refused = run("reopen", "7KQ2", code=1)
    assert "AUT01" in refused.stdout
    assert "hrcli reopen 7KQ2 --draft" in refused.stderr
    told = run("reopen", "7KQ2", "--draft").output
    assert "open again as a draft" in told
    plan = (caseload / "cases" / "7KQ2-9XMP" / "plan.yaml").read_text(encoding="utf-8")
    assert "status: draft" in plan
    assert "status: active" not in plan
