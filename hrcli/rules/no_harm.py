"""Whether the five questions of "first, do no harm" were answered in time, and what became of them."""

from __future__ import annotations

from collections.abc import Iterator

from hrcli.dates import day
from hrcli.finding import Severity
from hrcli.plan import Case, group, items, said, text, words
from hrcli.rules.facts import harms
from hrcli.rules.rule import Hit, Rule, listed

FIVE = "DrugNet, Harm Reduction: first, do no harm (the five questions)"
LESSEN = "DrugNet, Harm Reduction: first, do no harm (how to lessen the risk)"

QUESTIONS = ("relationship", "functions", "consequences", "services", "measures")
NONE = ("none", "no", "nothing", "not")
ROLES = ("", "client", "worker")


def _unanswered(case: Case) -> list[str]:
    return [key for key in QUESTIONS if not said(case.plan.data, "do_no_harm", key)]


def _five_unanswered(case: Case) -> Iterator[Hit]:
    missing = _unanswered(case)
    if missing:
        begun = said(case.plan.data, "do_no_harm")
        yield Hit(
            case.plan_file,
            ("do_no_harm", missing[0]) if begun else ("do_no_harm",),
            f"First, do no harm: not answered yet: {', '.join(missing)}.",
            "Answer all five under do_no_harm before anything begins; stopping can harm too, and "
            "so can well-meant help (hrcli safety asks them).",
            at_key=True,
        )


def _answered_after_start(case: Case) -> Iterator[Hit]:
    if _unanswered(case):
        return
    answered = day(group(case.plan.data, "do_no_harm").get("answered_on"))
    if not said(case.plan.data, "do_no_harm", "answered_on"):
        yield Hit(
            case.plan_file,
            ("do_no_harm", "answered_on"),
            "The five questions are answered, but not on which day.",
            "Add answered_on under do_no_harm, the day of the first answers.",
            at_key=True,
        )
    late = [g for g in case.plan.goals if g.open and g.start and answered and g.start < answered]
    if late:
        yield Hit(
            case.plan_file,
            ("do_no_harm", "answered_on"),
            f"The five questions were answered only after a goal had begun ({_ids(late)}).",
            "Go through them again for that goal, and set it aside where an answer speaks against "
            "it; next time ask before the start.",
        )


def _consequence_without_mitigation(case: Case) -> Iterator[Hit]:
    consequences = items(group(case.plan.data, "do_no_harm"), "consequences")
    for position, consequence in consequences:
        if text(consequence, "likelihood") != "low" and not said(consequence, "mitigation"):
            yield Hit(
                case.plan_file,
                ("do_no_harm", "consequences", position, "mitigation"),
                "A consequence that may well come has nothing set against it.",
                "Add mitigation: what makes it less likely or less bad; write likelihood: low if "
                "that is what you found together.",
                at_key=True,
            )


def _says_none(service: str) -> bool:
    """Whether an entry says that there is none (`none beyond the sister at present`)."""
    return service.split(maxsplit=1)[0].lower().strip(",.;:") in NONE if service.split() else True


def _somebody_else_acts(case: Case) -> bool:
    """Whether anything in the plan brings in somebody besides client and worker."""
    helpers = ("professional", "community", "school", "peer", "faith")
    actions = (action for goal in case.plan.goals if goal.open for action in goal.actions)
    return (
        said(case.plan.data, "referrals")
        or said(case.plan.data, "child_safety", "referral")
        or any(text(who, "kind") in helpers for _, who in items(case.plan.data, "supports"))
        or any(text(action.data, "who") not in ROLES for action in actions)
    )


def _service_without_action(case: Case) -> Iterator[Hit]:
    services = words(group(case.plan.data, "do_no_harm"), "services")
    needed = [service for service in services if not _says_none(service)]
    if needed and not _somebody_else_acts(case):
        yield Hit(
            case.plan_file,
            ("do_no_harm", "services"),
            "Services are needed, but no action, referral or support brings them in.",
            "Add an action or a referral that does, or the service under supports if it is there "
            "already.",
            at_key=True,
        )


def _avoided(case: Case) -> Iterator[Hit]:
    consequences = items(group(case.plan.data, "do_no_harm"), "consequences")
    feared = any(text(item, "likelihood") in ("medium", "high") for _, item in consequences)
    # A serious harm without a goal is an error of its own (HRM04).
    waiting = [h for h in harms(case) if not h.serious and not said(h.data, "not_now")]
    if feared and waiting and not any(goal.open for goal in case.plan.goals):
        yield Hit(
            case.plan_file,
            ("do_no_harm", "consequences"),
            f"Dangers of acting are written down, and nothing is done ({_ids(waiting)}).",
            "Danger is a reason for another way, not for none: look for an option that leaves use "
            "as it is, or add not_now with because and until.",
            at_key=True,
        )
