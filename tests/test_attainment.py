"""Goal attainment: T against the vectors of its formula, and never T alone."""

from __future__ import annotations

import pytest
from casefiles import case_of, laid_over
from hypothesis import given
from hypothesis import strategies as st

from hrcli.method.goal_attainment import Attainment, Level, attainment, missing_levels, of_plan

LEVELS = st.lists(st.integers(-2, 2), min_size=1, max_size=6)


def t_of(levels: list[int], weights: list[float] | None = None) -> float:
    pairs = zip(levels, weights or [1.0] * len(levels), strict=True)
    t = attainment(Level(f"g{at}x", level, weight) for at, (level, weight) in enumerate(pairs)).t
    assert t is not None
    return t


@pytest.mark.parametrize(
    ("levels", "weights", "t"),
    [
        ([0], None, 50.00),
        ([1], None, 60.00),
        ([-2], None, 30.00),
        ([1, 1, 1], None, 63.69),
        ([0, 1, 2], None, 63.69),
        ([1, -1], None, 50.00),
        ([-2, -2, -2], None, 22.61),
        ([1, 0, -1], [4, 2, 1], 55.53),
    ],
)
def test_the_known_vectors(levels: list[int], weights: list[float] | None, t: float) -> None:
    assert t_of(levels, weights) == pytest.approx(t, abs=0.005)


@given(LEVELS)
def test_as_expected_is_fifty_and_the_mirror_image_lies_on_the_other_side(
    levels: list[int],
) -> None:
    assert t_of([0] * len(levels)) == 50
    assert t_of(levels) + t_of([-level for level in levels]) == pytest.approx(100)


@given(LEVELS, st.floats(1, 10))
def test_only_the_proportion_of_weights_counts(levels: list[int], weight: float) -> None:
    assert t_of(levels, [weight] * len(levels)) == pytest.approx(t_of(levels))


@given(LEVELS, st.integers(0, 5))
def test_a_better_level_never_lowers_t(levels: list[int], at: int) -> None:
    better = list(levels)
    better[at % len(levels)] = min(2, better[at % len(levels)] + 1)
    assert t_of(better) >= t_of(levels)


def test_without_levels_there_is_no_t() -> None:
    assert attainment([]) == Attainment((), None)


def plan_with(*scales: str) -> str:
    goals = "".join(f"  - {{id: g{at}m, gas: {scale}}}\n" for at, scale in enumerate(scales))
    return laid_over(f"hrcli: plan/1\ngoals:\n{goals}", "plan")


def test_a_plan_gives_t_with_its_levels_and_zero_is_one() -> None:
    plan = case_of(
        plan_with("{level: 0, baseline: -1}", "{level: 1, weight: 2}", "{level: null}", "{}")
    ).plan
    now, before = of_plan(plan), of_plan(plan, at_start=True)
    assert now.levels == (Level("g0m", 0), Level("g1m", 1, 2.0))
    assert now.t == pytest.approx(t_of([0, 1], [1, 2]))
    assert before == Attainment((Level("g0m", -1),), 40.0)


@pytest.mark.parametrize("scale", ["{level: 3}", "{level: true}", "{level: 1, weight: 0}", "x"])
def test_what_can_be_no_level_stays_out(scale: str) -> None:
    assert of_plan(case_of(plan_with(scale)).plan) == Attainment((), None)


def test_missing_levels_are_named_in_order() -> None:
    assert missing_levels({"levels": {"less": "one", "more": ""}}) == [
        "much_less",
        "expected",
        "more",
        "much_more",
    ]
