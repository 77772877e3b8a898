"""What is missing and what an assessment found grave is seen to by a goal, or by somebody else."""

from __future__ import annotations

import json
from typing import Any

import pytest

from hrcli.finding import Finding
from hrcli.rules import engine
from tests.support.casefiles import case_of, laid_over


def found(code: str, **plan: Any) -> list[Finding]:
    lines = "".join(f"{key}: {json.dumps(value)}\n" for key, value in plan.items())
    case = case_of(laid_over(f"hrcli: plan/1\n{lines}", "plan"))
    return [it for it in engine.examine(case) if it.code == code]


UNMET = {"food": "unmet", "housing": "partly_met", "income": "met"}


def goal(**more: Any) -> dict[str, Any]:
    return {"id": "g2m", "for": ["h7k"], "status": "active", **more}


@pytest.mark.parametrize(
    ("plan", "left"),
    [
        ({}, "housing, food"),
        ({"goals": [goal(needs=["food"])]}, "housing"),
        ({"goals": [goal(needs=["food"], status="achieved")]}, "housing, food"),
        ({"referrals": [{"to": "x", "status": "considered", "needs": ["housing"]}]}, "food"),
        ({"referrals": [{"to": "x", "status": "declined", "needs": ["housing"]}]}, "housing, food"),
        ({"goals": [goal(needs=["food"])], "determinants": {"food": "unmet"}}, ""),
    ],
)
def test_all_needs_that_nobody_sees_to_are_one_finding(plan: dict[str, Any], left: str) -> None:
    told = [it.message for it in found("NEE01", **{"determinants": UNMET, **plan})]
    first = "What is missing first? No goal and no referral sees to: "
    assert told == ([f"{first}{left}."] if left else [])


@pytest.mark.parametrize("answer", ["met", "not_asked", "declined", ""])
def test_a_need_that_is_met_or_not_known_asks_for_nothing(answer: str) -> None:
    assert found("NEE01", determinants={"food": answer, "x-canary": "unmet"}) == []


def rated(*ratings: Any, date: str = "2026-01-12", **more: Any) -> dict[str, Any]:
    listed = [{"dimension": 6 - place, "rating": it} for place, it in enumerate(ratings)]
    kind = {"tool": "interview", "kind": "six_dimension", "date": date}
    return {**kind, "ratings": listed, **more}


@pytest.mark.parametrize(
    ("assessments", "times"),
    [
        ([rated(2)], 0),
        ([rated(3)], 1),
        ([rated(4)], 1),
        ([rated(None)], 0),
        ([rated(4, 3)], 2),
        ([rated(4, kind="medical")], 0),
        ([rated(4), rated(1, date="2026-02-01")], 0),
        ([rated(4, date="2026-02-01"), rated(1)], 1),
        ([rated(4, not_now={"because": "the move comes first"})], 0),
        ([rated(4, not_now={"because": "the move", "until": "2026-02-09"})], 0),
        ([rated(4, not_now={"because": "the move", "until": "2026-02-08"})], 1),
        ([rated(4, not_now={"until": "2026-03-08"})], 1),
    ],
)
def test_only_the_newest_ratings_of_three_and_four_count(
    assessments: list[dict[str, Any]], times: int
) -> None:
    assert len(found("ASM01", assessments=assessments)) == times


def test_an_open_goal_answers_a_dimension() -> None:
    graves = [rated(4, 4)]
    (told,) = found("ASM01", assessments=graves, goals=[goal(dimension=6)])
    assert told.message == "No open goal names dimension 5, rated 4."
    over = [goal(dimension=6, status="set_aside"), goal(id="g3n", dimension=5)]
    assert len(found("ASM01", assessments=graves, goals=over)) == 1
