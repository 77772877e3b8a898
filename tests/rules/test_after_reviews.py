"""What came out at the last review leads somewhere, and what answers it does so by its day."""

from __future__ import annotations

import json
from typing import Any

import pytest

from hrcli.rules import engine
from tests.support.casefiles import case_of, laid_over

HELD = "2026-02-02"
WORSE = {"id": "h7k", "degree": "severe", "status": "present"}
HARM = {
    "id": "h7k",
    "what": "Late for work",
    "degree": "severe",
    "status": "present",
    "baseline": {"date": "2026-01-12", "degree": "moderate"},
}


def review(held: str = HELD, **answers: Any) -> dict[str, str]:
    text = "hrcli: review/1\n" + "".join(
        f"{key}: {json.dumps(value)}\n" for key, value in {"held_on": held, **answers}.items()
    )
    return {f"reviews/{held}-k7fw.yaml": laid_over(text, "review")}


def codes(plan: dict[str, Any], *reviews: dict[str, str]) -> list[str]:
    """The codes of this family that a plan with these keys and these reviews earn."""
    lines = "".join(f"{key}: {json.dumps(value)}\n" for key, value in plan.items())
    files = {name: text for files in reviews for name, text in files.items()}
    case = case_of(laid_over(f"hrcli: plan/1\n{lines}", "plan"), files)
    known = ("REV11", "REV12", "REV13", "REV14")
    return [it.code for it in engine.examine(case) if it.code in known]


def goal(**more: Any) -> dict[str, Any]:
    return {"goals": [{"id": "g2m", "for": ["h7k"], "status": "active", **more}]}


ANSWERS = [
    ({}, False),
    ({"replans": [{"date": "2026-02-01", "because": "x"}]}, False),
    ({"replans": [{"date": HELD, "because": "x"}]}, True),
    ({"agreed": {"date": HELD, "by": ["client"]}}, True),
    ({"agreed": {"date": "2026-02-01", "by": ["client"]}}, False),
    ({"mitigations": [{"is": "mental_health_review", "done_on": HELD}]}, True),
    ({"mitigations": [{"is": "mental_health_review", "done_on": "2026-02-01"}]}, False),
    (goal(timed={"start": "2026-02-01"}), False),
    (goal(timed={"start": HELD}), True),
    (goal(timed={"start": "2026-02-12"}), True),
    (goal(actions=[{"id": "a5x", "what": "x", "done_on": HELD}]), False),
    (goal(actions=[{"id": "a5x", "what": "x", "done_on": "2026-02-03"}]), True),
    (goal(actions=[{"id": "a5x", "what": "x", "set_aside_on": "2026-02-03"}]), True),
    (goal(progress=[{"date": HELD, "value": 2}]), False),
    (goal(progress=[{"date": "2026-02-03", "value": 2}]), True),
]


@pytest.mark.parametrize(("plan", "is_answer"), ANSWERS)
def test_what_answers_a_harm_that_became_worse(plan: dict[str, Any], is_answer: bool) -> None:
    found = codes({"harms": [HARM], **plan}, review(harms=[WORSE]))
    assert found == ([] if is_answer else ["REV11"])


@pytest.mark.parametrize(("plan", "is_answer"), ANSWERS)
def test_what_answers_harm_that_nobody_meant(plan: dict[str, Any], is_answer: bool) -> None:
    said = {"children": "misses her own bed", "client": "none_seen", "others": "none_seen"}
    assert codes(plan, review(unintended=said)) == ([] if is_answer else ["REV13"])


def test_a_goal_for_another_harm_answers_no_worse_one() -> None:
    other = {"harms": [HARM], **goal(timed={"start": HELD})}
    other["goals"][0]["for"] = ["h8k"]
    assert codes(other, review(harms=[WORSE])) == ["REV11"]


@pytest.mark.parametrize(
    ("degree", "told"), [("mild", []), ("moderate", []), ("severe", ["REV11"]), ("odd", [])]
)
def test_worse_is_told_by_the_degree(degree: str, told: list[str]) -> None:
    assert codes({"harms": [HARM]}, review(harms=[{**WORSE, "degree": degree}])) == told


def test_without_first_numbers_the_review_before_counts() -> None:
    plan = {"harms": [{**HARM, "baseline": {}}]}
    assert codes(plan, review(harms=[WORSE])) == []
    before = review("2026-01-26", harms=[{**WORSE, "degree": "mild"}])
    assert codes(plan, before, review(harms=[WORSE])) == ["REV11"]
    assert codes(plan, review("2026-01-26", harms=[WORSE]), review(harms=[WORSE])) == []


def test_only_the_last_review_is_asked_and_never_one_to_come() -> None:
    better = review("2026-02-05", harms=[{**WORSE, "degree": "mild"}])
    assert codes({"harms": [HARM]}, review(harms=[WORSE]), better) == []
    assert codes({"harms": [HARM]}, review("2026-02-10", harms=[WORSE])) == []


def test_a_harm_that_is_resolved_became_no_worse() -> None:
    assert codes({"harms": [{**HARM, "status": "resolved"}]}, review(harms=[WORSE])) == []


@pytest.mark.parametrize(("now", "told"), [(5, []), (4, ["REV12"]), (0, ["REV12"]), (9, [])])
def test_two_points_less_are_asked_about(now: int, told: list[str]) -> None:
    assert codes({}, review(quality_of_life=now)) == told  # 6 at the start


def test_the_number_before_counts_and_not_the_first() -> None:
    first = review("2026-01-26", quality_of_life=4)
    assert codes({}, first, review(quality_of_life=3)) == []
    assert codes({}, first, review(quality_of_life=2)) == ["REV12"]
    assert codes({}, first, review(quality_of_life=None)) == []
    assert codes({"quality_of_life": {}}, review(quality_of_life=0)) == []


@pytest.mark.parametrize("whom", ["children", "client", "others"])
def test_harm_to_anybody_wants_an_answer(whom: str) -> None:
    said = {**dict.fromkeys(("children", "client", "others"), "none_seen"), whom: "is ill"}
    assert codes({}, review(unintended=said)) == ["REV13"]
    for nothing in ("No.", "none_seen", "n/a", "-", ""):
        assert codes({}, review(unintended={**said, whom: nothing})) == []


def test_a_new_harm_answers_harm_that_nobody_meant() -> None:
    said = {"children": "none_seen", "client": "is lonely", "others": "none_seen"}
    for when, told in ((HELD, []), ("2026-02-01", ["REV13"])):
        new = {**HARM, "id": "h7k", "baseline": {"date": when, "degree": "moderate"}}
        assert codes({"harms": [new]}, review(unintended=said)) == told


@pytest.mark.parametrize(
    ("second", "told"),
    [
        ({"status": "present"}, ["REV14"]),
        ({"status": "watching"}, ["REV14"]),
        ({"status": "resolved"}, []),
        ({"baseline": {"date": "2026-02-03"}}, []),
        ({"baseline": {"date": HELD}}, ["REV14"]),
    ],
)
def test_which_harms_a_review_may_leave_out(second: dict[str, Any], told: list[str]) -> None:
    plan = {"harms": [{**HARM, "degree": "moderate"}, {**HARM, "id": "h8k", **second}]}
    assert codes(plan, review()) == told


def test_all_harms_left_out_are_one_finding() -> None:
    plan = {"harms": [{**HARM, "id": name} for name in ("h7k", "h8k", "h9k")]}
    assert codes(plan, review()) == ["REV14"]
    assert codes(plan, review(harms=[])) == []  # which OUT24 tells
