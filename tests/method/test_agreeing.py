"""What is needed before a plan is agreed, and what agreeing writes into it."""

from __future__ import annotations

from datetime import date

import pytest

from hrcli.document.document import read
from hrcli.errors import WrongCommand
from hrcli.method import agreeing
from hrcli.method.uses import may_mean_less
from hrcli.plan import agreed
from hrcli.plan.case import settings_of
from hrcli.plan.changes import Change, amended
from hrcli.plan.plan import plan_of
from tests.support.casefiles import BASE, case_of, laid_over


def test_agreeing_writes_first_numbers_once() -> None:
    text = (
        (BASE / "plan.yaml").read_text(encoding="utf-8").replace("status: active", "status: draft")
    )
    case = case_of(
        text.replace("    status: draft\n    origin", "    status: proposed\n    origin")
    )
    after = amended(case.plan_file.document, agreeing.agreeing(case, ["client", "worker"], None))
    plan = read(after.encode()).data
    assert plan["status"] == "active"
    assert plan["goals"][0]["status"] == "active"
    assert plan["harms"][0]["baseline"] == {
        "date": "2026-02-09",
        "degree": "moderate",
        "importance": 8,
        "confidence": 6,
        "realistic": "high",
    }
    assert plan["agreed"]["digest"] == agreed.digest(plan_of(plan))
    again = case_of(
        after.replace(
            "    importance: 8\n    confidence: 6", "    importance: 2\n    confidence: 6"
        )
    )
    later = amended(again.plan_file.document, agreeing.agreeing(again, ["client"], None))
    assert read(later.encode()).data["harms"][0]["baseline"]["importance"] == 8


def test_numbers_from_after_a_review_are_no_first_numbers() -> None:
    review = (BASE / "review.yaml").read_text(encoding="utf-8")
    case = case_of((BASE / "plan.yaml").read_text(encoding="utf-8"), {"reviews/r.yaml": review})
    paths = [change.path for change in agreeing.agreeing(case, ["client"], None)]
    assert ("harms", 0, "baseline") not in paths


PLAN = case_of((BASE / "plan.yaml").read_text(encoding="utf-8"))
OPEN = case_of(
    laid_over("do_no_harm: {relationship: Weekends.}\nreview: {next: 2026-03-02}\n", "plan")
)


def test_answers_that_came_with_the_yes_stand_before_it() -> None:
    answers = {
        "by": ["client"],
        "do_no_harm": {"measures": "x"},
        "review": {"set_with_client": False},
    }
    changes = agreeing.agreement(OPEN, answers, ())
    assert changes[:3] == [
        Change(("do_no_harm", "measures"), "x"),
        Change(("do_no_harm", "answered_on"), "2026-02-09"),
        Change(("review", "set_with_client"), False),
    ]
    assert changes[3:] == agreeing.agreeing(OPEN, ["client"], None)


def test_what_a_goal_means_comes_with_the_yes() -> None:
    answers = {"by": ["client"], "goals": [{"id": "g2m", "lowers_use": False}]}
    changes = agreeing.agreement(PLAN, answers, ())
    assert changes[0] == Change(("goals", 0, "lowers_use"), False)
    for entry in ({"id": "g9x", "lowers_use": True}, {"id": "g2m", "specific": "Canary"}):
        with pytest.raises(WrongCommand) as error:
            agreeing.agreement(PLAN, {"by": ["client"], "goals": [entry]}, ())
        assert "Canary" not in str(error.value)


def test_it_is_open_of_goals_whose_words_change_no_use() -> None:
    for more, open_still in (
        ("intervention: no_use_change", True),
        ("intervention: [oat_start, reminder]", True),
        ("intervention: no_use_change, lowers_use: null", True),
        ("intervention: no_use_change, lowers_use: false", False),
        ("intervention: no_use_change, lowers_use: true", False),
        ("intervention: [oat_start, reduce_supervised]", False),
        ("intervention: no_use_change, status: achieved", False),
        ("specific: no word yet", False),
    ):
        case = case_of(laid_over(f"goals: [{{id: g9z, {more}}}]\n", "plan"))
        assert bool(may_mean_less(case.plan)) is open_still, more


def test_without_such_answers_there_is_only_the_yes() -> None:
    answers = {"by": ["worker"], "not_because": "Not yet"}
    assert agreeing.agreement(PLAN, answers, ()) == agreeing.agreeing(PLAN, ["worker"], "Not yet")


def test_whether_the_day_was_set_together_is_open_until_it_is_said() -> None:
    assert agreeing.day_open(PLAN.plan) is None
    assert agreeing.day_open(OPEN.plan) == date(2026, 3, 2)


@pytest.mark.parametrize("people", [["client", "Aunt Mary"], "client", [3]])
def test_only_those_whom_the_schema_knows_agree(people: object) -> None:
    agreeing.need_people(["client", "worker"])
    with pytest.raises(WrongCommand) as error:
        agreeing.need_people(people)
    assert "Mary" not in str(error.value)


def test_only_a_proposed_goal_of_an_open_case_is_agreed() -> None:
    agreeing.need_proposed(PLAN, ())
    with pytest.raises(WrongCommand, match="no such proposed goal"):
        agreeing.need_proposed(PLAN, ["g2m"])
    with pytest.raises(WrongCommand, match="This case is closed"):
        agreeing.need_proposed(case_of("status: closed\n"), ())


def after_a_replan(answered: str, more: str) -> list[str]:
    """The goals that came after the five answers, in a plan that was planned anew on the 2nd."""
    goal = f"{{id: g9z, status: active, intervention: stop_abrupt{more}}}"
    five = f"do_no_harm: {{answered_on: {answered}}}\n"
    replans = "replans: [{date: 2026-02-02}]\n"
    case = case_of(laid_over(f"goals: [{goal}]\n{five}{replans}", "plan"))
    return [goal.id for goal in agreeing.came_after(case.plan)]


def test_what_a_replan_brings_in_asks_the_five_anew() -> None:
    assert after_a_replan("2026-01-12", "") == ["g9z"]
    assert after_a_replan("2026-02-02", "") == []
    assert after_a_replan("2026-01-12", ", carried_from: {date: 2026-02-02}") == []
    assert after_a_replan("2026-01-12", ", timed: {start: 2026-01-05}") == []


def test_heavy_harms_bring_the_next_review_nearer_where_the_caseload_says_so() -> None:
    severe = "harms: [{id: h7k, degree: severe}]\nreview: {next: 2026-03-02}\n"
    settings = settings_of({"review_every": {"severe": "2 weeks"}})
    case = case_of(laid_over(severe, "plan"), settings=settings)
    assert agreeing.sooner(case) == date(2026, 2, 23)
    assert agreeing.sooner(case._replace(settings=settings_of({}))) is None
    mild = case_of(laid_over(severe.replace("severe", "mild"), "plan"), settings=settings)
    assert agreeing.sooner(mild) is None
    own = case_of(laid_over(f"{severe[:-2]}, every: 4 weeks}}\n", "plan"), settings=settings)
    assert agreeing.sooner(own) is None
    answers = {"by": ["client"], "review": {"next": "2026-02-23"}}
    assert Change(agreeing.NEXT, "2026-02-23") in agreeing.agreement(case, answers, ())
