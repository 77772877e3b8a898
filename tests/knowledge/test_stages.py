"""Stages of change: guidance for each, advice that never forbids, and never about abstinence."""

from __future__ import annotations

import pytest

from hrcli.document.document import read
from hrcli.finding import Finding, Severity
from hrcli.knowledge.stages import limits, stages
from hrcli.plan import schema
from hrcli.resources import text
from hrcli.rules import engine
from hrcli.rules.stages import ACTION
from tests.support.casefiles import case_of, laid_over

KINDS = list(schema.words_at("plan", ("goals", 0, "intervention")))
SAFE = "mitigations: [medical_review_before_change, relapse_safety_plan]"


def advice(plan: str) -> list[Finding]:
    case = case_of(laid_over(f"hrcli: plan/1\n{plan}", "plan"))
    return [it for it in engine.examine(case) if it.code.startswith("STG")]


def plan(stage: str, intervention: str, more: str = "", function: str = "") -> str:
    return (
        f"use: [{{id: s8w, substance: alcohol, pattern: occasional, dependence: absent, "
        f"stage: {{value: {stage}, assessed_on: 2026-01-12}}{function}}}]\n"
        f"goals: [{{id: g2m, use: [s8w], intervention: {intervention}, {SAFE}}}]\n{more}"
    )


def codes(*args: str) -> list[str]:
    return [it.code for it in advice(plan(*args))]


def test_the_guidance_covers_each_stage_and_a_return_to_use_is_none() -> None:
    words = set(schema.words_at("plan", ("use", 0, "stage", "value")))
    assert set(stages()) == words - {"not_assessed"}
    document = read(text("knowledge", "stages.yaml").encode("utf-8"))
    assert document.findings == []
    for item in document.data["stages"]:
        assert item["reviewed_on"] is None
        assert set(item["source"]) <= set(document.data["sources"])


@pytest.mark.parametrize("name", list(stages()))
def test_the_way_to_talk_asks_first_and_tells_only_with_permission(name: str) -> None:
    stage = stages()[name]
    assert stage.elicit.endswith("?")
    assert stage.provide.startswith("May I")
    assert stage.elicit_again.endswith("?")
    assert stage.plan_holds


def test_the_numbers_are_those_of_the_guidance() -> None:
    assert limits() == (7, 7, 3, 90)


@pytest.mark.parametrize("stage", ["precontemplation", "contemplation"])
@pytest.mark.parametrize("intervention", KINDS)
def test_a_goal_to_change_now_gets_advice_at_an_early_stage_and_never_more(
    stage: str, intervention: str
) -> None:
    found = [it for it in advice(plan(stage, intervention)) if it.code == "STG04"]
    assert len(found) == (intervention in ACTION)
    assert all(it.severity is Severity.ADVICE for it in found)


@pytest.mark.parametrize(
    ("held_on", "with_", "goal", "told"),
    [
        ("2026-02-02", "client", "{id: g2m, status: active}", False),
        ("2026-01-12", "client", "{id: g2m, status: active}", False),
        ("2026-01-05", "client", "{id: g2m, status: active}", True),  # before it was asked
        ("2026-03-02", "client", "{id: g2m, status: active}", True),  # still ahead
        ("2026-02-02", "team", "{id: g2m, status: active}", True),
        ("2026-02-02", "client", "{id: g2m, status: not_achieved}", True),
        ("2026-02-02", "client", "{id: g9z, status: active}", True),
    ],
)
def test_what_a_review_with_the_client_went_on_with_is_wanted(
    held_on: str, with_: str, goal: str, told: bool
) -> None:
    review = f"hrcli: review/1\nheld_on: {held_on}\nwith: [{with_}]\ngoals: [{goal}]\n"
    text = laid_over(plan("contemplation", "reduce_supervised"), "plan")
    found = engine.examine(case_of(text, {"reviews/2026-02-02-k7fw.yaml": review}))
    assert ("STG04" in {it.code for it in found}) is told


@pytest.mark.parametrize("stage", ["preparation", "action", "maintenance", "not_assessed"])
def test_later_stages_get_none(stage: str) -> None:
    assert codes(stage, "reduce_supervised") == []


@pytest.mark.parametrize("stage", [*stages(), "not_assessed"])
def test_a_goal_of_not_using_is_never_advised_against(stage: str) -> None:
    beside = "options: [{id: o6e, for: [h7k], what: a talk, kind: education, state: idea}]\n"
    assert codes(stage, "abstinence_goal", beside) == []


def test_information_that_was_given_counts_as_offered() -> None:
    given = "information_given: [{topic: overdose, given_on: 2026-01-12, format: talk}]\n"
    assert "STG05" in codes("precontemplation", "abstinence_goal")
    assert "STG05" not in codes("precontemplation", "abstinence_goal", given)


@pytest.mark.parametrize("stage", [*stages(), "not_assessed"])
def test_a_plan_without_a_goal_about_use_is_in_order(stage: str) -> None:
    assert codes(stage, "no_use_change") == []


def test_what_is_no_longer_used_needs_no_stage() -> None:
    for pattern in ("never", "stopped"):
        assert advice(f"use: [{{id: s8w, substance: alcohol, pattern: {pattern}}}]\n") == []


FUNCTION = ", functions: [{what: falling asleep, kind: sleep}]"


def test_a_function_needs_a_replacement_only_where_use_is_to_go_down() -> None:
    assert codes("preparation", "reduce_supervised", "", FUNCTION) == ["STG08"]
    assert codes("preparation", "abstinence_goal", "", FUNCTION) == ["STG08"]
    assert codes("preparation", "planned_continued_use", "", FUNCTION) == []
    plan_for_it = "mitigations: [{is: alternative_function_plan, what: the sleep course}]\n"
    assert codes("preparation", "reduce_supervised", plan_for_it, FUNCTION) == []
    met = FUNCTION.replace("sleep}", "sleep, replacement: the sleep course}")
    assert codes("preparation", "reduce_supervised", "", met) == []


def test_anger_with_a_child_in_the_home_is_left_to_the_stronger_rule() -> None:
    anger = FUNCTION.replace("kind: sleep", "kind: anger_aggression_control")
    child = "dependants: [{id: d4t, age: 3, age_on: 2026-01-12, lives_here: true}]\n"
    assert codes("preparation", "reduce_supervised", "", anger) == ["STG08"]
    whole = plan("preparation", "reduce_supervised", child, anger)
    found = [
        it.code for it in engine.examine(case_of(laid_over(f"hrcli: plan/1\n{whole}", "plan")))
    ]
    assert "R-BZD-02" in found
    assert "STG08" not in found


def test_the_numbers_of_the_client_count_from_zero() -> None:
    goal = "goals: [{{id: g2m, realistic: {{because: so, confidence: {}}}}}]\n"
    assert [it.code for it in advice(goal.format(0))] == ["STG07"]
    assert advice(goal.format("null")) == []
