"""What is missing first, and what stands in the way: basic needs, and barriers that are open."""

from __future__ import annotations

from hrcli.plan.plan import Plan

NEEDS = ("housing", "income", "food", "safety", "health_care")
MISSING = ("unmet", "partly_met")
UNDER_WAY = ("made", "considered")


def unmet(plan: Plan) -> tuple[str, ...]:
    """The basic needs that are not met, or only in part."""
    return tuple(need for need in NEEDS if plan.determinants.get(need) in MISSING)


def left_alone(plan: Plan) -> tuple[str, ...]:
    """The unmet needs that no open goal and no referral, made or considered, sees to."""
    goals = {need for goal in plan.open_goals for need in goal.needs}
    others = {need for it in plan.referrals if it.status in UNDER_WAY for need in it.needs}
    return tuple(need for need in unmet(plan) if need not in goals | others)


def open_barriers(plan: Plan) -> tuple[str, ...]:
    """What stands in the client's way and was not settled."""
    return tuple(it.what for it in plan.barriers if it.what and not it.settled_on)
