"""How far a goal has come, as numbers and marks without a word of the case."""

from __future__ import annotations

from collections.abc import Sequence

from hrcli.method.progress import GoalOnDay, ends, share_done
from hrcli.plan.plan import Goal
from hrcli.terminal import bar, sparkline


def way_of(goal: Goal, steps: Sequence[GoalOnDay]) -> str:
    """The way of a goal in one line: from where to where, and how much of it is done."""
    baseline, target = ends(goal)
    share = share_done(goal, list(steps))
    way = f"{bar(share)} {share}% of the way, " if share is not None else ""
    now = f", now {_told(steps[-1].value)}" if steps else ""
    small = sum(step.nearer for step in steps)
    nearer = f", {small} small step{'s' * (small != 1)} nearer" if small else ""
    return f"{way}from {_told(baseline)} to {_told(target)}{now}{nearer}"


def marks_of(goal: Goal, steps: Sequence[GoalOnDay], marks: str) -> str:
    """A mark for each number of a goal since its first, and the numbers; empty for fewer than two.

    The scale goes from the least to the most of them and of the target.
    """
    first, target = ends(goal)
    values = [value for value in (first, *(step.value for step in steps)) if value is not None]
    if len(values) < 2:
        return ""
    scale = [*values, *([] if target is None else [target])]
    drawn = sparkline(values, min(scale), max(scale), marks)
    return f"{drawn}  {', then '.join(map(_told, values))}"


def _told(value: float | None) -> str:
    return "?" if value is None else f"{value:.15g}"
