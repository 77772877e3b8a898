"""Goal attainment scaling: five written levels a goal, and T for all of them together.

T = 50 + 10 * sum(w x) / sqrt((1 - rho) * sum(w^2) + rho * (sum w)^2), rho 0.30 by convention
(Kiresuk and Sherman 1968). 0 is success; T is no percentage, hides which goals moved, and ranks
neither clients nor workers. So it is never given without the levels it was made of.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import sqrt
from typing import Any, NamedTuple

from hrcli.document.data import group, is_number, said, whole_number
from hrcli.plan.plan import Goal, Plan

RHO = 0.30
LEVELS = ("much_less", "less", "expected", "more", "much_more")
LOWEST, HIGHEST = -2, 2


class Level(NamedTuple):
    """Where one goal stands on its scale, from -2 to 2, and how much it counts."""

    goal: str
    level: int
    weight: float = 1.0


class Attainment(NamedTuple):
    """All levels of a plan, and T; None where there is no level yet."""

    levels: tuple[Level, ...]
    t: float | None


def attainment(levels: Iterable[Level]) -> Attainment:
    """T for these levels, together with them. Weights are above 0."""
    told = tuple(levels)
    if not told:
        return Attainment((), None)
    weights = [it.weight for it in told]
    spread = (1 - RHO) * sum(weight * weight for weight in weights) + RHO * sum(weights) ** 2
    return Attainment(told, 50 + 10 * sum(it.weight * it.level for it in told) / sqrt(spread))


def of_plan(plan: Plan, at_start: bool = False) -> Attainment:
    """The attainment of a plan's goals now, or at the start; goals without a level stay out."""
    return attainment(_levels(plan, "baseline" if at_start else "level"))


def _levels(plan: Plan, key: str) -> Iterable[Level]:
    for goal in plan.goals:
        level = placed(goal, whole_number(group(goal.data, "gas"), key))
        if level:
            yield level


def placed(goal: Goal, level: int | None) -> Level | None:
    """`level` with its goal's weight; None where either is missing or outside what it may be."""
    weight = group(goal.data, "gas").get("weight", 1)
    counts = is_number(weight) and weight > 0
    if level is None or not counts or not LOWEST <= level <= HIGHEST:
        return None
    return Level(goal.id, level, float(weight))


def missing_levels(scale: Mapping[str, Any]) -> list[str]:
    """The levels of a goal's scale that are not written yet."""
    return [level for level in LEVELS if not said(scale, "levels", level)]
