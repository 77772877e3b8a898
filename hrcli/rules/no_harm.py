"""Whether the questions of "first, do no harm" were answered, in time and with consequences."""

from __future__ import annotations

from collections.abc import Iterator

from hrcli.dates import day
from hrcli.document.data import group, items, said, text, words
from hrcli.finding import Path, Severity
from hrcli.method.facts import USE_CHANGES, in_scope, uses
from hrcli.plan.case import Case
from hrcli.plan.plan import unanswered
from hrcli.rules.facts import bracketed
from hrcli.rules.rule import Hit, Rule, the

FIVE = "DrugNet, Harm Reduction: first, do no harm (the five questions)"
LESSEN = "DrugNet, Harm Reduction: first, do no harm (how to lessen the risk)"

NOT_NAMED = ("unknown", "multiple")
NONE = ("none", "no", "nothing", "not")
ROLES = ("", "client", "worker")


def _five_unanswered(case: Case) -> Iterator[Hit]:
    missing = unanswered(case.plan)
    if missing:
        yield Hit(
            case.plan_file,
            ("do_no_harm", missing[0]),
            f"First, do no harm: not answered yet: {', '.join(missing)}.",
            "Answer all five under do_no_harm before anything begins; stopping can harm too, and "
            "so can well-meant help (hrcli safety asks them).",
            at_key=True,
        )


def _answered_after_start(case: Case) -> Iterator[Hit]:
    if unanswered(case.plan):
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
    late = [
        goal for goal in case.plan.open_goals if goal.start and answered and goal.start < answered
    ]
    if late:
        yield Hit(
            case.plan_file,
            ("do_no_harm", "answered_on"),
            f"The five questions were answered only after a goal had begun{bracketed(late)}.",
            "Go through them for that goal: set it aside where an answer speaks against it; where "
            "none does, waive this and say so.",
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
    first = service.lower().replace(",", " ").split()[:1]
    return not first or first[0].strip(".;:") in NONE


def _somebody_else_acts(case: Case) -> bool:
    """Whether anything in the plan brings in somebody besides client and worker."""
    helpers = ("professional", "community", "school", "peer", "faith")
    actions = (action for goal in case.plan.open_goals for action in goal.actions)
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
    waiting = [h for h in case.plan.present_harms if not h.serious and not said(h.data, "not_now")]
    if feared and waiting and not any(goal.open for goal in case.plan.goals):
        yield Hit(
            case.plan_file,
            ("do_no_harm", "consequences"),
            f"Dangers of acting are written down, and nothing is done{bracketed(waiting)}.",
            "Danger is a reason for another way, not for none: look for an option that leaves use "
            "as it is, or add not_now with because and until.",
            at_key=True,
        )


def _intervention_missing(case: Case) -> Iterator[Hit]:
    for goal in case.plan.open_goals:
        if not said(goal.data, "intervention"):
            yield Hit(
                case.plan_file,
                (*goal.path, "intervention"),
                f"{the('goal', goal.id)} does not say what it does about use or treatment, so no "
                "rule can see whether it may do harm.",
                "Add intervention with one word or several (hrcli explain intervention); a goal "
                "that leaves use alone says no_use_change.",
                at_key=True,
            )


def _unknown_use_lowered(case: Case) -> Iterator[Hit]:
    every_use = uses(case.plan)
    told: set[Path] = set()
    for goal in case.plan.goals:
        if not goal.open or USE_CHANGES.isdisjoint(words(goal.data, "intervention")):
            continue
        scope = in_scope(case.plan, goal, every_use)
        unnamed = [use.path for use in scope if use.in_use and use.substance in NOT_NAMED]
        places: list[Path] = [(*path, "substance") for path in unnamed]
        if not every_use:
            places = [(*goal.path, "intervention")]
        for place in places:
            if place not in told:
                told.add(place)
                yield Hit(
                    case.plan_file,
                    place,
                    f"{the('goal', goal.id)} is about less use, and the plan does not say of "
                    "what; the rules on alcohol, sedatives and opioids see nothing.",
                    "Ask what is taken, and write each substance as a use of its own.",
                )


RULES = (
    Rule(
        "DNH01",
        "five-questions-unanswered",
        Severity.ERROR,
        FIVE,
        "An open plan in which one of the five questions has no answer: relationship, functions, "
        "consequences, services, measures.",
        "Well-meant steps have done harm where nobody knew what the use was for. The questions "
        "come before any step, be it about use or not.",
        "do_no_harm:\n  answered_on: 2026-01-12\n  relationship: Late after drinking nights\n",
        "do_no_harm:\n  answered_on: 2026-01-12\n  relationship: Late after drinking nights\n"
        "  functions: The one evening off\n"
        "  consequences: [{what: fewer friends, likelihood: low}]\n"
        "  services: [none needed]\n  measures: The time sheet shows it\n",
        _five_unanswered,
    ),
    Rule(
        "DNH02",
        "answered-after-start",
        Severity.WARNING,
        FIVE,
        "Five answers without a day, or with one that lies after the start of a goal.",
        "The questions are there to change what is planned; afterwards they are a form.",
        "do_no_harm:\n"
        "  answered_on: 2026-02-02\n"
        "  relationship: Late after drinking nights\n"
        "  functions: The one evening off\n"
        "  consequences: [{what: fewer friends, likelihood: low}]\n"
        "  services: [none needed]\n"
        "  measures: The time sheet shows it\n"
        "goals:\n"
        "  - {id: g2m, status: active, timed: {start: 2026-01-17}}\n",
        "do_no_harm:\n"
        "  answered_on: 2026-01-12\n"
        "  relationship: Late after drinking nights\n"
        "  functions: The one evening off\n"
        "  consequences: [{what: fewer friends, likelihood: low}]\n"
        "  services: [none needed]\n"
        "  measures: The time sheet shows it\n"
        "goals:\n"
        "  - {id: g2m, status: active, timed: {start: 2026-01-17}}\n",
        _answered_after_start,
    ),
    Rule(
        "DNH03",
        "consequence-without-mitigation",
        Severity.WARNING,
        LESSEN,
        "A consequence of using less that is not unlikely, with nothing set against it.",
        "Naming a danger is half of it; the other half is what makes it smaller.",
        "do_no_harm:\n  consequences: [{what: sleepless weeks, likelihood: high}]\n",
        "do_no_harm:\n  consequences: [{what: sleepless weeks, likelihood: high,\n"
        "    mitigation: the doctor knows and looks in after a week}]\n",
        _consequence_without_mitigation,
    ),
    Rule(
        "DNH04",
        "service-without-action",
        Severity.ADVICE,
        FIVE,
        "Services that are needed, in a plan that brings in nobody but client and worker.",
        "A service on paper helps nobody; somebody has to make the call.",
        "do_no_harm:\n  services: [debt advice]\n",
        "do_no_harm:\n  services: [debt advice]\n"
        "referrals:\n  - {to: debt advice, status: made, date: 2026-01-14}\n",
        _service_without_action,
    ),
    Rule(
        "DNH05",
        "danger-and-nothing-done",
        Severity.ADVICE,
        LESSEN,
        "Consequences that may well come, harms that are there, and no open goal.",
        "The four examples of harm done by help are no reason to leave things be; there is "
        "usually another way.",
        "do_no_harm:\n  consequences: [{what: sleepless weeks, likelihood: high,\n"
        "    mitigation: wait}]\ngoals: []\n",
        "do_no_harm:\n  consequences: [{what: sleepless weeks, likelihood: high,\n"
        "    mitigation: use stays as it is for now}]\n"
        "goals:\n  - {id: g2m, intervention: no_use_change}\n",
        _avoided,
    ),
    Rule(
        "DNH06",
        "intervention-missing",
        Severity.ERROR,
        FIVE,
        "An open goal without a word for what it does about use or treatment.",
        "The rules on harm that nobody means read this word and never the prose. Without it a goal "
        "to stop at once looks like one to ring the sister.",
        "goals:\n  - {id: g2m, specific: I stop on Monday}\n",
        "goals:\n  - {id: g2m, specific: I stop on Monday, intervention: stop_abrupt}\n",
        _intervention_missing,
    ),
    Rule(
        "DNH07",
        "unknown-use-lowered",
        Severity.WARNING,
        FIVE,
        "A goal that stops or lowers use, in a plan without any, or with one whose substance is "
        "unknown or several in one.",
        "Some substances must not be stopped at once, and some are deadly after a break. What is "
        "not named cannot be looked at, and that no rule speaks says nothing then.",
        "use:\n  - {id: s8w, substance: multiple}\ngoals:\n"
        "  - {id: g2m, use: [s8w], intervention: reduce_supervised}\n",
        "use:\n  - {id: s8w, substance: cannabis}\n  - {id: s3t, substance: alcohol}\ngoals:\n"
        "  - {id: g2m, use: [s8w, s3t], intervention: reduce_supervised}\n",
        _unknown_use_lowered,
    ),
)
