"""Goal attainment: T against the vectors of its formula, and never T alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hrcli.document.data import group, whole_number
from hrcli.method.goal_attainment import Level, attainment, missing_levels, placed
from hrcli.plan.plan import plan_of
from tests.support.casefiles import document_of

LEVELS = st.lists(st.integers(-2, 2), min_size=1, max_size=6)


def t_of(levels: list[int], weights: list[float] | None = None) -> float:
    pairs = zip(levels, weights or [1.0] * len(levels), strict=True)
    t = attainment([Level(level, weight) for level, weight in pairs])
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
    assert attainment([]) is None


def placed_by(scale: str) -> Level | None:
    """Where a goal with this scale stands on it now."""
    (goal,) = plan_of(document_of(f"goals: [{{gas: {scale}}}]").data).goals
    return placed(goal, whole_number(group(goal.data, "gas"), "level"))


def test_a_level_counts_once_unless_the_goal_has_a_weight_and_zero_is_a_level() -> None:
    assert placed_by("{level: 0, baseline: -1}") == Level(0)
    assert placed_by("{level: 1, weight: 2}") == Level(1, 2.0)


@pytest.mark.parametrize(
    "scale",
    ["{level: 3}", "{level: true}", "{level: 1, weight: 0}", "{level: null}", "{}", "x"],
)
def test_what_can_be_no_level_stays_out(scale: str) -> None:
    assert placed_by(scale) is None


def test_missing_levels_are_named_in_order() -> None:
    assert missing_levels({"levels": {"less": "one", "more": ""}}) == [
        "much_less",
        "expected",
        "more",
        "much_more",
    ]
