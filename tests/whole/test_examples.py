"""The invented cases and the starters hold up against every rule, and what the method promises."""

from __future__ import annotations

from datetime import date

import pytest

from hrcli.finding import Finding, Severity
from hrcli.method.creating import ASKED, BEHIND, DEPENDANTS, NEXT, STARTERS, SUBSTANCE
from hrcli.plan.case import Case
from hrcli.plan.plan import plan_of
from hrcli.resources import text
from hrcli.rules import engine
from hrcli.store.caseload import Caseload
from tests.support.casefiles import TODAY, case_of, laid_over
from tests.support.places import EXAMPLES

CASES = sorted(place.name for place in (EXAMPLES / "cases").iterdir())

EXPLAINED = {("3DK6-AHFX", "REV02")}
"""Warnings that an example is there to show: a review that was missed."""


def example(name: str) -> Case:
    return Caseload(EXAMPLES).case(name, TODAY)


def weighty(found: list[Finding]) -> set[str]:
    return {it.code for it in found if it.severity is not Severity.ADVICE}


@pytest.mark.parametrize("name", CASES)
def test_no_example_has_an_error_or_an_unexplained_warning(name: str) -> None:
    found = engine.examine(example(name))
    assert not [it for it in found if it.severity is Severity.ERROR]
    assert {(name, code) for code in weighty(found)} <= EXPLAINED


@pytest.mark.parametrize("name", ["7KQ2-9XMP", "XVSS-JZFW"])
def test_a_plan_that_leaves_use_alone_gets_no_warning(name: str) -> None:
    case = example(name)
    kept = {"planned_continued_use", "no_use_change"}
    assert {goal.data["intervention"] for goal in case.plan.goals} <= kept
    assert weighty(engine.examine(case)) == set()


def test_a_goal_of_abstinence_gets_no_warning() -> None:
    case = example("9SR8-AWTQ")
    assert "abstinence_goal" in {goal.data["intervention"] for goal in case.plan.goals}
    assert weighty(engine.examine(case)) == set()


def test_a_plan_needs_no_use() -> None:
    text = (
        "hrcli: plan/1\nuse: []\nharms:\n  - id: h7k\n    domain: livelihood\n"
        "    what: Late for work on Mondays\n    affects: [self]\n    degree: moderate\n"
        "    importance: 8\n    confidence: 7\n    realistic: high\n    rank: 1\n"
    )
    assert engine.examine(case_of(laid_over(text, "plan"))) == []


@pytest.mark.parametrize("starter", STARTERS)
def test_every_starter_is_a_plan_without_errors(starter: str) -> None:
    plan = text("templates", f"starters/{starter}.yaml")
    case = case_of(plan, today=date(2026, 1, 1))._replace(id="0000-0000")
    found = engine.examine(case)
    assert plan_of(case.plan.data).status == "draft"
    assert weighty(found) == set()


@pytest.mark.parametrize("starter", STARTERS)
def test_a_starter_chooses_nothing_for_anybody(starter: str) -> None:
    plan = case_of(text("templates", f"starters/{starter}.yaml")).plan
    assert plan.options == plan.goals == plan.harms == ()


def test_a_new_case_asks_little() -> None:
    assert len((*ASKED, SUBSTANCE, *BEHIND, DEPENDANTS, NEXT)) < 10


def test_a_new_case_asks_the_first_concern_first() -> None:
    assert ASKED[0] == ("presenting_problem", "first_concern")
