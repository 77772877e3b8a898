"""How goals are measured: written levels, something beside use, and steps on a long way."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from hrcli.dates import day
from hrcli.document.data import group, items, said, text, whole_number, words
from hrcli.finding import Severity
from hrcli.method.facts import USE_CHANGES
from hrcli.method.goal_attainment import LEVELS, missing_levels
from hrcli.plan.case import Case
from hrcli.plan.plan import Goal
from hrcli.rules.rule import Hit, Rule, the

GAS = "Kiresuk and Sherman, goal attainment scaling (1968)"
SUCCESS = "CAMH, Harm reduction: success is quality of health, not consumption"
STEPS = "CAMH, Harm reduction: abstinence is seldom reached overnight"
SMART = "DrugNet, Harm Reduction: problem-solving step 5 (specific and assessable)"
ABSTINENCE = "abstinence_goal"
FEW_STEPS = 2

# What speaks of amounts and days of use, in a measure or its unit.
CONSUMPTION = re.compile(
    r"\b(?:drinks?|drinking|drank|units?|glass(?:es)?|bottles?|cans?|beers?|wine|spirits|grams?|"
    r"joints?|cigarettes?|pills?|tablets?|shots?|hits?|bags?|us(?:e|es|ed|ing)|smok(?:e|ed|ing)|"
    r"inject(?:ions?|ed|ing)?|abstinen(?:t|ce)|sober|sobriety|alcohol|drugs?|substances?|heroin|"
    r"cannabis|cocaine|dry days?|(?:free|clear) days?)\b",
    re.IGNORECASE,
)

VAGUE = re.compile(
    r"\b(?:improv(?:e|es|ed|ing|ements?)|better|healthier|happier|safer|more stable|properly|"
    r"work(?:ing)? on|try(?:ing)? to|(?:do|be) (?:more|less)|"
    r"as (?:needed|possible)|appropriate(?:ly)?)\b",
    re.IGNORECASE,
)
COUNTED = re.compile(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|twice|once|every|each|daily|weekly)\b|"
    r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)days?\b",
    re.IGNORECASE,
)
QUOTED = re.compile(r'"[^"]*"|\u201c[^\u201d]*\u201d')


def _scaled(case: Case) -> Iterator[tuple[Goal, Mapping[str, Any]]]:
    """The open goals that have a goal attainment scale."""
    for goal in case.plan.open_goals:
        scale = group(goal.data, "gas")
        if scale:
            yield goal, scale


def _levels_missing(case: Case) -> Iterator[Hit]:
    for goal, scale in _scaled(case):
        missing = missing_levels(scale)
        if missing:
            yield Hit(
                case.plan_file,
                (*goal.path, "gas", "levels", missing[0]),
                f"{the('goal', goal.id)} has a scale without {', '.join(missing)}.",
                f"Write all five levels with the client ({', '.join(LEVELS)}), one thing each.",
                at_key=True,
            )


def _levels_written_late(case: Case) -> Iterator[Hit]:
    for goal, scale in _scaled(case):
        written = day(scale.get("written_on"))
        if written is None and said(scale, "levels"):
            yield Hit(
                case.plan_file,
                (*goal.path, "gas", "written_on"),
                f"{the('goal', goal.id)} has levels, and no day on which they were written.",
                "Add written_on: levels count when they were written before the goal began.",
                at_key=True,
            )
        elif written and goal.start and written > goal.start:
            yield Hit(
                case.plan_file,
                (*goal.path, "gas", "written_on"),
                f"{the('goal', goal.id)} began before its levels were written.",
                "Read its level with care, and write the levels first next time.",
            )


def _first_measured(case: Case, goal: Goal) -> date | None:
    """The day of the first review that gave this goal a level."""
    for review in case.standing:
        for _, item in items(review.data, "goals"):
            if text(item, "id") == goal.id and whole_number(item, "gas_level") is not None:
                return day(review.data.get("held_on"))
    return None


def _levels_rewritten(case: Case) -> Iterator[Hit]:
    for goal, scale in _scaled(case):
        written, measured = day(scale.get("written_on")), _first_measured(case, goal)
        if written and measured and written > measured:
            yield Hit(
                case.plan_file,
                (*goal.path, "gas", "written_on"),
                f"{the('goal', goal.id)} was measured on levels that have been written anew since.",
                "Do not compare levels from before and after; set the goal aside and begin a new "
                "one with the new levels.",
            )


def _counts_use(goal: Goal) -> bool:
    """Whether a goal changes use and its measure is an amount or a number of days of use."""
    assessable = group(goal.data, "assessable")
    told = f"{text(assessable, 'measure')} {text(assessable, 'unit')}"
    changes = not USE_CHANGES.isdisjoint(words(goal.data, "intervention"))
    return changes and CONSUMPTION.search(told) is not None


def _use_is_the_only_measure(case: Case) -> Iterator[Hit]:
    measured = [goal for goal in case.plan.open_goals if said(goal.data, "assessable", "measure")]
    english = case.settings.locale.partition("-")[0] == "en"
    beside = said(case.plan.data, "quality_of_life", "baseline") or said(case.plan.data, "scores")
    if measured and english and not beside and all(_counts_use(goal) for goal in measured):
        yield Hit(
            case.plan_file,
            (*measured[0].path, "assessable", "measure"),
            "All that this plan measures is how much is used.",
            "Add something of daily life that should get better, or quality_of_life with a "
            "baseline; the measure of use can stay.",
        )


def _abstinence_without_steps(case: Case) -> Iterator[Hit]:
    goals = case.plan.open_goals
    for goal in goals:
        if ABSTINENCE not in words(goal.data, "intervention") or not goal.actions:
            continue
        others = [it for it in goals if it is not goal and set(it.harms) & set(goal.harms)]
        if len(goal.actions) + len(others) < FEW_STEPS:
            yield Hit(
                case.plan_file,
                (*goal.path, "actions"),
                f"{the('goal', goal.id)} is a goal of not using, with one step on the way to it.",
                "The goal can stay as it is. Add small steps that count by themselves: further "
                "actions, or a near goal beside it.",
                at_key=True,
            )


SCALE = "{much_less: None, less: One in four, expected: Two, more: Three"


def _vague(told: str) -> bool:
    """Whether a text speaks of more or better and names nothing that can be counted or seen."""
    own = QUOTED.sub("", told)
    return VAGUE.search(own) is not None and COUNTED.search(own) is None


def _goal_in_vague_words(case: Case) -> Iterator[Hit]:
    if case.settings.locale.partition("-")[0] != "en":
        return
    for goal in case.plan.open_goals:
        told = {
            ("specific",): text(goal.data, "specific"),
            ("assessable", "measure"): text(group(goal.data, "assessable"), "measure"),
        }
        vague = [path for path, words_there in told.items() if _vague(words_there)]
        if vague:
            yield Hit(
                case.plan_file,
                (*goal.path, *vague[0]),
                f"{the('goal', goal.id)} speaks of more or better under {'.'.join(vague[0])}; "
                "no day would show that it is reached.",
                "Ask how the client would notice it, and write that: what, how often, when.",
            )


RULES = (
    Rule(
        "OUT10",
        "attainment-levels-missing",
        Severity.WARNING,
        GAS,
        "A goal attainment scale without all of its five levels.",
        "A level that is not written down is made up afterwards.",
        f"goals:\n  - id: g2m\n    gas:\n      written_on: 2026-01-12\n      levels: {SCALE}}}\n",
        f"goals:\n  - id: g2m\n    gas:\n      written_on: 2026-01-12\n      levels: {SCALE}, "
        "much_more: Four}\n",
        _levels_missing,
    ),
    Rule(
        "OUT11",
        "attainment-levels-written-late",
        Severity.WARNING,
        GAS,
        "Levels that were written after the goal had begun, or on no day.",
        "Levels are a promise about what would count as success. Written afterwards they fit "
        "whatever has come out.",
        "goals:\n  - id: g2m\n    timed: {start: 2026-01-17, by: 2026-02-28}\n"
        "    gas: {written_on: 2026-02-02}\n",
        "goals:\n  - id: g2m\n    timed: {start: 2026-01-17, by: 2026-02-28}\n"
        "    gas: {written_on: 2026-01-12}\n",
        _levels_written_late,
    ),
    Rule(
        "OUT12",
        "attainment-levels-rewritten",
        Severity.WARNING,
        GAS,
        "Levels that were written anew after a review had measured the goal on the old ones.",
        "The same number means something else before and after, so no change can be read from it.",
        "# a review of 2026-02-02 gave gas_level\ngoals:\n  - id: g2m\n"
        "    gas: {written_on: 2026-02-05}\n",
        "# a review of 2026-02-02 gave gas_level\ngoals:\n  - id: g2m\n"
        "    gas: {written_on: 2026-01-12}\n",
        _levels_rewritten,
        whole=True,
    ),
    Rule(
        "OUT13",
        "use-only-measure",
        Severity.ADVICE,
        SUCCESS,
        "A plan whose only measures are amounts or days of use.",
        "Use may go down while life gets worse, and life may get better while use stays. What is "
        "not measured cannot be seen to have helped.",
        "goals:\n"
        "  - id: g2m\n"
        "    intervention: reduce_supervised\n"
        "    assessable: {measure: drinks on a Saturday, baseline: 9, target: 4}\n"
        "quality_of_life: {baseline: null}\n",
        "goals:\n"
        "  - id: g2m\n"
        "    intervention: reduce_supervised\n"
        "    assessable: {measure: drinks on a Saturday, baseline: 9, target: 4}\n"
        "quality_of_life: {baseline: 4, on_date: 2026-01-12}\n",
        _use_is_the_only_measure,
    ),
    Rule(
        "OUT14",
        "abstinence-without-steps",
        Severity.ADVICE,
        STEPS,
        "A goal of not using that has a single step on the way.",
        "The goal is as good as any. On a long way, steps that count by themselves show that it "
        "goes on, also after a day that went otherwise.",
        "goals:\n  - id: g2m\n    intervention: abstinence_goal\n    actions:\n"
        "      - {id: a5x, what: Ring the unit, who: client, by: 2026-02-16}\n",
        "goals:\n  - id: g2m\n    intervention: abstinence_goal\n    actions:\n"
        "      - {id: a5x, what: Ring the unit, who: client, by: 2026-02-16}\n"
        "      - {id: a6y, what: Tell the sister, who: client, by: 2026-02-20}\n",
        _abstinence_without_steps,
    ),
    Rule(
        "OUT16",
        "goal-in-vague-words",
        Severity.ADVICE,
        f"{SMART}; the words are hrcli's own, and English",
        "An open goal, or its measure, that says improve, better, work on and the like, with "
        "nothing that can be counted or seen.",
        "What is wanted may be just right; in such words nobody can tell when it is there, and a "
        "small step does not show.",
        "goals:\n  - id: g2m\n    specific: I want to improve my sleep\n",
        "goals:\n  - id: g2m\n    specific: I am in bed by eleven on 5 nights of the week\n",
        _goal_in_vague_words,
    ),
)
