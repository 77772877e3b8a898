"""A word that only fills the place of an answer leaves the question open."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from hrcli.document.document import read
from hrcli.method.answers import (
    LETTERS,
    QUESTIONS,
    cared_for,
    domains_open,
    missing_letters,
    stood_by,
    taken_on,
    unanswered,
)
from hrcli.plan.plan import Goal, plan_of
from tests.support.casefiles import BASE

PLAN: dict[str, Any] = read((BASE / "plan.yaml").read_bytes()).data
FILLERS = ("?", "tbd", "TODO", "nobody yet", "-")


def with_five(**answers: Any) -> dict[str, Any]:
    plan = copy.deepcopy(PLAN)
    plan["do_no_harm"].update(answers)
    return plan


def test_five_questions_are_named_while_unanswered() -> None:
    assert unanswered(plan_of(PLAN)) == []
    plan = copy.deepcopy(PLAN)
    plan["do_no_harm"] = {"services": [], "measures": "a calendar", "functions": ""}
    missing = ["relationship", "functions", "consequences", "services"]
    assert unanswered(plan_of(plan)) == missing
    assert unanswered(plan_of({})) == list(QUESTIONS)


@pytest.mark.parametrize("filler", FILLERS)
def test_a_filler_answers_no_question(filler: str) -> None:
    for question in ("relationship", "functions", "measures"):
        assert unanswered(plan_of(with_five(**{question: filler}))) == [question]


def test_a_use_may_do_nothing_where_no_function_of_it_is_known() -> None:
    plan = with_five(functions="none")
    plan["use"][0]["functions"] = [{"what": "asked", "kind": "not_explored"}]
    assert unanswered(plan_of(plan)) == []


def test_that_no_service_is_needed_is_an_answer() -> None:
    assert unanswered(plan_of(with_five(services=["none needed"]))) == []


@pytest.mark.parametrize("filler", FILLERS)
@pytest.mark.parametrize("part", LETTERS, ids=".".join)
def test_a_filler_is_no_letter_of_a_goal(part: tuple[str, ...], filler: str) -> None:
    goal = copy.deepcopy(PLAN["goals"][0])
    assert missing_letters(Goal(goal)) == []
    inner = goal if len(part) == 1 else goal[part[0]]
    inner[part[-1]] = filler
    assert missing_letters(Goal(goal)) == [part]


def test_a_harm_that_says_nothing_answers_no_part_of_life() -> None:
    plan = copy.deepcopy(PLAN)
    assert domains_open(plan_of(plan)) == []
    plan["harms"][0]["what"] = "tbd"
    assert domains_open(plan_of(plan)) == ["livelihood"]


def test_nobody_takes_on_no_action() -> None:
    actions = [{"id": "a5x", "who": "nobody yet"}, {"id": "a6d", "who": "client"}, {"id": "a7k"}]
    assert [action.id for action in taken_on(Goal({"actions": actions}))] == ["a6d", "a7k"]


def test_who_cannot_care_then_is_not_named() -> None:
    care = {"hangover": "nobody", "intoxication": "client", "relapse": "client", "always": "?"}
    entries = [{"window": window, "who": who} for window, who in care.items()]
    (child,) = plan_of({"dependants": [{"id": "d4t", "care": entries}]}).dependants
    assert cared_for(child) == {"relapse"}


@pytest.mark.parametrize("who", ["?", "tbd", "nobody yet", "-"])
def test_a_support_that_is_nobody_is_not_there(who: str) -> None:
    plan = plan_of({"supports": [{"who": who, "kind": "family"}, {"who": "the sister"}]})
    assert [support.who for support in stood_by(plan)] == ["the sister"]
