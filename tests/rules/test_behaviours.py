"""A behaviour in the place of a substance: no rule on substances sees it, the work with it does."""

from __future__ import annotations

import json
from typing import Any

import pytest

from hrcli.document.document import read
from hrcli.finding import Finding
from hrcli.knowledge.unintended_harms import built_in
from hrcli.method import steps
from hrcli.method.creating import OF_SUBSTANCES
from hrcli.method.facts import known
from hrcli.method.uses import USE_CHANGES, uses
from hrcli.plan import check, schema
from hrcli.plan.case import Case
from hrcli.rules import engine
from tests.support.casefiles import case_of

GAMBLING = {"id": "s1g", "behaviour": "gambling", "words": "horses", "pattern": "daily"}
ALCOHOL = {"id": "s2a", "substance": "alcohol", "pattern": "daily", "dependence": "likely"}
CONTEXT = list(schema.words_at("plan", ("client", "context", 0)))
INTERVENTIONS = list(schema.words_at("plan", ("goals", 0, "intervention")))


def plan(use: list[Any], goal: dict[str, Any] | None = None, **more: Any) -> Case:
    goals = [{"id": "g2m", "status": "active", **goal}] if goal else []
    whole = {"hrcli": "plan/1", "case": "7KQ2-9XMP", "status": "active", "use": use}
    return case_of(json.dumps({**whole, "goals": goals, **more}))


def fired(case: Case) -> set[str]:
    return {it.code for it in engine.examine(case)}


def slips(use: dict[str, Any]) -> list[Finding]:
    whole = {"hrcli": "plan/1", "case": "7KQ2-9XMP", "status": "draft", "use": [use]}
    return check.check(read(json.dumps(whole).encode()), "plan")


# The file


def test_a_use_is_of_one_of_the_two() -> None:
    assert slips(GAMBLING) == slips(ALCOHOL) == []
    (missing,) = slips({"id": "s1g", "pattern": "daily"})
    assert (missing.code, missing.message) == ("SCH02", "`substance` is missing.")
    (unknown,) = slips({"id": "s1g", "behaviour": "shopping"})
    assert unknown.help == "Write one of: gambling, sex, gaming, other."


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("substance", "alcohol"),
        ("dependence", "possible"),
        ("route", ["oral"]),
        ("supply", "not_stated"),
    ],
)
def test_what_only_a_substance_has_does_not_stand_beside_it(key: str, value: Any) -> None:
    (found,) = slips({**GAMBLING, key: value})
    assert found.code == "SCH01"
    assert found.message == f"`{key}` and `behaviour` do not stand together."
    assert found.at == ("use", 0, key)
    assert key in OF_SUBSTANCES
    assert len(OF_SUBSTANCES) == 4


def test_a_behaviour_where_a_substance_belongs_is_told_so() -> None:
    (found,) = slips({"id": "s1g", "substance": "gambling"})
    assert found.help.startswith("gambling is no substance: write behaviour: gambling ")


def test_it_is_read_as_what_it_is() -> None:
    doing, drinking = plan([GAMBLING, ALCOHOL]).plan.use
    assert (doing.behaviour, doing.is_substance, doing.in_use) == ("gambling", False, True)
    assert (drinking.behaviour, drinking.is_substance) == ("", True)


def test_a_use_that_says_nothing_or_both_counts_as_a_substance() -> None:
    found = plan([{"id": "s1g"}, {**GAMBLING, "substance": "alcohol"}]).plan
    assert [use.substance for use in uses(found)] == ["unknown", "alcohol"]


# Rules on substances


def test_it_is_no_unknown_substance() -> None:
    assert uses(plan([GAMBLING]).plan) == ()
    assert [use.id for use in uses(plan([GAMBLING, ALCOHOL]).plan)] == ["s2a"]


@pytest.mark.parametrize("intervention", INTERVENTIONS)
def test_no_rule_on_unintended_harm_sees_it(intervention: str) -> None:
    goal = {"specific": "No more bets", "intervention": [intervention]}
    more = {"client": {"context": CONTEXT}}
    without = fired(plan([], goal, **more)) & set(built_in())
    with_it = fired(plan([GAMBLING], {**goal, "use": ["s1g"]}, **more)) & set(built_in())
    assert with_it == without


def test_a_goal_about_it_is_no_goal_about_drinking() -> None:
    stop = {"specific": "None", "intervention": ["stop_abrupt"]}
    both = [GAMBLING, ALCOHOL]
    assert "R-ALC-01" in fired(plan(both, {**stop, "use": ["s2a"]}))
    assert "R-ALC-01" in fired(plan(both, stop))
    assert "R-ALC-01" not in fired(plan(both, {**stop, "use": ["s1g"]}))
    harm = {"id": "h1a", "domain": "livelihood", "what": "rent", "use": ["s1g"]}
    by_harm = plan(both, {**stop, "harms": ["h1a"]}, harms=[harm])
    assert "R-ALC-01" not in fired(by_harm)


def test_less_of_it_needs_no_substance_by_name() -> None:
    for word in sorted(USE_CHANGES):
        goal = {"specific": "Less", "intervention": [word]}
        assert "DNH07" not in fired(plan([GAMBLING], goal))
    assert "DNH07" in fired(plan([], {"specific": "Less", "intervention": ["stop_abrupt"]}))


def test_a_break_from_it_is_none_from_an_opioid() -> None:
    heroin = {"id": "s3h", "substance": "opioid_short"}
    for named, counts in ((["s1g"], False), (["s3h"], True), ([], True)):
        event = {"hrcli": "event/1", "date": "2026-02-01", "kind": "break_in_use", "use": named}
        case = plan([GAMBLING, heroin])
        case = case_of(case.plan_file.document.text, events={"e.yaml": json.dumps(event)})
        words = {fact.word for fact in known(case).every()}
        assert ("any_break_in_opioid_use" in words) is counts


# The work with it


def test_stage_and_wish_are_asked_for_it_too() -> None:
    found = {(it.code, it.at[:2]) for it in engine.examine(plan([GAMBLING]))}
    assert {("STG01", ("use", 0)), ("OPT07", ("use", 0))} <= found
    asked = {
        "stage": {"value": "action", "assessed_on": "2026-01-12"},
        "considering": {"answer": "stop", "asked_on": "2026-01-12"},
    }
    assert not {"STG01", "OPT07"} & fired(plan([{**GAMBLING, **asked}]))


def test_the_first_steps_of_the_method_ask_about_it() -> None:
    found = {step.id: step for step in steps.of(plan([GAMBLING]))}
    assert found["ask"].state in ("open", "later")
