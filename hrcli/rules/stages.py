"""Whether a plan fits where the client stands with a change of each use: advice, with a question.

No stage forbids a goal, a goal of not using is never advised against, and none is asked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

from hrcli.dates import day
from hrcli.document.data import group, items, said, text, whole_number, words
from hrcli.finding import Severity
from hrcli.knowledge.stages import limits, stages, talk
from hrcli.knowledge.unintended_harms import in_force
from hrcli.method.facts import USE_CHANGES, Use, facts, in_scope, uses
from hrcli.plan.case import Case, remembered
from hrcli.plan.plan import Goal
from hrcli.rules.rule import Hit, Rule, the

EARLY = ("precontemplation", "contemplation")
NO_STAGE = "not_assessed"
INFORMING = ("education", "prevention")
CELLS = ("good_about_use", "less_good_about_use", "costs_of_change", "benefits_of_change")

LESS_USE = USE_CHANGES - {"naltrexone_end"}
ACTION = LESS_USE - {"abstinence_goal", "residential_admission"}
"""What asks for a change now. An aim of not using may be held at any stage."""

REPLACED = "alternative_function_plan"
ANGER = "anger_aggression_control"
ANGER_RULE = "R-BZD-02"  # says the same, and more, where a child is in the home

CHANGE = "Prochaska and DiClemente; slides on the principles of harm reduction"
PRECONTEMPLATION = "Community Care Resources, What is Harm Reduction?; SAMHSA TIP 35 (2019)"
THUMB = "general practice (Miller and Rollnick; brief action planning), not yet checked"
FUNCTION = "DrugNet, Harm Reduction: first do no harm; Community Care Resources"
BALANCE = "Miller and Rose, Behavioural and Cognitive Psychotherapy (2013, 2015); SAMHSA TIP 35"


class Staged(NamedTuple):
    """A use that goes on, with the stage of change that was written for it."""

    use: Use
    data: Mapping[str, Any]
    stage: str
    assessed_on: date | None


@remembered
def _staged(case: Case) -> tuple[Staged, ...]:
    known = dict(items(case.plan.data, "use"))
    going_on = ((use, known[int(use.path[1])]) for use in uses(case.plan) if use.in_use)
    return tuple(_staged_use(use, data) for use, data in going_on)


def _staged_use(use: Use, data: Mapping[str, Any]) -> Staged:
    stage = group(data, "stage")
    return Staged(use, data, text(stage, "value"), day(stage.get("assessed_on")))


def _stage_missing(case: Case) -> Iterator[Hit]:
    for it in _staged(case):
        if not it.stage:
            yield Hit(
                case.plan_file,
                (*it.use.path, "stage", "value"),
                f"{the('use', it.use.id)} has no stage of change.",
                "Ask where the client stands with a change of it, and add stage with value and "
                "assessed_on; not_assessed is an answer.",
                at_key=True,
            )


def _stage_old(case: Case) -> Iterator[Hit]:
    for it in _staged(case):
        if not it.stage or it.stage == NO_STAGE:
            continue
        age = (case.today - it.assessed_on).days if it.assessed_on else None
        if age is None or age > limits().days:
            when = "on a day nobody wrote down" if age is None else f"{age} days ago"
            yield Hit(
                case.plan_file,
                (*it.use.path, "stage", "assessed_on"),
                f"{the('use', it.use.id)} has a stage of change that was talked about {when}.",
                "Ask again: people move, and not always in one direction. Then set value and "
                "assessed_on.",
                at_key=age is None,
            )


def _stage_newer_than_plan(case: Case) -> Iterator[Hit]:
    agreed = day(group(case.plan.data, "agreed").get("date"))
    held = [day(review.data.get("held_on")) for review in case.standing]
    for it in _staged(case):
        seen = it.assessed_on
        since = [on for on in (*held, agreed) if on and seen and on >= seen]
        if agreed and seen and not since:
            yield Hit(
                case.plan_file,
                (*it.use.path, "stage", "assessed_on"),
                f"{the('use', it.use.id)} has a stage that is newer than the plan.",
                "See in a review whether the goals still fit where the client stands, or re-plan.",
            )


@remembered
def _open_goals(case: Case) -> tuple[tuple[Goal, frozenset[str], tuple[Use, ...]], ...]:
    """Each open goal with its interventions and the uses it is about."""
    every_use = uses(case.plan)
    return tuple(
        (goal, frozenset(words(goal.data, "intervention")), in_scope(case.plan, goal, every_use))
        for goal in case.plan.open_goals
    )


def _early_stage_change_goal(case: Case) -> Iterator[Hit]:
    early = {it.use.path: it for it in _staged(case) if it.stage in EARLY}
    for goal, kinds, scope in _open_goals(case):
        behind = [early[use.path] for use in scope if use.path in early]
        if kinds & ACTION and behind:
            it = behind[0]
            yield Hit(
                case.plan_file,
                (*goal.path, "intervention"),
                f"{the('goal', goal.id)} changes a use that is at {it.stage}.",
                f"Good if the client wants it now. If not: {stages()[it.stage].elicit}",
            )


def _early_stage_nothing_offered(case: Case) -> Iterator[Hit]:
    kept = (o for o in case.plan.options if o.state != "rejected")
    offered = any(text(option.data, "kind") in INFORMING for option in kept)
    informs = offered or said(case.plan.data, "information_given")
    for it in _staged(case):
        if it.stage != EARLY[0] or informs:
            continue
        if not any(not kinds & LESS_USE for _, kinds, _ in _open_goals(case)):
            yield Hit(
                case.plan_file,
                (*it.use.path, "stage", "value"),
                f"{the('use', it.use.id)} is at precontemplation, and the plan offers nothing "
                "but a change of use.",
                f"Add a goal that makes life safer as it is, or offer information. Ask first: "
                f"{stages()[it.stage].elicit}",
            )
            return


def _low_confidence(case: Case) -> Iterator[Hit]:
    for harm in case.plan.harms:
        importance, confidence = harm.importance, harm.confidence
        if harm.resolved or importance is None or confidence is None:
            continue
        waits = said(harm.data, "not_now")
        high = importance >= limits().high_importance
        if high and confidence <= limits().low_confidence and not waits:
            yield Hit(
                case.plan_file,
                (*harm.path, "confidence"),
                f"{the('harm', harm.id)} matters much to the client, who has little confidence.",
                "Plan a smaller step, a skill or more support. Ask: why this number and not a "
                "lower one, and what would move it up by one?",
            )


def _goal_beyond_confidence(case: Case) -> Iterator[Hit]:
    wanted = limits().goal_confidence
    for goal in case.plan.open_goals:
        confidence = whole_number(group(goal.data, "realistic"), "confidence")
        if confidence is not None and confidence < wanted:
            yield Hit(
                case.plan_file,
                (*goal.path, "realistic", "confidence"),
                f"{the('goal', goal.id)} has a confidence under {wanted}.",
                "Make the goal smaller together, until the client's number is "
                f"{wanted} or more; or add support.",
            )


def _function_without_replacement(case: Case) -> Iterator[Hit]:
    answers = {text(item, "is") for _, item in items(case.plan.data, "mitigations")}
    lowered = {
        use.path: (goal, kinds)
        for goal, kinds, scope in _open_goals(case)
        for use in scope
        if kinds & LESS_USE and REPLACED not in (*answers, *words(goal.data, "mitigations"))
    }
    for it in _staged(case):
        if it.use.path not in lowered:
            continue
        goal, kinds = lowered[it.use.path]
        for position, function in items(it.data, "functions"):
            kind = text(function, "kind")
            told = kind == ANGER and _told_by_the_anger_rule(case, it.use, kinds)
            if kind != "not_explored" and not said(function, "replacement") and not told:
                yield Hit(
                    case.plan_file,
                    (*it.use.path, "functions", position, "replacement"),
                    f"{the('goal', goal.id)} lowers a use that does something for the client, "
                    "and nothing is to take its place.",
                    "Ask what else could do the same, and add replacement; or note the "
                    f"mitigation {REPLACED} on the goal.",
                    at_key=True,
                )


def _told_by_the_anger_rule(case: Case, use: Use, kinds: frozenset[str]) -> bool:
    """Whether the rule about anger and a child in the home speaks of this use as well."""
    rule = in_force(case.settings.knowledge).get(ANGER_RULE)
    child = any(fact.word == "child_in_home" for fact in facts(case))
    return bool(rule and child and kinds & rule.interventions and "depressant" in use.groups)


def _balance_in_two_minds(case: Case) -> Iterator[Hit]:
    balance = group(case.plan.data, "decisional_balance")
    unsure = {it.use.path for it in _staged(case) if it.stage == EARLY[1]}
    steered = any(
        kinds & LESS_USE and unsure & {use.path for use in scope}
        for _, kinds, scope in _open_goals(case)
    )
    neutral = text(balance, "purpose") == "neutral_choice"
    if unsure and any(said(balance, cell) for cell in CELLS) and (steered or not neutral):
        yield Hit(
            case.plan_file,
            ("decisional_balance",),
            "Pros and cons are weighed while the client is in two minds about a change.",
            "Good for a neutral choice. Where a change is being supported, ask for the client's "
            "own reasons for it instead: a whole balance may lower commitment.",
            at_key=True,
        )


def _questions(names: tuple[str, ...]) -> str:
    return " ".join(f"At {name}: {talk(stages()[name])}" for name in names)


RULES = (
    Rule(
        "STG01",
        "stage-missing",
        Severity.ADVICE,
        CHANGE,
        "A use without a stage of change.",
        "What helps depends on where somebody stands, and that is asked for each use apart.",
        "use:\n  - {id: s8w, substance: alcohol}\n",
        "use:\n  - id: s8w\n    substance: alcohol\n"
        "    stage: {value: contemplation, assessed_on: 2026-01-12}\n",
        _stage_missing,
        draft=None,
    ),
    Rule(
        "STG02",
        "stage-old",
        Severity.ADVICE,
        f"{CHANGE}; the number of days is hrcli's own",
        f"A stage of change that is older than {limits().days} days, or has no date.",
        "People move between stages, back as well as on; an old stage matches an old plan.",
        "# today is 2026-02-09\nstage: {value: contemplation, assessed_on: 2025-09-01}\n",
        "# today is 2026-02-09\nstage: {value: preparation, assessed_on: 2026-02-02}\n",
        _stage_old,
    ),
    Rule(
        "STG03",
        "stage-newer-than-plan",
        Severity.ADVICE,
        "Community Care Resources, What is Harm Reduction?",
        "A stage talked about after the plan was agreed, with no review since.",
        "A plan is built on where the client stands. Where that was asked later, the goals may no "
        "longer fit.",
        "agreed: {date: 2026-01-12}\nuse:\n  - id: s8w\n"
        "    stage: {value: preparation, assessed_on: 2026-02-02}\n",
        "agreed: {date: 2026-02-02}\nuse:\n  - id: s8w\n"
        "    stage: {value: preparation, assessed_on: 2026-02-02}\n",
        _stage_newer_than_plan,
        draft=None,
        whole=True,
    ),
    Rule(
        "STG04",
        "early-stage-change-goal",
        Severity.ADVICE,
        f"{CHANGE}; {PRECONTEMPLATION}",
        "A goal that stops or lowers a use whose stage is precontemplation or contemplation.",
        f"A way to talk about it. {_questions(EARLY)} Acting comes late on the way, not first. The "
        "goal is fine if the client wants it; if not, it is the worker's.",
        "use:\n  - {id: s8w, stage: {value: precontemplation}}\ngoals:\n"
        "  - {id: g2m, use: [s8w], intervention: reduce_supervised}\n",
        "use:\n  - {id: s8w, stage: {value: preparation}}  # asked again\ngoals:\n"
        "  - {id: g2m, use: [s8w], intervention: reduce_supervised}\n",
        _early_stage_change_goal,
    ),
    Rule(
        "STG05",
        "early-stage-nothing-offered",
        Severity.ADVICE,
        PRECONTEMPLATION,
        "A use at precontemplation, and a plan that offers neither safety nor information.",
        f"A way to talk about it. {_questions(EARLY[:1])} Who does not think of a change can be "
        "kept safer, and may want to know more. Information is offered, not poured out.",
        "use:\n  - {id: s8w, stage: {value: precontemplation}}\ngoals:\n"
        "  - {id: g2m, intervention: reduce_supervised}\n",
        "use:\n  - {id: s8w, stage: {value: precontemplation}}\noptions:\n"
        "  - {id: o6e, what: A talk about overdose, kind: education, state: idea}\n",
        _early_stage_nothing_offered,
        draft=None,
    ),
    Rule(
        "STG06",
        "important-with-little-confidence",
        Severity.ADVICE,
        THUMB,
        f"A harm of importance {limits().high_importance} or more and confidence "
        f"{limits().low_confidence} or less.",
        "The wish is there, the means are not: a smaller step or a skill helps more than a reason. "
        "The two numbers are a rule of thumb.",
        "harms:\n  - {id: h7k, importance: 9, confidence: 2}\n",
        "# asked again, once the step had been made smaller\n"
        "harms:\n  - {id: h7k, importance: 9, confidence: 6}\n",
        _low_confidence,
    ),
    Rule(
        "STG07",
        "goal-beyond-confidence",
        Severity.ADVICE,
        THUMB,
        f"An open goal that the client trusts less than {limits().goal_confidence} of 10.",
        "A goal that is reached carries the next one. The number is a rule of thumb.",
        "goals:\n  - id: g2m\n    realistic: {because: the sister offered, confidence: 4}\n",
        "goals:\n  - id: g2m\n    realistic: {because: the sister offered, confidence: 8}\n",
        _goal_beyond_confidence,
    ),
    Rule(
        "STG08",
        "function-without-replacement",
        Severity.WARNING,
        FUNCTION,
        "A use that a goal stops or lowers, with a function that nothing else is to meet.",
        "Use does something for people. Where that falls away and nothing takes its place, the "
        "use comes back, or something worse does.",
        "use:\n"
        "  - id: s8w\n"
        "    functions:\n"
        "      - {what: falling asleep, kind: sleep}\n"
        "goals:\n"
        "  - {id: g2m, use: [s8w], intervention: reduce_supervised}\n",
        "use:\n"
        "  - id: s8w\n"
        "    functions:\n"
        "      - {what: falling asleep, kind: sleep, replacement: the sleep course}\n"
        "goals:\n"
        "  - {id: g2m, use: [s8w], intervention: reduce_supervised}\n",
        _function_without_replacement,
    ),
    Rule(
        "STG09",
        "balance-in-two-minds",
        Severity.ADVICE,
        BALANCE,
        "Pros and cons of use written down at contemplation, while a change is being supported.",
        "With somebody in two minds a full balance tends to lower commitment. It suits a worker "
        "who means to stay neutral, and it is never needed.",
        "use:\n  - {id: s8w, stage: {value: contemplation}}\ndecisional_balance:\n"
        "  purpose: consolidate_decision\n  good_about_use: [a laugh with friends]\n",
        "use:\n  - {id: s8w, stage: {value: contemplation}}\ndecisional_balance:\n"
        "  purpose: neutral_choice\n  good_about_use: [a laugh with friends]\n",
        _balance_in_two_minds,
    ),
)
