"""What is missing first, and what stands in the way: basic needs, and barriers that are open."""

from __future__ import annotations

from hrcli.document.data import Data, Value, group, items, said, text, words
from hrcli.plan.plan import Plan

NEEDS = ("housing", "income", "food", "safety", "health_care")
MISSING = ("unmet", "partly_met")
UNDER_WAY = ("made", "considered")


def unmet(plan: Plan) -> tuple[str, ...]:
    """The basic needs that are not met, or only in part."""
    told = group(plan.data, "determinants")
    return tuple(need for need in NEEDS if text(told, need) in MISSING)


def left_alone(plan: Plan) -> tuple[str, ...]:
    """The unmet needs that no open goal and no referral, made or considered, sees to."""
    seen = {need for goal in plan.open_goals for need in words(goal.data, "needs")}
    for _, referral in items(plan.data, "referrals"):
        if text(referral, "status") in UNDER_WAY:
            seen.update(words(referral, "needs"))
    return tuple(need for need in unmet(plan) if need not in seen)


def open_barriers(data: Data) -> tuple[str, ...]:
    """What stands in the client's way and was not settled, as the data of a plan tell it."""
    listed = data.get("barriers")
    found = [_barrier(it) for it in (listed if isinstance(listed, list) else ())]
    return tuple(what for what in found if what)


def _barrier(item: Value) -> str:
    """What a barrier is; empty where it is settled, or is none."""
    if isinstance(item, str):
        return item
    return text(item, "what") if isinstance(item, dict) and not said(item, "settled_on") else ""
