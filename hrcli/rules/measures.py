"""How goals are measured: written levels, something beside use, and steps on a long way."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import lru_cache

from hrcli.document.data import said
from hrcli.knowledge.bundled import knowledge
from hrcli.knowledge.language import PROFILES, WordList, matches, word_list
from hrcli.method.goal_attainment import LEVELS, missing_levels
from hrcli.method.uses import USE_CHANGES
from hrcli.plan.case import Case
from hrcli.plan.plan import Goal, Scale
from hrcli.rules.rule import ADVICE, WARNING, Hit, rule, the

GAS = "Kiresuk and Sherman, goal attainment scaling (1968)"
SUCCESS = "CAMH, Harm reduction: success is quality of health, not consumption"
STEPS = "CAMH, Harm reduction: abstinence is seldom reached overnight"
SMART = "DrugNet, Harm Reduction: problem-solving step 5 (specific and assessable)"
ENGLISH_ONLY = "English only: it says nothing in a caseload of another language"
ABSTINENCE = "abstinence_goal"
FEW_STEPS = 2

FILE = "measuring.yaml"
LANGUAGE = "en"


@lru_cache
def _listed(kind: str) -> WordList:
    """The words of one of the lists in FILE: consumption, vague or counted."""
    return word_list(knowledge(FILE), None, PROFILES[0], LANGUAGE, (kind,))


def counts_use(told: str) -> bool:
    """Whether a measure, or its unit, speaks of amounts or days of use."""
    return bool(matches(told, _listed("consumption"), quoted=True))


def is_vague(told: str) -> bool:
    """Whether a text speaks of more or better and names nothing that can be counted or seen."""
    return bool(matches(told, _listed("vague"))) and not is_counted(told)


def is_counted(told: str) -> bool:
    """Whether a text names a number, or days by their names."""
    return bool(matches(told, _listed("counted")))


def _scaled(case: Case) -> Iterator[tuple[Goal, Scale]]:
    """The open goals that have a goal attainment scale."""
    for goal in case.plan.open_goals:
        if goal.gas.data:
            yield goal, goal.gas


@rule(
    "OUT10",
    "attainment-levels-missing",
    WARNING,
    source=GAS,
    finds="A goal attainment scale without all of its five levels.",
    why="A level that is not written down is made up afterwards.",
    example="""
    goals:
      - id: g2m
        gas:
          written_on: 2026-01-12
          levels: {much_less: None, less: One in four, expected: Two, more: Three}
    """,
    better="""
    goals:
      - id: g2m
        gas:
          written_on: 2026-01-12
          levels: {much_less: None, less: One in four, expected: Two, more: Three, much_more: Four}
    """,
)
def _levels_missing(case: Case) -> Iterator[Hit]:
    for goal, scale in _scaled(case):
        missing = missing_levels(scale.data)
        if missing:
            yield Hit(
                case.plan_file,
                (*goal.path, "gas", "levels", missing[0]),
                f"{the('goal', goal.id)} has a scale without {', '.join(missing)}.",
                f"Write all five levels with the client ({', '.join(LEVELS)}), one thing each.",
                at_key=True,
            )


@rule(
    "OUT11",
    "attainment-levels-written-late",
    WARNING,
    source=GAS,
    finds="Levels that were written after the goal had begun, or on no day.",
    why=(
        "Levels are a promise about what would count as success. Written afterwards they fit "
        "whatever has come out."
    ),
    example="""
    goals:
      - id: g2m
        timed: {start: 2026-01-17, by: 2026-02-28}
        gas: {written_on: 2026-02-02}
    """,
    better="""
    goals:
      - id: g2m
        timed: {start: 2026-01-17, by: 2026-02-28}
        gas: {written_on: 2026-01-12}
    """,
)
def _levels_written_late(case: Case) -> Iterator[Hit]:
    for goal, scale in _scaled(case):
        written = scale.written_on
        if written is None and said(scale.data, "levels"):
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
        for entry in review.goals:
            if entry.id == goal.id and entry.gas_level is not None:
                return review.held_on
    return None


@rule(
    "OUT12",
    "attainment-levels-rewritten",
    WARNING,
    whole=True,
    source=GAS,
    finds="Levels that were written anew after a review had measured the goal on the old ones.",
    why="The same number means something else before and after, so no change can be read from it.",
    example="""
    # a review of 2026-02-02 gave gas_level
    goals:
      - id: g2m
        gas: {written_on: 2026-02-05}
    """,
    better="""
    # a review of 2026-02-02 gave gas_level
    goals:
      - id: g2m
        gas: {written_on: 2026-01-12}
    """,
)
def _levels_rewritten(case: Case) -> Iterator[Hit]:
    for goal, scale in _scaled(case):
        written, measured = scale.written_on, _first_measured(case, goal)
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
    told = f"{goal.assessable.measure} {goal.assessable.unit}"
    changes = not USE_CHANGES.isdisjoint(goal.intervention)
    return changes and counts_use(told)


@rule(
    "OUT13",
    "use-only-measure",
    ADVICE,
    source=f"{SUCCESS}. {ENGLISH_ONLY}",
    finds="A plan whose only measures are amounts or days of use.",
    why=(
        "Use may go down while life gets worse, and life may get better while use stays. What is "
        "not measured cannot be seen to have helped."
    ),
    example="""
    goals:
      - id: g2m
        intervention: reduce_supervised
        assessable: {measure: drinks on a Saturday, baseline: 9, target: 4}
    quality_of_life: {baseline: null}
    """,
    better="""
    goals:
      - id: g2m
        intervention: reduce_supervised
        assessable: {measure: drinks on a Saturday, baseline: 9, target: 4}
    quality_of_life: {baseline: 4, on_date: 2026-01-12}
    """,
)
def _use_is_the_only_measure(case: Case) -> Iterator[Hit]:
    measured = [goal for goal in case.plan.open_goals if said(goal.data, "assessable", "measure")]
    english = case.settings.locale.partition("-")[0] == LANGUAGE
    beside = said(case.plan.data, "quality_of_life", "baseline") or said(case.plan.data, "scores")
    if measured and english and not beside and all(_counts_use(goal) for goal in measured):
        yield Hit(
            case.plan_file,
            (*measured[0].path, "assessable", "measure"),
            "All that this plan measures is how much is used.",
            "Add something of daily life that should get better, or quality_of_life with a "
            "baseline; the measure of use can stay.",
        )


@rule(
    "OUT14",
    "abstinence-without-steps",
    ADVICE,
    draft=None,
    source=STEPS,
    finds="A goal of not using that has a single step on the way.",
    why=(
        "The goal is as good as any. On a long way, steps that count by themselves show that it "
        "goes on, also after a day that went otherwise."
    ),
    example="""
    goals:
      - id: g2m
        intervention: abstinence_goal
        actions:
          - {id: a5x, what: Ring the unit, who: client, by: 2026-02-16}
    """,
    better="""
    goals:
      - id: g2m
        intervention: abstinence_goal
        actions:
          - {id: a5x, what: Ring the unit, who: client, by: 2026-02-16}
          - {id: a6y, what: Tell the sister, who: client, by: 2026-02-20}
    """,
)
def _abstinence_without_steps(case: Case) -> Iterator[Hit]:
    goals = case.plan.open_goals
    for goal in goals:
        if ABSTINENCE not in goal.intervention or not goal.actions:
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


@rule(
    "OUT16",
    "goal-in-vague-words",
    ADVICE,
    draft=None,
    source=f"{SMART}; the words are hrcli's own. {ENGLISH_ONLY}",
    finds=(
        "An open goal, or its measure, that says improve, better, work on and the like, with "
        "nothing that can be counted or seen."
    ),
    why=(
        "What is wanted may be just right; in such words nobody can tell when it is there, and a "
        "small step does not show."
    ),
    example="""
    goals:
      - id: g2m
        specific: I want to improve my sleep
    """,
    better="""
    goals:
      - id: g2m
        specific: I am in bed by eleven on 5 nights of the week
    """,
)
def _goal_in_vague_words(case: Case) -> Iterator[Hit]:
    if case.settings.locale.partition("-")[0] != LANGUAGE:
        return
    for goal in case.plan.open_goals:
        told = {
            ("specific",): goal.specific,
            ("assessable", "measure"): goal.assessable.measure,
        }
        vague = [path for path, words_there in told.items() if is_vague(words_there)]
        if vague:
            yield Hit(
                case.plan_file,
                (*goal.path, *vague[0]),
                f"{the('goal', goal.id)} speaks of more or better under {'.'.join(vague[0])}; "
                "no day would show that it is reached.",
                "Ask how the client would notice it, and write that: what, how often, when.",
            )
