"""Whether the plan for a hard day still fits the children whom it was made for."""

from __future__ import annotations

from collections.abc import Iterator

from hrcli.document.data import whole_number
from hrcli.method.dependants import children
from hrcli.plan.case import Case
from hrcli.rules.rule import ADVICE, Hit, rule

STAYS = "DrugNet, Harm Reduction: worked example 2 (a father before a stay in a detox unit)"
OUTGROWN = 2
"""How many years off an age may be before it is asked about; our convention."""


@rule(
    "CHI17",
    "relapse-plan-age",
    ADVICE,
    source=STAYS,
    finds=(
        "A relapse plan made for an age that is two years or more from that of every child who "
        "lives here."
    ),
    why="What a toddler is told does not hold a child of school age, nor the other way round.",
    example="""
    dependants: [{id: d4t, age: 9, age_on: 2026-01-12, lives_here: true}]
    relapse_plan: {for_child: The sister comes over, child_age: 3}
    """,
    better="""
    dependants: [{id: d4t, age: 9, age_on: 2026-01-12, lives_here: true}]
    relapse_plan: {for_child: Rings the sister and goes over, child_age: 9}
    """,
)
def _relapse_plan_age(case: Case) -> Iterator[Hit]:
    """A child of an age that nobody knows may be the one it was made for."""
    made_for = whole_number(case.plan.relapse_plan.data, "child_age")
    ages = [child.age for child in children(case)]
    if made_for is None or not ages:
        return
    if all(age is not None and abs(age - made_for) >= OUTGROWN for age in ages):
        yield Hit(
            case.plan_file,
            ("relapse_plan", "child_age"),
            "The relapse plan was made for another age than that of the children who live here.",
            "Go through for_child again, in words for the age of today, and write the new "
            "child_age.",
        )
