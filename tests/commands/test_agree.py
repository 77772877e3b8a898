"""`hrcli agree`: what has to be in order, who agreed, and what becomes active."""

from __future__ import annotations

import re
from pathlib import Path

from tests.support.method import CASES, ROBIN, data_of, lines_changed
from tests.support.running import Run


def test_agreeing_is_refused_while_the_check_would_find_errors(run: Run) -> None:
    path = CASES / "ZQ2K-BKYD" / "plan.yaml"
    before = path.read_bytes()
    shown = run("agree", "ZQ2K", "--by", "client", "--by", "worker", code=1)
    assert "HRM01" in shown.stdout
    assert path.read_bytes() == before


def test_agreeing_is_refused_while_a_question_is_open(run: Run, plan: Path) -> None:
    text = plan.read_text(encoding="utf-8").replace(
        "  measures: The shared calendar shows it; the goal has a baseline.\n", ""
    )
    plan.write_text(text, encoding="utf-8")
    shown = run("agree", "7KQ2", "--by", "client", code=1)
    assert "measures" in shown.stdout + shown.stderr
    assert plan.read_text(encoding="utf-8") == text


def draft_of(plan: Path) -> str:
    """Robin's plan as it was before the first agreement."""
    data = plan.read_text(encoding="utf-8")
    data = data.replace("status: active\nopened", "status: draft\nopened")
    data = data.replace("    status: active\n    origin", "    status: proposed\n    origin")
    data = re.sub(r"    baseline:\n(      .*\n)+", "", data, count=1)
    data = re.sub(r"agreed:\n(  .*\n)+", "", data).replace("  on_date: 2026-01-12\n", "")
    for old in (ROBIN / "reviews").glob("*.yaml"):
        old.unlink()
    return data.replace("  last: 2026-02-09\n", "")


def test_the_first_agreement_makes_it_active_and_keeps_the_first_numbers(
    run: Run, plan: Path
) -> None:
    before = draft_of(plan)
    plan.write_text(before, encoding="utf-8")
    run("agree", "7KQ2", "--by", "client", "--by", "worker")
    after = data_of(plan)
    assert (after["status"], after["goals"][0]["status"]) == ("active", "active")
    assert after["harms"][0]["baseline"]["importance"] == 8
    assert after["quality_of_life"]["on_date"] == "2026-02-09"
    assert list(after["agreed"]) == ["date", "by", "digest"]
    assert lines_changed(before, plan.read_text(encoding="utf-8")) == (13, 2)
    assert "AUT" not in run("validate", "7KQ2").stdout


def test_a_refusal_over_a_risk_leads_to_what_answers_it(run: Run, plan: Path) -> None:
    plan.write_text(draft_of(plan), encoding="utf-8")
    happened = "date: 2026-02-08\nwhat: x\nlearnt: y\ntriggers: [z]\n"
    run("event", "7KQ2", "suicidal_crisis", "--from", "-", stdin=happened)
    refused = run("agree", "7KQ2", "--by", "client", "--by", "worker", code=1)
    assert "R-SUI-01" in refused.stdout
    assert refused.stderr.endswith("Where to put what answers a risk: hrcli safety 7KQ2\n")
    assert "add 7KQ2 mitigation" in run("safety", "7KQ2").stdout


def test_a_goal_changed_afterwards_asks_for_a_new_agreement(run: Run, plan: Path) -> None:
    run("agree", "7KQ2", "--by", "client", "--by", "worker")
    run("set", "7KQ2", "goals.g2m.timed.by", "2026-03-01")
    assert "AUT02" in run("validate", "7KQ2").stdout
    run("agree", "7KQ2", "--by", "client", "--by", "worker")
    assert "AUT02" not in run("validate", "7KQ2").stdout


def test_without_the_client_there_has_to_be_a_reason(run: Run, plan: Path) -> None:
    refused = run("agree", "7KQ2", "--by", "worker", code=1)
    assert "AUT01" in refused.stdout
    reason = "not_because: Robin wants to think until Friday\n"
    run("agree", "7KQ2", "--by", "worker", "--from", "-", stdin=reason)
    assert data_of(plan)["agreed"]["not_because"].startswith("Robin")
    run("agree", "7KQ2", "--by", "client", "--by", "worker")
    assert "not_because" not in data_of(plan)["agreed"]


def test_only_listed_goals_become_active(run: Run, plan: Path) -> None:
    text = plan.read_text(encoding="utf-8")
    goal = re.search(r"  - id: g2m\n(    .*\n)+", text)
    assert goal
    second = goal[0].replace("g2m", "g9z").replace("a5x", "a5z").replace("a8r", "a8z")
    text = text.replace(goal[0], goal[0] + second).replace(
        "    status: active\n    origin", "    status: proposed\n    origin"
    )
    plan.write_text(text, encoding="utf-8")
    run("agree", "7KQ2", "--by", "client", "--goal", "g9z")
    assert [goal["status"] for goal in data_of(plan)["goals"]] == ["proposed", "active"]
    run("agree", "7KQ2", "--by", "client", "--goal", "g9z", code=2)


def test_who_agrees_has_to_be_said_and_known(run: Run) -> None:
    assert "--by" in run("agree", "7KQ2", code=2).stderr
    refused = run("agree", "7KQ2", "--by", "Aunt Mary", code=2)
    assert "Mary" not in refused.stderr


def test_a_day_set_together_comes_with_the_agreement(run: Run, plan: Path) -> None:
    plan.write_text(plan.read_text().replace("  set_with_client: true\n", ""))
    given = "by: [client, worker]\nreview: {set_with_client: true}\n"
    run("agree", "7KQ2", "--from", "-", stdin=given)
    assert data_of(plan)["review"]["set_with_client"] is True


def test_what_a_goal_means_comes_with_the_agreement(run: Run, plan: Path) -> None:
    before = plan.read_bytes()
    words = ("agree", "7KQ2", "--by", "client", "--by", "worker", "--from", "-")
    wrong = "goals: [{id: g2m, lowers_use: perhaps}]\n"
    assert "lowers_use" in run(*words, stdin=wrong, code=1).stdout
    refused = run(*words, stdin="goals: [{id: g2m, lowers_use: true}]\n", code=1)
    assert "DNH09" in refused.stdout
    assert plan.read_bytes() == before
    run(*words, stdin="goals: [{id: g2m, lowers_use: false}]\n")
    assert data_of(plan)["goals"][0]["lowers_use"] is False


def test_who_does_not_agree_is_not_said_to_have_agreed(run: Run) -> None:
    given = "not_because: Robin thinks otherwise.\n"
    said = run("agree", "7KQ2", "--by", "worker", "--from", "-", stdin=given).stderr
    assert said.startswith("Kept without the client's agreement")
