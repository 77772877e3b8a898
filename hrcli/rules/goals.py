"""Whether each goal is SMART as DrugNet means it, tied to a harm, and on its way."""

from __future__ import annotations

from collections.abc import Iterator

from hrcli.dates import after
from hrcli.document.data import group, said
from hrcli.method.answers import missing_letters, taken_on
from hrcli.method.next_review import review_after
from hrcli.plan.case import Case
from hrcli.rules.rule import ADVICE, ERROR, WARNING, Hit, rule, the

SMART = "DrugNet, Harm Reduction: problem-solving step 5 (SMART, short-term goals)"
DO_IT = "DrugNet, Harm Reduction: problem-solving step 6"
REVIEW = "DrugNet, Harm Reduction: problem-solving step 7"
UNVERIFIED = "general practice, not yet checked against a source"

MANY_GOALS = 3


@rule(
    "GOA01",
    "goal-without-harm",
    WARNING,
    source=SMART,
    finds="An open goal that names no harm.",
    why=(
        "The steps lead from a harm to a goal; without that link nobody can tell later whether "
        "the goal made anything better."
    ),
    example="""
    goals:
      - id: g2m
        specific: I ring before I go out
    """,
    better="""
    goals:
      - id: g2m
        for: [h7k]
        specific: I ring before I go out
    """,
)
def _goal_without_harm(case: Case) -> Iterator[Hit]:
    for goal in case.plan.open_goals:
        if not said(goal.data, "for"):
            yield Hit(
                case.plan_file,
                (*goal.path, "for"),
                f"{the('goal', goal.id)} does not say which harm it is for.",
                "Add for with the ids of the harms that the goal makes smaller.",
                at_key=True,
            )


@rule(
    "GOA02",
    "baseline-or-target-missing",
    WARNING,
    together=True,
    source=SMART,
    finds="A measure without where it stands now (baseline) or where it should go (target).",
    why="Small steps show only against a start and an aim.",
    example="""
    assessable:
      measure: nights at the sister's
      target: 4
    """,
    better="""
    assessable:
      measure: nights at the sister's
      baseline: 0
      target: 4
    """,
)
def _baseline_or_target_missing(case: Case) -> Iterator[Hit]:
    for goal in case.plan.open_goals:
        assessable = group(goal.data, "assessable")
        missing = [key for key in ("baseline", "target") if not said(assessable, key)]
        if said(assessable, "measure") and missing:
            yield Hit(
                case.plan_file,
                (*goal.path, "assessable", missing[0]),
                f"{the('goal', goal.id)} has a measure but no {' and no '.join(missing)}.",
                "Add what is missing under assessable; 0 is an answer too.",
                at_key=True,
                detail=", ".join(missing),
            )


@rule(
    "GOA03",
    "smart-part-missing",
    ERROR,
    source=SMART,
    finds=(
        "An open goal that lacks one of its five parts: specific, meaningful, assessable, "
        "realistic, timed."
    ),
    why=(
        "Each letter guards against another way of failing: meaningful, for one, is why the goal "
        "matters to the client and not to us."
    ),
    example="""
    goals:
      - id: g2m
        specific: Child A sleeps at the sister's when I drink
        timed: {by: 2026-02-28}
    """,
    better="""
    goals:
      - id: g2m
        specific: Child A sleeps at the sister's when I drink
        meaningful: '"I want her to have a normal Sunday."'
        assessable: {measure: weekends kept, baseline: 0, target: 4}
        realistic: {because: the sister has offered}
        timed: {by: 2026-02-28}
    """,
)
def _smart_part_missing(case: Case) -> Iterator[Hit]:
    for goal in case.plan.open_goals:
        missing = missing_letters(goal)
        if missing:
            names = ", ".join(".".join(part) for part in missing)
            yield Hit(
                case.plan_file,
                (*goal.path, *missing[0]),
                f"{the('goal', goal.id)} is not SMART yet: it has no {names}.",
                f"Work it out with the client and add {names}.",
                at_key=True,
            )


@rule(
    "GOA04",
    "start-after-target",
    ERROR,
    source=SMART,
    finds="A goal that starts after the day it should be reached.",
    why="One of the two dates is a slip, and what is due hangs on it.",
    example="""
    timed: {start: 2026-03-17, by: 2026-02-28}
    """,
    better="""
    timed: {start: 2026-01-17, by: 2026-02-28}
    """,
)
def _start_after_target(case: Case) -> Iterator[Hit]:
    for goal in case.plan.open_goals:
        if goal.start and goal.by and goal.start > goal.by:
            yield Hit(
                case.plan_file,
                (*goal.path, "timed", "start"),
                f"{the('goal', goal.id)} starts after the day it should be reached.",
                "Correct start or by under timed; start comes first.",
            )


@rule(
    "GOA05",
    "target-date-passed",
    WARNING,
    source=REVIEW,
    finds="An open goal whose target date has passed.",
    why=(
        "It was reached, partly reached or not: each of them is worth knowing and none is a "
        "failure."
    ),
    example="""
    # today is 2026-02-09
    status: active
    timed: {by: 2026-01-31}
    """,
    better="""
    # today is 2026-02-09
    status: partly_achieved
    timed: {by: 2026-01-31}
    """,
)
def _target_date_passed(case: Case) -> Iterator[Hit]:
    for goal in case.plan.open_goals:
        if goal.by and goal.by < case.today and not (goal.start and goal.start > goal.by):
            yield Hit(
                case.plan_file,
                (*goal.path, "timed", "by"),
                f"{the('goal', goal.id)} is still open, and its day has passed.",
                "Look at it with the client: set status to achieved, partly_achieved, "
                "not_achieved or set_aside, or agree a new by.",
            )


@rule(
    "GOA06",
    "review-after-target",
    ADVICE,
    source=REVIEW,
    finds="A next review more than one review interval after the day a goal should be reached.",
    why="The goal would end and nobody would look at it for a long while.",
    example="""
    review: {next: 2026-06-08, every: 4 weeks}
    goals:
      - id: g2m
        timed: {by: 2026-02-28}
    """,
    better="""
    review: {next: 2026-03-09, every: 4 weeks}
    goals:
      - id: g2m
        timed: {by: 2026-02-28}
    """,
)
def _review_after_target(case: Case) -> Iterator[Hit]:
    review = case.plan.review
    for goal in case.plan.open_goals:
        if review.next is None or goal.by is None or goal.by < case.today:
            continue
        latest = review_after(case, goal.by)
        if latest and review.next > latest:
            yield Hit(
                case.plan_file,
                (*goal.path, "timed", "by"),
                f"{the('goal', goal.id)} ends long before the next review: nobody would look.",
                "Agree an earlier next under review, or a later by for the goal.",
            )


@rule(
    "GOA07",
    "goal-without-action",
    ADVICE,
    source=DO_IT,
    finds="An open goal without a single action.",
    why="A goal is done in steps; the first one says who does what by when.",
    example="""
    goals:
      - id: g2m
        specific: Child A sleeps at the sister's when I drink
    """,
    better="""
    goals:
      - id: g2m
        specific: Child A sleeps at the sister's when I drink
        actions:
          - {id: a5x, what: Ask the sister, who: client, by: 2026-01-16}
    """,
)
def _goal_without_action(case: Case) -> Iterator[Hit]:
    for goal in case.plan.open_goals:
        if not any(taken_on(goal)):
            yield Hit(
                case.plan_file,
                (*goal.path, "actions"),
                f"{the('goal', goal.id)} has no action yet that somebody takes on.",
                "Add actions: a first small step with what, who and by.",
                at_key=True,
            )


@rule(
    "GOA08",
    "action-done-in-future",
    WARNING,
    source=DO_IT,
    finds="An action that was done on a day still to come.",
    why="The date is a slip, and with it the step drops out of what is due.",
    example="""
    # today is 2026-02-09
    actions:
      - {id: a5x, what: Ask the sister, done_on: 2026-12-15}
    """,
    better="""
    # today is 2026-02-09
    actions:
      - {id: a5x, what: Ask the sister, done_on: 2026-01-15}
    """,
)
def _action_done_in_future(case: Case) -> Iterator[Hit]:
    for goal in case.plan.goals:
        for action in goal.actions:
            if action.done_on and action.done_on > case.today:
                yield Hit(
                    case.plan_file,
                    (*action.path, "done_on"),
                    f"{the('action', action.id)} was done on a day that is still to come.",
                    "Correct done_on, or take it out until the step is done.",
                )


@rule(
    "GOA09",
    "action-without-date",
    WARNING,
    together=True,
    source=DO_IT,
    finds="An open action with neither a date nor the next contact to be done at.",
    why="What has no date is never due and is lost between two meetings.",
    example="""
    actions:
      - {id: a5x, what: Ask the sister, who: client}
    """,
    better="""
    actions:
      - {id: a5x, what: Ask the sister, who: client, when: next_contact}
    """,
)
def _action_without_date(case: Case) -> Iterator[Hit]:
    for goal in case.plan.open_goals:
        for action in goal.actions:
            if action.open and not said(action.data, "by") and not said(action.data, "when"):
                yield Hit(
                    case.plan_file,
                    (*action.path, "by"),
                    f"{the('action', action.id)} has no date, so nothing will remind anyone.",
                    "Add by with a date, or when: next_contact.",
                    at_key=True,
                )


@rule(
    "GOA10",
    "action-after-target",
    ADVICE,
    source=DO_IT,
    finds="An open action that is due after its goal should be reached.",
    why="The step comes too late to help with the goal it belongs to.",
    example="""
    timed: {by: 2026-02-28}
    actions:
      - {id: a5x, what: Ask the sister, by: 2026-03-16}
    """,
    better="""
    timed: {by: 2026-02-28}
    actions:
      - {id: a5x, what: Ask the sister, by: 2026-02-16}
    """,
)
def _action_after_target(case: Case) -> Iterator[Hit]:
    for goal in case.plan.open_goals:
        for action in goal.actions:
            if action.open and action.by and goal.by and action.by > goal.by:
                yield Hit(
                    case.plan_file,
                    (*action.path, "by"),
                    f"{the('action', action.id)} is due after the goal should be reached.",
                    "Give the action an earlier by, or the goal a later one.",
                )


@rule(
    "GOA11",
    "too-many-open-goals",
    ADVICE,
    source=UNVERIFIED,
    finds="More than three open goals at once.",
    why=(
        "Few goals are easier to hold on to. The number is a rule of thumb that no source we "
        "read confirms."
    ),
    example="""
    goals:
      - {id: g2m, status: active}
      - {id: g3n, status: active}
      - {id: g4p, status: active}
      - {id: g5q, status: active}
    """,
    better="""
    goals:
      - {id: g2m, status: active}
      - {id: g3n, status: active}
      - {id: g4p, status: active}
      - {id: g5q, status: set_aside}
    """,
)
def _too_many_open_goals(case: Case) -> Iterator[Hit]:
    count = len(case.plan.open_goals)
    if count > MANY_GOALS:
        yield Hit(
            case.plan_file,
            ("goals",),
            f"{count} goals are open at once; more than about {MANY_GOALS} are hard to carry.",
            "Ask which ones come first, and set the others to set_aside or move them to later.",
            at_key=True,
        )


@rule(
    "GOA12",
    "target-far-off",
    ADVICE,
    draft=None,
    source=SMART + "; the twelve weeks are hrcli's own",
    finds="An open goal farther off than goal_horizon in hrcli.yaml: twelve weeks unless it says.",
    why=(
        "Goals are meant to be short-term: a near step can be reached, seen and followed by "
        "the next."
    ),
    example="""
    # today is 2026-02-09
    timed: {start: 2026-01-17, by: 2027-01-17}
    """,
    better="""
    # today is 2026-02-09
    timed: {start: 2026-01-17, by: 2026-02-28}
    """,
)
def _target_far_off(case: Case) -> Iterator[Hit]:
    for goal in case.plan.open_goals:
        farthest = after(max(goal.start or case.today, case.today), case.settings.goal_horizon)
        if goal.by and farthest and goal.by > farthest:
            yield Hit(
                case.plan_file,
                (*goal.path, "timed", "by"),
                f"{the('goal', goal.id)} lies more than {case.settings.goal_horizon} ahead.",
                "Agree a nearer step with its own by, and keep the far one under later.",
            )


@rule(
    "GOA13",
    "goal-open-in-closed-plan",
    WARNING,
    draft=None,
    closed=True,
    source=REVIEW,
    finds="A proposed or active goal in a plan that is closed.",
    why=(
        "Nothing is due in a closed case. Where one copy of the plan was closed while work went "
        "on in another, a line-by-line merge silences that work."
    ),
    example="""
    status: closed
    goals: [{id: g2m, status: active}]
    """,
    better="""
    status: closed
    goals: [{id: g2m, status: achieved}]
    """,
)
def _goal_open_in_closed_plan(case: Case) -> Iterator[Hit]:
    # After a death nobody is asked to sort out what was reached.
    died = case.plan.closed.outcome == "died"
    asked = case.plan.status == "closed" and not died
    for goal in case.plan.open_goals if asked else ():
        yield Hit(
            case.plan_file,
            (*goal.path, "status"),
            f"{the('goal', goal.id)} is still open, and the plan is closed.",
            "Write how it ended (achieved, partly_achieved, not_achieved, set_aside). Where the "
            "work goes on, re-open the case: hrcli reopen.",
            at_key=True,
        )
