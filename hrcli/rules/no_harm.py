"""Whether the questions of "first, do no harm" were answered, in time and with consequences."""

from __future__ import annotations

from collections.abc import Iterator

from hrcli.dates import day
from hrcli.document.data import group, said, text
from hrcli.folding import folded
from hrcli.method.agreeing import came_after
from hrcli.method.answers import stood_by, taken_on, unanswered
from hrcli.method.uses import in_scope, less_use, uses
from hrcli.plan.agreed import outdated
from hrcli.plan.case import Case
from hrcli.plan.plan import Goal, Plan
from hrcli.rules.questions import bracketed
from hrcli.rules.rule import ADVICE, ERROR, WARNING, Hit, rule, the

FIVE = "DrugNet, Harm Reduction: first, do no harm (the five questions)"
LESSEN = "DrugNet, Harm Reduction: first, do no harm (how to lessen the risk)"

NOT_NAMED = ("unknown", "multiple")
NONE = ("none", "no", "nothing", "not")
ROLES = ("", "client", "worker")
SEE_NOTHING = "the rules on alcohol, sedatives and opioids see nothing."
NAME_EACH = "Ask what is taken, and write each substance as a use of its own."


@rule(
    "DNH01",
    "five-questions-unanswered",
    ERROR,
    fixed=True,
    source=FIVE,
    finds=(
        "An active plan, or a draft with an option or a goal, in which one of the five questions "
        "has no answer: relationship, functions, consequences, services, measures."
    ),
    why=(
        "Well-meant steps have done harm where nobody knew what the use was for. The questions "
        "come before any step, be it about use or not."
    ),
    example="""
    do_no_harm:
      answered_on: 2026-01-12
      relationship: Late after drinking nights
    """,
    better="""
    do_no_harm:
      answered_on: 2026-01-12
      relationship: Late after drinking nights
      functions: The one evening off
      consequences: [{what: fewer friends, likelihood: low}]
      services: [none needed]
      measures: The time sheet shows it
    """,
)
def _five_unanswered(case: Case) -> Iterator[Hit]:
    plan = case.plan
    missing = unanswered(plan)
    if missing and plan.has_ideas:
        yield Hit(
            case.plan_file,
            ("do_no_harm", missing[0]),
            f"First, do no harm: not answered yet: {', '.join(missing)}.",
            "Answer all five under do_no_harm before anything begins; stopping can harm too, and "
            "so can well-meant help (hrcli safety asks them).",
            at_key=True,
        )


@rule(
    "DNH02",
    "answered-after-start",
    WARNING,
    source=FIVE,
    finds=(
        "Five answers without a day, or with one that lies after the start of a goal; and answers "
        "from before a goal about less use came into the active plan."
    ),
    why=(
        "The questions are there to change what is planned; afterwards they are a form. What was "
        "answered about another plan says nothing about a goal that was not thought of then."
    ),
    example="""
    do_no_harm:
      answered_on: 2026-02-02
      relationship: Late after drinking nights
      functions: The one evening off
      consequences: [{what: fewer friends, likelihood: low}]
      services: [none needed]
      measures: The time sheet shows it
    goals:
      - {id: g2m, status: active, timed: {start: 2026-01-17}}
    """,
    better="""
    do_no_harm:
      answered_on: 2026-01-12
      relationship: Late after drinking nights
      functions: The one evening off
      consequences: [{what: fewer friends, likelihood: low}]
      services: [none needed]
      measures: The time sheet shows it
    goals:
      - {id: g2m, status: active, timed: {start: 2026-01-17}}
    """,
)
def _answered_after_start(case: Case) -> Iterator[Hit]:
    if unanswered(case.plan):
        return
    answered = case.plan.do_no_harm.answered_on
    if not said(case.plan.data, "do_no_harm", "answered_on"):
        yield Hit(
            case.plan_file,
            ("do_no_harm", "answered_on"),
            "The five questions are answered, but not on which day.",
            "Add answered_on under do_no_harm, the day of the first answers.",
            at_key=True,
        )
    late = [
        goal
        for goal in case.plan.open_goals
        if goal.start and answered and goal.start < answered and not _was_agreed(case.plan, goal)
    ]
    if late:
        yield Hit(
            case.plan_file,
            ("do_no_harm", "answered_on"),
            f"The five questions were answered only after a goal had begun{bracketed(late)}.",
            "Go through them for that goal: set it aside where an answer speaks against it; where "
            "none does, waive this and say so.",
        )
    new = came_after(case.plan)
    if new:
        yield Hit(
            case.plan_file,
            ("do_no_harm", "answered_on"),
            "The five questions were answered before a goal about less use came into the "
            f"plan{bracketed(new)}.",
            "Go through all five again with that goal in mind before it begins, and write today as "
            "answered_on (hrcli agree asks too).",
        )


def _was_agreed(plan: Plan, goal: Goal) -> bool:
    """Whether a goal began after an agreement, which needs all five: later answers are new ones.

    The first agreement leaves its day at the first numbers of the harms.
    """
    days = [when for harm in plan.harms if (when := day(harm.baseline.date))]
    begun = bool(days and goal.start and min(days) <= goal.start)
    return begun and goal not in outdated(plan).goals


@rule(
    "DNH03",
    "consequence-without-mitigation",
    WARNING,
    source=LESSEN,
    finds="A consequence of using less that is not unlikely, with nothing set against it.",
    why="Naming a danger is half of it; the other half is what makes it smaller.",
    example="""
    do_no_harm:
      consequences: [{what: sleepless weeks, likelihood: high}]
    """,
    better="""
    do_no_harm:
      consequences: [{what: sleepless weeks, likelihood: high,
        mitigation: the doctor knows and looks in after a week}]
    """,
)
def _consequence_without_mitigation(case: Case) -> Iterator[Hit]:
    for consequence in case.plan.do_no_harm.consequences:
        if consequence.likelihood != "low" and not said(consequence.data, "mitigation"):
            yield Hit(
                case.plan_file,
                (*consequence.path, "mitigation"),
                "A consequence that may well come has nothing set against it.",
                "Add mitigation: what makes it less likely or less bad; write likelihood: low if "
                "that is what you found together.",
                at_key=True,
            )


def _says_none(service: str) -> bool:
    """Whether an entry says that there is none (`none beyond the sister at present`)."""
    first = folded(service).replace(",", " ").split()[:1]
    return not first or first[0].strip(".;:") in NONE


def _somebody_else_acts(case: Case) -> bool:
    """Whether anything in the plan brings in somebody besides client and worker."""
    helpers = ("professional", "community", "school", "peer", "faith")
    actions = (action for goal in case.plan.open_goals for action in taken_on(goal))
    asked = [referral.status for referral in case.plan.referrals]
    asked.append(text(group(group(case.plan.data, "child_safety"), "referral"), "status"))
    return (
        "made" in asked
        or any(support.kind in helpers for support in stood_by(case.plan))
        or any(action.who not in ROLES for action in actions)
    )


@rule(
    "DNH04",
    "service-without-action",
    ADVICE,
    at_agree=True,
    source=FIVE,
    finds="Services that are needed, in a plan that brings in nobody but client and worker.",
    why=(
        "A service on paper helps nobody; somebody has to make the call. A referral that was only "
        "thought of, or declined, brings nobody in."
    ),
    example="""
    do_no_harm:
      services: [debt advice]
    """,
    better="""
    do_no_harm:
      services: [debt advice]
    referrals:
      - {to: debt advice, status: made, date: 2026-01-14}
    """,
)
def _service_without_action(case: Case) -> Iterator[Hit]:
    services = case.plan.do_no_harm.services
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


@rule(
    "DNH05",
    "danger-and-nothing-done",
    ADVICE,
    source=LESSEN,
    finds="Consequences that may well come, harms that are there, and no open goal.",
    why=(
        "The four examples of harm done by help are no reason to leave things be; there is "
        "usually another way."
    ),
    example="""
    do_no_harm:
      consequences: [{what: sleepless weeks, likelihood: high,
        mitigation: wait}]
    goals: []
    """,
    better="""
    do_no_harm:
      consequences: [{what: sleepless weeks, likelihood: high,
        mitigation: use stays as it is for now}]
    goals:
      - {id: g2m, intervention: no_use_change}
    """,
)
def _avoided(case: Case) -> Iterator[Hit]:
    consequences = case.plan.do_no_harm.consequences
    feared = any(it.likelihood in ("medium", "high") for it in consequences)
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


@rule(
    "DNH06",
    "intervention-missing",
    ERROR,
    source=FIVE,
    finds="An open goal without a word for what it does about use or treatment.",
    why=(
        "The rules on harm that nobody means read this word and never the prose. Without it a goal "
        "to stop at once looks like one to ring the sister."
    ),
    example="""
    goals:
      - {id: g2m, specific: I stop on Monday}
    """,
    better="""
    goals:
      - {id: g2m, specific: I stop on Monday, intervention: stop_abrupt}
    """,
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


@rule(
    "DNH07",
    "unknown-use-lowered",
    WARNING,
    source=FIVE,
    finds=(
        "A plan with goals and a use whose substance is unknown or several in one, above all where "
        "a goal lowers it; or a goal that lowers use, in a plan without any."
    ),
    why=(
        "Some substances must not be stopped at once, and some are deadly after a break. What is "
        "not named cannot be looked at, and that no rule speaks says nothing then."
    ),
    example="""
    use:
      - {id: s8w, substance: multiple}
    goals:
      - {id: g2m, use: [s8w], intervention: reduce_supervised}
    """,
    better="""
    use:
      - {id: s8w, substance: cannabis}
      - {id: s3t, substance: alcohol}
    goals:
      - {id: g2m, use: [s8w, s3t], intervention: reduce_supervised}
    """,
)
def _unknown_use_lowered(case: Case) -> Iterator[Hit]:
    lowering = less_use(case.plan)
    if lowering and not case.plan.use:
        yield Hit(
            case.plan_file,
            (*lowering[0].path, "intervention"),
            f"{the('goal', lowering[0].id)} is about less use, and the plan does not say of what; "
            f"{SEE_NOTHING}",
            NAME_EACH,
        )
    every_use = uses(case.plan)
    for use in every_use if case.plan.open_goals else ():
        if use.in_use and use.substance in NOT_NAMED:
            goals = [goal for goal in lowering if use in in_scope(case.plan, goal, every_use)]
            lowered = f"{the('goal', goals[0].id)} is about less of it, and the" if goals else "The"
            yield Hit(
                case.plan_file,
                (*use.path, "substance"),
                f"{lowered} plan does not say what {use.name} is; {SEE_NOTHING}",
                NAME_EACH,
                severity=WARNING if goals else ADVICE,
            )
