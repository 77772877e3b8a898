"""Whether a plan fits where the client stands with a change of each use: advice, with a question.

No stage forbids a goal, a goal of not using is never advised against, and none is asked for.
"""

from __future__ import annotations

from collections.abc import Iterator

from hrcli.document.data import said
from hrcli.knowledge.stages import limits, stages, talk
from hrcli.knowledge.unintended_harms import in_force
from hrcli.method.facts import holds_named
from hrcli.method.needs import open_barriers
from hrcli.method.uses import USE_CHANGES, in_scope
from hrcli.plan.case import Case, remembered
from hrcli.plan.plan import Goal, Use
from hrcli.rules.rule import ADVICE, WARNING, Hit, rule, the

EARLY = ("precontemplation", "contemplation")
NO_STAGE = "not_assessed"
INFORMING = ("education", "prevention")
CELLS = ("good_about_use", "less_good_about_use", "costs_of_change", "benefits_of_change")

LESS_USE = USE_CHANGES - {"naltrexone_end"}
ACTION = LESS_USE - {"abstinence_goal", "residential_admission"}
"""What asks for a change now. An aim of not using may be held at any stage."""

CLIENT = "client"
REPLACED = "alternative_function_plan"
ANGER = "anger_aggression_control"
ANGER_RULE = "R-BZD-02"  # says the same, and more, where a child is in the home

CHANGE = "Prochaska and DiClemente; slides on the principles of harm reduction"
PRECONTEMPLATION = "Community Care Resources, What is Harm Reduction?; SAMHSA TIP 35 (2019)"
THUMB = "general practice (Miller and Rollnick; brief action planning), not yet checked"
FUNCTION = "DrugNet, Harm Reduction: first do no harm; Community Care Resources"
BALANCE = "Miller and Rose, Behavioural and Cognitive Psychotherapy (2013, 2015); SAMHSA TIP 35"


def _questions(names: tuple[str, ...]) -> str:
    return " ".join(f"At {name}: {talk(stages()[name])}" for name in names)


@remembered
def _staged(case: Case) -> tuple[Use, ...]:
    """The uses that go on."""
    return tuple(use for use in case.plan.use if use.in_use)


@rule(
    "STG01",
    "stage-missing",
    ADVICE,
    draft=None,
    together=True,
    source=CHANGE,
    finds="A use without a stage of change.",
    why="What helps depends on where somebody stands, and that is asked for each use apart.",
    example="""
    use:
      - {id: s8w, substance: alcohol}
    """,
    better="""
    use:
      - id: s8w
        substance: alcohol
        stage: {value: contemplation, assessed_on: 2026-01-12}
    """,
)
def _stage_missing(case: Case) -> Iterator[Hit]:
    for it in _staged(case):
        if not it.stage.value:
            yield Hit(
                case.plan_file,
                (*it.path, "stage", "value"),
                f"{the('use', it.id)} has no stage of change.",
                "Ask where the client stands with a change of it, and add stage with value and "
                "assessed_on; not_assessed is an answer.",
                at_key=True,
            )


@rule(
    "STG02",
    "stage-old",
    ADVICE,
    source=f"{CHANGE}; the number of days is hrcli's own",
    finds=f"A stage of change that is older than {limits().days} days, or has no date.",
    why="People move between stages, back as well as on; an old stage matches an old plan.",
    example="""
    # today is 2026-02-09
    stage: {value: contemplation, assessed_on: 2025-09-01}
    """,
    better="""
    # today is 2026-02-09
    stage: {value: preparation, assessed_on: 2026-02-02}
    """,
)
def _stage_old(case: Case) -> Iterator[Hit]:
    for it in _staged(case):
        if not it.stage.value or it.stage.value == NO_STAGE:
            continue
        age = (case.today - it.stage.assessed_on).days if it.stage.assessed_on else None
        if age is None or age > limits().days:
            when = "on a day nobody wrote down" if age is None else f"{age} days ago"
            yield Hit(
                case.plan_file,
                (*it.path, "stage", "assessed_on"),
                f"{the('use', it.id)} has a stage of change that was talked about {when}.",
                "Ask again: people move, and not always in one direction. Then set value and "
                "assessed_on.",
                at_key=age is None,
            )


@rule(
    "STG03",
    "stage-newer-than-plan",
    ADVICE,
    draft=None,
    whole=True,
    source="Community Care Resources, What is Harm Reduction?",
    finds="A stage talked about after the plan was agreed, with no review since.",
    why=(
        "A plan is built on where the client stands. Where that was asked later, the goals may no "
        "longer fit."
    ),
    example="""
    agreed: {date: 2026-01-12}
    use:
      - id: s8w
        stage: {value: preparation, assessed_on: 2026-02-02}
    """,
    better="""
    agreed: {date: 2026-02-02}
    use:
      - id: s8w
        stage: {value: preparation, assessed_on: 2026-02-02}
    """,
)
def _stage_newer_than_plan(case: Case) -> Iterator[Hit]:
    agreed = case.plan.agreed.date
    held = [review.held_on for review in case.standing]
    for it in _staged(case):
        seen = it.stage.assessed_on
        since = [on for on in (*held, agreed) if on and seen and on >= seen]
        if agreed and seen and not since:
            yield Hit(
                case.plan_file,
                (*it.path, "stage", "assessed_on"),
                f"{the('use', it.id)} has a stage that is newer than the plan.",
                "See in a review whether the goals still fit where the client stands, or re-plan.",
            )


@remembered
def _open_goals(case: Case) -> tuple[tuple[Goal, frozenset[str], tuple[Use, ...]], ...]:
    """Each open goal with its interventions and the uses it is about."""
    return tuple(
        (goal, frozenset(goal.intervention), in_scope(case.plan, goal, case.plan.use))
        for goal in case.plan.open_goals
    )


@rule(
    "STG04",
    "early-stage-change-goal",
    ADVICE,
    source=f"{CHANGE}; {PRECONTEMPLATION}",
    finds=(
        "A goal that stops or lowers a use whose stage is precontemplation or contemplation, until "
        "a review with the client has gone on with it."
    ),
    why=(
        f"A way to talk about it. {_questions(EARLY)} Acting comes late on the way, not first. The "
        "goal is fine if the client wants it; if not, it is the worker's."
    ),
    example="""
    use:
      - {id: s8w, stage: {value: precontemplation}}
    goals:
      - {id: g2m, use: [s8w], intervention: reduce_supervised}
    """,
    better="""
    use:
      - {id: s8w, stage: {value: preparation}}  # asked again
    goals:
      - {id: g2m, use: [s8w], intervention: reduce_supervised}
    """,
)
def _early_stage_change_goal(case: Case) -> Iterator[Hit]:
    early = {it.path: it for it in _staged(case) if it.stage.value in EARLY}
    for goal, kinds, scope in _open_goals(case):
        behind = [early[use.path] for use in scope if use.path in early]
        behind = [use for use in behind if not _kept_since(case, goal, use)]
        if kinds & ACTION and behind:
            it = behind[0]
            yield Hit(
                case.plan_file,
                (*goal.path, "intervention"),
                f"{the('goal', goal.id)} changes a use that is at {it.stage.value}.",
                f"Good if the client wants it now. If not: {stages()[it.stage.value].elicit}",
            )


def _kept_since(case: Case, goal: Goal, use: Use) -> bool:
    """Whether a review with the client went on with a goal after the stage had been asked: that the
    client wants it is answered then, until the stage is asked anew.
    """
    asked = use.stage.assessed_on
    return any(
        "client" in review.with_
        and review.held_on is not None
        and (asked or review.held_on) <= review.held_on <= case.today
        and any(it.id == goal.id and it.status == "active" for it in review.goals)
        for review in case.standing
    )


@rule(
    "STG05",
    "early-stage-nothing-offered",
    ADVICE,
    draft=None,
    source=PRECONTEMPLATION,
    finds="A use at precontemplation, and a plan that offers neither safety nor information.",
    why=(
        f"A way to talk about it. {_questions(EARLY[:1])} Who does not think of a change can be "
        "kept safer, and may want to know more. Information is offered, not poured out."
    ),
    example="""
    use:
      - {id: s8w, stage: {value: precontemplation}}
    goals:
      - {id: g2m, intervention: reduce_supervised}
    """,
    better="""
    use:
      - {id: s8w, stage: {value: precontemplation}}
    options:
      - {id: o6e, what: A talk about overdose, kind: education, state: idea}
    """,
)
def _early_stage_nothing_offered(case: Case) -> Iterator[Hit]:
    kept = (o for o in case.plan.options if o.state != "rejected")
    offered = any(option.kind in INFORMING for option in kept)
    informs = offered or said(case.plan.data, "information_given")
    for it in _staged(case):
        if it.stage.value != EARLY[0] or informs:
            continue
        if not any(not kinds & LESS_USE for _, kinds, _ in _open_goals(case)):
            yield Hit(
                case.plan_file,
                (*it.path, "stage", "value"),
                f"{the('use', it.id)} is at precontemplation, and the plan offers nothing "
                "but a change of use.",
                f"Add a goal that makes life safer as it is, or offer information. Ask first: "
                f"{stages()[it.stage.value].elicit}",
            )
            return


def _first_of_all(case: Case) -> str:
    """What helps first: where something stands in the client's way, a support."""
    if open_barriers(case.plan):
        return "Something stands in the way: a support first, then a smaller step or a skill."
    return "Plan a smaller step, a skill or more support."


@rule(
    "STG06",
    "important-with-little-confidence",
    ADVICE,
    source=THUMB,
    finds=(
        f"A harm of importance {limits().high_importance} or more and confidence "
        f"{limits().low_confidence} or less, but for what somebody else does to the client (by)."
    ),
    why=(
        "The wish is there, the means are not: a smaller step or a skill helps more than a reason. "
        "The two numbers are a rule of thumb."
    ),
    example="""
    harms:
      - {id: h7k, importance: 9, confidence: 2}
    """,
    better="""
    # asked again, once the step had been made smaller
    harms:
      - {id: h7k, importance: 9, confidence: 6}
    """,
)
def _low_confidence(case: Case) -> Iterator[Hit]:
    for harm in case.plan.harms:
        importance, confidence = harm.importance, harm.confidence
        others = harm.by not in ("", CLIENT)  # no smaller step of the client's stops their acts
        if harm.resolved or others or importance is None or confidence is None:
            continue
        waits = said(harm.data, "not_now")
        high = importance >= limits().high_importance
        if high and confidence <= limits().low_confidence and not waits:
            yield Hit(
                case.plan_file,
                (*harm.path, "confidence"),
                f"{the('harm', harm.id)} matters much to the client, who has little confidence.",
                f"{_first_of_all(case)} Ask: why this number and not a lower one, and what would "
                "move it up by one?",
            )


@rule(
    "STG07",
    "goal-beyond-confidence",
    ADVICE,
    together=True,
    source=THUMB,
    finds=f"An open goal that the client trusts less than {limits().goal_confidence} of 10.",
    why="A goal that is reached carries the next one. The number is a rule of thumb.",
    example="""
    goals:
      - id: g2m
        realistic: {because: the sister offered, confidence: 4}
    """,
    better="""
    goals:
      - id: g2m
        realistic: {because: the sister offered, confidence: 8}
    """,
)
def _goal_beyond_confidence(case: Case) -> Iterator[Hit]:
    wanted = limits().goal_confidence
    for goal in case.plan.open_goals:
        confidence = goal.realistic.confidence
        if confidence is not None and confidence < wanted:
            yield Hit(
                case.plan_file,
                (*goal.path, "realistic", "confidence"),
                f"{the('goal', goal.id)} has a confidence under {wanted}.",
                "Make the goal smaller together, until the client's number is "
                f"{wanted} or more; or add support.",
            )


@rule(
    "STG08",
    "function-without-replacement",
    WARNING,
    source=FUNCTION,
    finds="A use that a goal stops or lowers, with a function that nothing else is to meet.",
    why=(
        "Use does something for people. Where that falls away and nothing takes its place, the "
        "use comes back, or something worse does."
    ),
    example="""
    use:
      - id: s8w
        functions:
          - {what: falling asleep, kind: sleep}
    goals:
      - {id: g2m, use: [s8w], intervention: reduce_supervised}
    """,
    better="""
    use:
      - id: s8w
        functions:
          - {what: falling asleep, kind: sleep, replacement: the sleep course}
    goals:
      - {id: g2m, use: [s8w], intervention: reduce_supervised}
    """,
)
def _function_without_replacement(case: Case) -> Iterator[Hit]:
    answers = {mitigation.is_ for mitigation in case.plan.mitigations}
    lowered = {
        use.path: (goal, kinds)
        for goal, kinds, scope in _open_goals(case)
        for use in scope
        if kinds & LESS_USE and REPLACED not in (*answers, *goal.mitigations)
    }
    for it in _staged(case):
        if it.path not in lowered:
            continue
        goal, kinds = lowered[it.path]
        for function in it.functions:
            kind = function.kind
            told = kind == ANGER and _told_by_the_anger_rule(case, kinds)
            if kind != "not_explored" and not said(function.data, "replacement") and not told:
                yield Hit(
                    case.plan_file,
                    (*function.path, "replacement"),
                    f"{the('goal', goal.id)} lowers a use that does something for the client, "
                    "and nothing is to take its place.",
                    "Ask what else could do the same, and add replacement; or note the "
                    f"mitigation {REPLACED} on the goal.",
                    at_key=True,
                )


def _told_by_the_anger_rule(case: Case, kinds: frozenset[str]) -> bool:
    """Whether the rule about anger and a child in the home speaks of it as well."""
    harm = in_force(case.settings.knowledge).get(ANGER_RULE)
    return bool(harm and kinds & harm.interventions and holds_named(case, "child_near"))


@rule(
    "STG09",
    "balance-in-two-minds",
    ADVICE,
    draft=None,
    source=BALANCE,
    finds="Pros and cons of use written down at contemplation, while a change is being supported.",
    why=(
        "With somebody in two minds a full balance tends to lower commitment. It suits a worker "
        "who means to stay neutral, and it is never needed."
    ),
    example="""
    use:
      - {id: s8w, stage: {value: contemplation}}
    decisional_balance:
      purpose: consolidate_decision
      good_about_use: [a laugh with friends]
    """,
    better="""
    use:
      - {id: s8w, stage: {value: contemplation}}
    decisional_balance:
      purpose: neutral_choice
      good_about_use: [a laugh with friends]
    """,
)
def _balance_in_two_minds(case: Case) -> Iterator[Hit]:
    balance = case.plan.decisional_balance
    unsure = {it.path for it in _staged(case) if it.stage.value == EARLY[1]}
    steered = any(
        kinds & LESS_USE and unsure & {use.path for use in scope}
        for _, kinds, scope in _open_goals(case)
    )
    neutral = balance.purpose == "neutral_choice"
    if unsure and any(said(balance.data, cell) for cell in CELLS) and (steered or not neutral):
        yield Hit(
            case.plan_file,
            ("decisional_balance",),
            "Pros and cons are weighed while the client is in two minds about a change.",
            "Good for a neutral choice. Where a change is being supported, ask for the client's "
            "own reasons for it instead: a whole balance may lower commitment.",
            at_key=True,
        )
