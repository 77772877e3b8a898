"""Whether the plan is the client's as well: agreed together, and whose goals it holds."""

from __future__ import annotations

from collections.abc import Iterator

from hrcli.document.data import group, said, text, words
from hrcli.finding import Severity
from hrcli.plan.agreed import outdated
from hrcli.plan.case import Case
from hrcli.rules.rule import Hit, Rule, the

VOICE = "CAMH: self-determination, and nothing about people without them"
NO_FORCE = "ABECSW: change is not forced on others"
MANDATED = "didactic slides on harm reduction: no coercion"
STRENGTHS = "ABECSW: strengths first"
YOUNG = ("under_16", "age_16_17")


def _not_agreed(case: Case) -> Iterator[Hit]:
    agreed = group(case.plan.data, "agreed")
    if not said(agreed, "date"):
        yield Hit(
            case.plan_file,
            ("agreed",),
            "The plan is active, and nothing says that it was agreed.",
            "Go through it with the client, then: hrcli agree.",
            at_key=True,
        )
    elif "client" not in words(agreed, "by") and not said(agreed, "not_because"):
        yield Hit(
            case.plan_file,
            ("agreed", "by"),
            "The client is not among those who agreed, and there is no reason why.",
            "Agree with the client (hrcli agree), or write the reason as not_because.",
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


def _worker_only_goal(case: Case) -> Iterator[Hit]:
    young = text(group(case.plan.data, "client"), "age_band") in YOUNG
    for goal in case.plan.open_goals:
        if text(goal.data, "origin") == "worker":
            more = " A young person needs that above all." if young else ""
            yield Hit(
                case.plan_file,
                (*goal.path, "origin"),
                f"{the('goal', goal.id)} comes from the worker alone.{more}",
                "Ask what the client wants of it: word it anew together, or set it aside.",
            )


def _mandated_goal_unvoiced(case: Case) -> Iterator[Hit]:
    if said(case.plan.data, "disagreement", "client_view"):
        return
    if any(said(review.data, "client_view") for review in case.standing):
        return
    for goal in case.plan.open_goals:
        if text(goal.data, "origin") == "mandated":
            yield Hit(
                case.plan_file,
                (*goal.path, "origin"),
                f"{the('goal', goal.id)} was ordered by others, and the client's view of it is "
                "not on record.",
                "Ask how the client sees it, and write it as client_view under disagreement.",
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


RULES = (
    Rule(
        "AUT01",
        "not-agreed",
        Severity.ERROR,
        VOICE,
        "An active plan without the client's agreement, and without a reason for that.",
        "What is done about somebody's life is decided with that person.",
        "status: active\nagreed: null\n",
        "status: active\nagreed: {date: 2026-01-12, by: [client, worker]}\n",
        _not_agreed,
        draft=None,
    ),
    Rule(
        "AUT02",
        "agreement-outdated",
        Severity.WARNING,
        VOICE,
        "An open goal whose words, harms, measure or dates are not those that were agreed.",
        "The client said yes to something else.",
        "# by was 2026-02-28 when it was agreed\ngoals: [{id: g2m, timed: {by: 2026-06-30}}]\n",
        "goals: [{id: g2m, timed: {by: 2026-02-28}}]\n",
        _agreement_outdated,
        draft=None,
    ),
    Rule(
        "AUT03",
        "worker-only-goal",
        Severity.ADVICE,
        NO_FORCE,
        "An open goal that is the worker's and not the client's.",
        "People go further with what they want themselves.",
        "goals: [{id: g2m, origin: worker}]\n",
        "goals: [{id: g2m, origin: joint}]\n",
        _worker_only_goal,
    ),
    Rule(
        "AUT04",
        "mandated-goal-unvoiced",
        Severity.ADVICE,
        MANDATED,
        "A goal that a court or somebody else ordered, without the client's view of it.",
        "An order can be worked with once it is known what the client thinks of it.",
        "goals: [{id: g2m, origin: mandated}]\n",
        "goals: [{id: g2m, origin: mandated}]\n"
        'disagreement: {client_view: "It is their goal. I go along."}\n',
        _mandated_goal_unvoiced,
        whole=True,
    ),
    Rule(
        "AUT05",
        "strengths-missing",
        Severity.ADVICE,
        STRENGTHS,
        "An active plan without a single strength of the client.",
        "What somebody can do, and whom they have, is what a plan is built on; a list of harms "
        "alone reads like a charge.",
        "client: {alias: Robin}\n",
        "client: {alias: Robin, strengths: [a sister nearby]}\n",
        _strengths_missing,
        draft=None,
    ),
)
