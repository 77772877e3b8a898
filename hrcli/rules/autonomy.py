"""Whether the plan is the client's as well: agreed together, and whose goals it holds."""

from __future__ import annotations

from collections.abc import Iterator

from hrcli.document.data import said
from hrcli.plan.agreed import outdated
from hrcli.plan.case import Case
from hrcli.rules.questions import is_minor
from hrcli.rules.rule import ADVICE, ERROR, WARNING, Hit, rule, the

VOICE = "CAMH: self-determination, and nothing about people without them"
NO_FORCE = "ABECSW: change is not forced on others"
MANDATED = "didactic slides on harm reduction: no coercion"
STRENGTHS = "ABECSW: strengths first"


@rule(
    "AUT01",
    "not-agreed",
    ERROR,
    draft=None,
    source=VOICE,
    finds="An active plan without the client's agreement, and without a reason for that.",
    why="What is done about somebody's life is decided with that person.",
    example="""
    status: active
    agreed: null
    """,
    better="""
    status: active
    agreed: {date: 2026-01-12, by: [client, worker]}
    """,
)
def _not_agreed(case: Case) -> Iterator[Hit]:
    agreed = case.plan.agreed
    if not said(agreed.data, "date"):
        yield Hit(
            case.plan_file,
            ("agreed",),
            "The plan is active, and nothing says that it was agreed.",
            "Go through it with the client, then: hrcli agree.",
            at_key=True,
        )
    elif "client" not in agreed.by and not said(agreed.data, "not_because"):
        yield Hit(
            case.plan_file,
            ("agreed", "by"),
            "The client is not among those who agreed, and there is no reason why.",
            "Agree with the client (hrcli agree), or write the reason as not_because.",
        )


@rule(
    "AUT02",
    "agreement-outdated",
    WARNING,
    draft=None,
    source=VOICE,
    finds="An open goal whose words, harms, measure or dates are not those that were agreed.",
    why="The client said yes to something else.",
    example="""
    # by was 2026-02-28 when it was agreed
    goals: [{id: g2m, timed: {by: 2026-06-30}}]
    """,
    better="""
    goals: [{id: g2m, timed: {by: 2026-02-28}}]
    """,
)
def _agreement_outdated(case: Case) -> Iterator[Hit]:
    changed = outdated(case.plan)
    for goal in changed.goals:
        yield Hit(
            case.plan_file,
            goal.path,
            f"{the('goal', goal.id)} is new, or says something else than what was agreed.",
            "Look at it with the client and agree again: hrcli agree.",
        )
    if changed.gone:
        yield Hit(
            case.plan_file,
            ("agreed",),
            "A goal that was agreed stands in the plan no more.",
            "Put it back with a status that ends it, or agree again: hrcli agree.",
            at_key=True,
        )


@rule(
    "AUT03",
    "worker-only-goal",
    ADVICE,
    draft=None,
    source=NO_FORCE,
    finds="An open goal that is the worker's and not the client's.",
    why="People go further with what they want themselves.",
    example="""
    goals: [{id: g2m, origin: worker}]
    """,
    better="""
    goals: [{id: g2m, origin: joint}]
    """,
)
def _worker_only_goal(case: Case) -> Iterator[Hit]:
    young = is_minor(case)
    for goal in case.plan.open_goals:
        if goal.origin == "worker":
            more = " A young person needs that above all." if young else ""
            yield Hit(
                case.plan_file,
                (*goal.path, "origin"),
                f"{the('goal', goal.id)} comes from the worker alone.{more}",
                "Ask what the client wants of it: word it anew together, or set it aside.",
            )


@rule(
    "AUT04",
    "mandated-goal-unvoiced",
    ADVICE,
    whole=True,
    source=MANDATED,
    finds="A goal that a court or somebody else ordered, without the client's view of it.",
    why="An order can be worked with once it is known what the client thinks of it.",
    example="""
    goals: [{id: g2m, origin: mandated}]
    """,
    better="""
    goals: [{id: g2m, origin: mandated}]
    disagreement: {client_view: "It is their goal. I go along."}
    """,
)
def _mandated_goal_unvoiced(case: Case) -> Iterator[Hit]:
    if said(case.plan.data, "disagreement", "client_view"):
        return
    if any(said(review.data, "client_view") for review in case.standing):
        return
    for goal in case.plan.open_goals:
        if goal.origin == "mandated":
            yield Hit(
                case.plan_file,
                (*goal.path, "origin"),
                f"{the('goal', goal.id)} was ordered by others, and the client's view of it is "
                "not on record.",
                "Ask how the client sees it, and write it as client_view under disagreement.",
            )


@rule(
    "AUT05",
    "strengths-missing",
    ADVICE,
    draft=None,
    source=STRENGTHS,
    finds="An active plan without a single strength of the client.",
    why=(
        "What somebody can do, and whom they have, is what a plan is built on; a list of harms "
        "alone reads like a charge."
    ),
    example="""
    client: {alias: Robin}
    """,
    better="""
    client: {alias: Robin, strengths: [a sister nearby]}
    """,
)
def _strengths_missing(case: Case) -> Iterator[Hit]:
    if not said(case.plan.data, "client", "strengths"):
        yield Hit(
            case.plan_file,
            ("client", "strengths"),
            "The plan names no strength of the client.",
            "Ask what goes well and who is there, and write it in the client's words: strengths "
            "under client.",
            at_key=True,
        )


@rule(
    "AUT06",
    "active-in-draft",
    ERROR,
    draft=ERROR,
    fixed=True,
    source=VOICE,
    finds="A goal that is active in a plan that is still a draft.",
    why=(
        "What has begun has met no question about harm and no agreement; the other rules speak "
        "softly of a draft."
    ),
    example="""
    status: draft
    goals: [{id: g2m, status: active}]
    """,
    better="""
    status: draft
    goals: [{id: g2m, status: proposed}]
    """,
)
def _active_in_draft(case: Case) -> Iterator[Hit]:
    for goal in case.plan.goals if case.plan.status == "draft" else ():
        if goal.status == "active":
            yield Hit(
                case.plan_file,
                (*goal.path, "status"),
                f"{the('goal', goal.id)} is active, and the plan is a draft.",
                "Write proposed as its status; with the plan it becomes active by hrcli agree.",
            )
