"""Goal attainment scaling: five written levels a goal, and T for all of them together.

T = 50 + 10 * sum(w x) / sqrt((1 - rho) * sum(w^2) + rho * (sum w)^2), rho 0.30 by convention
(Kiresuk and Sherman 1968). 0 is success; T is no percentage, hides which goals moved, and ranks
neither clients nor workers. So a report gives it below the levels it was made of.
"""

from __future__ import annotations

from collections.abc import Collection
from math import sqrt
from typing import NamedTuple

from hrcli.document.data import Data, is_number, said
from hrcli.plan.plan import Goal

RHO = 0.30
LEVELS = ("much_less", "less", "expected", "more", "much_more")
LOWEST, HIGHEST = -2, 2


class Level(NamedTuple):
    """Where one goal stands on its scale, from -2 to 2, and how much it counts."""

    level: int
    weight: float = 1.0


def attainment(levels: Collection[Level]) -> float | None:
    """T for these levels; None where there is none. Weights are above 0."""
    if not levels:
        return None
    weights = [weight for _, weight in levels]
    spread = (1 - RHO) * sum(weight * weight for weight in weights) + RHO * sum(weights) ** 2
    return 50 + 10 * sum(level * weight for level, weight in levels) / sqrt(spread)


def placed(goal: Goal, level: int | None) -> Level | None:
    """`level` with its goal's weight; None where either is missing or outside what it may be."""
    weight = goal.gas.data.get("weight", 1)
    if not (is_number(weight) and weight > 0):
        return None
    if level is None or not LOWEST <= level <= HIGHEST:
        return None
    return Level(level, float(weight))


def missing_levels(scale: Data) -> list[str]:
    """The levels of a goal's scale that are not written yet."""
    return [level for level in LEVELS if not said(scale, "levels", level)]
