"""Whether what is missing, and what an assessment rates as grave, is part of the plan."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from hrcli.method.needs import left_alone
from hrcli.plan.case import Case
from hrcli.plan.plan import Assessment, Plan
from hrcli.rules.rule import ADVICE, Hit, rule

BASICS = "CAMH, Harm reduction: the basics of life come before goals about use"
RATED = "asamcontinuum.org: each of the six dimensions is rated from 0 to 4"
SIX = "six_dimension"
GRAVE = 3
"""The rating of a dimension from which on something should be planned."""


@rule(
    "NEE01",
    "need-unmet",
    ADVICE,
    source=BASICS,
    finds=(
        "A basic need that is not met, or only in part, and that no open goal and no referral "
        "names under needs."
    ),
    why="Whoever lacks a bed, food or safety has no hands free for anything else.",
    example="""
    determinants: {housing: unmet, food: met}
    goals: [{id: g2m, status: active}]
    """,
    better="""
    determinants: {housing: unmet, food: met}
    goals: [{id: g2m, status: active, needs: [housing]}]
    """,
)
def _need_unmet(case: Case) -> Iterator[Hit]:
    missing = left_alone(case.plan)
    if missing:
        named = ", ".join(need.replace("_", " ") for need in missing)
        yield Hit(
            case.plan_file,
            ("determinants", missing[0]),
            f"What is missing first? No goal and no referral sees to: {named}.",
            "Ask the client what would help first, and name the need under needs of a goal or of "
            "a referral.",
            at_key=True,
        )


def _newest(plan: Plan) -> Assessment | None:
    """The newest assessment of the six dimensions; of two on one day the later one in the list."""
    rated = [it for it in plan.assessments if it.kind == SIX]
    return max(rated, key=lambda it: (it.date, it.path), default=None)


@rule(
    "ASM01",
    "dimension-rated-high",
    ADVICE,
    source=RATED,
    finds=(
        "A dimension with a rating of 3 or 4 in the newest six-dimension assessment that no open "
        "goal names, and no reason why it waits."
    ),
    why="What was found grave and is part of no goal is easily lost sight of.",
    example="""
    assessments:
      - {tool: six-dimension interview, kind: six_dimension, date: 2026-01-12,
         ratings: [{dimension: 6, rating: 4}]}
    goals: [{id: g2m, status: active}]
    """,
    better="""
    assessments:
      - {tool: six-dimension interview, kind: six_dimension, date: 2026-01-12,
         ratings: [{dimension: 6, rating: 4}]}
    goals: [{id: g2m, status: active, dimension: 6}]
    """,
)
def _dimension_rated_high(case: Case) -> Iterator[Hit]:
    newest = _newest(case.plan)
    planned = {goal.dimension for goal in case.plan.open_goals}
    for rated in newest.ratings if newest and not _waits(newest, case.today) else ():
        if rated.rating is not None and rated.rating >= GRAVE and rated.dimension not in planned:
            yield Hit(
                case.plan_file,
                (*rated.path, "rating"),
                f"No open goal names dimension {rated.dimension or '?'}, rated {rated.rating}.",
                "Ask whether it should be part of the plan now: a goal with this number as its "
                "dimension, or not_now with because under the assessment.",
            )


def _waits(assessment: Assessment, today: date) -> bool:
    """Whether what it found waits with a reason, and its day has not passed."""
    until = assessment.not_now.until
    return bool(assessment.not_now.because) and (until is None or until >= today)
