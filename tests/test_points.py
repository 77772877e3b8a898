"""How things went: the course of harms, goals and life, from plan and reviews."""

from __future__ import annotations

from typing import Any

from hrcli.method.progress import Answer, Standing, Step, of_goal, of_harm, of_life, share_done

TODAY = "2026-02-09"


def harm(**more: Any) -> dict[str, Any]:
    return {
        "id": "h7k",
        "degree": "mild",
        "status": "reduced",
        "baseline": {"date": "2026-01-12", "degree": "severe"},
        **more,
    }


def review(held_on: str, **said: Any) -> dict[str, Any]:
    return {"held_on": held_on, "harms": [{"id": "h7k", **said}]}


def test_a_harm_goes_from_its_baseline_over_the_reviews() -> None:
    reviews = [
        review("2026-02-09", degree="mild", status="reduced"),
        review("2026-01-26", degree="moderate", status="present"),
    ]
    assert of_harm(harm(), reviews, TODAY) == [
        Standing("2026-01-12", "severe", ""),
        Standing("2026-01-26", "moderate", "present"),
        Standing("2026-02-09", "mild", "reduced"),
    ]


def test_what_the_plan_says_since_the_last_review_stands_under_today() -> None:
    told = of_harm(harm(degree="none"), [review("2026-01-26", degree="mild")], TODAY)
    assert told[-1] == Standing(TODAY, "none", "reduced")
    told = of_harm(harm(), [review("2026-01-26", degree="mild", status="reduced")], TODAY)
    assert [one.date for one in told] == ["2026-01-12", "2026-01-26"]


def test_a_review_that_leaves_the_degree_out_keeps_it() -> None:
    told = of_harm(harm(), [review("2026-01-26", status="watching")], TODAY)
    assert told[1] == Standing("2026-01-26", "severe", "watching")


def test_a_harm_nobody_measured_has_no_course() -> None:
    assert of_harm({"id": "h7k"}, [review("2026-01-26", importance=3)], TODAY) == []
    assert of_harm({"id": "h7k", "degree": "odd"}, [], TODAY) == []


def goal(**more: Any) -> dict[str, Any]:
    return {"id": "g2m", "assessable": {"baseline": 0, "target": 4}, **more}


def test_a_goal_counts_each_number_once_and_knows_small_steps() -> None:
    progress = [{"date": "2026-02-01", "value": 2}, {"date": "2026-02-09", "value": 1}]
    reviews = [{"held_on": "2026-02-09", "goals": [{"id": "g2m", "value": 1, "note": "a cold"}]}]
    assert of_goal(goal(progress=progress), reviews) == [
        Step("2026-02-01", 2, "", True),
        Step("2026-02-09", 1, "a cold", False),
    ]


def test_a_goal_may_aim_downwards() -> None:
    down = {"assessable": {"baseline": 6, "target": 2}, "progress": [{"date": TODAY, "value": 3}]}
    steps = of_goal(down, [])
    assert steps[0].nearer
    assert share_done(down, steps) == 75


def test_no_share_without_both_ends_or_a_number() -> None:
    steps = [Step(TODAY, 3, "", False)]
    assert share_done({"assessable": {"baseline": 0}}, steps) is None
    assert share_done({"assessable": {"baseline": 2, "target": 2}}, steps) is None
    assert share_done(goal(), []) is None
    assert share_done(goal(), [Step(TODAY, 9, "", True)]) == 100


def test_life_begins_with_the_baseline_and_leaves_out_what_was_not_asked() -> None:
    plan = {"quality_of_life": {"baseline": 0, "on_date": "2026-01-12"}}
    reviews = [
        {"held_on": "2026-02-09", "quality_of_life": 6},
        {"held_on": "2026-01-26", "quality_of_life": None},
    ]
    assert of_life(plan, reviews) == [Answer("2026-01-12", 0), Answer("2026-02-09", 6)]
