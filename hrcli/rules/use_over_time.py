"""Whether a plan knows when a use ended, whether it goes on, and how dependent somebody is."""

from __future__ import annotations

from collections.abc import Iterator

from hrcli.document.data import said
from hrcli.method.dependants import age
from hrcli.method.facts import holds_named
from hrcli.method.uses import (
    ABSENT,
    DANGEROUS,
    STOPPED,
    USE_CHANGES,
    contradicted,
    groups_of,
    in_scope,
    judged_uses,
)
from hrcli.plan.case import Case
from hrcli.plan.plan import WANTS_LESS, Dependant, Goal, Use
from hrcli.rules.questions import bracketed
from hrcli.rules.rule import ADVICE, ERROR, WARNING, Hit, rule, the

FIVE = "DrugNet, Harm Reduction: first, do no harm (the five questions)"
ASKING = "DrugNet, Harm Reduction: clinical step 3 (who thinks of less use is offered ways to it)"
RANGE = "DrugNet, Harm Reduction: clinical step 1 (use that causes problems, or is likely to)"
WITHDRAWAL = "ASAM and NICE on withdrawal; the words are hrcli's own"
BIRTH = "hrcli: a birth that was due"

STARTS_TREATMENT = ("oat_start", "buprenorphine_start")
LIKELY = ("possible", "likely", "assessed_present")


def _is_opioid(use: Use) -> bool:
    return "opioid" in groups_of(use)


# When it ended


@rule(
    "DNH11",
    "stop-undated",
    WARNING,
    source=WITHDRAWAL,
    finds="A use that was stopped, without the day of the last use.",
    why=(
        "Withdrawal comes within days or weeks, and a body that is used to less can die of the "
        "old amount. Both are counted from that day."
    ),
    example="""
    use:
      - {id: s8w, substance: alcohol, pattern: stopped, dependence: likely}
    """,
    better="""
    use:
      - {id: s8w, substance: alcohol, pattern: stopped, dependence: likely,
         stopped_on: 2026-01-30}
    """,
)
def _stop_undated(case: Case) -> Iterator[Hit]:
    uses = [use for use in judged_uses(case) if _lacks_a_day(use)]
    if not uses:
        return
    grave = any(
        use.dependence != ABSENT and (_is_opioid(use) or DANGEROUS in groups_of(use))
        for use in uses
    )
    yield Hit(
        case.plan_file,
        (*uses[0].path, "pattern"),
        f"Something was stopped, and the day of the last use is not written{bracketed(uses)}.",
        "Ask when it was, roughly, and add stopped_on, and pattern_before: how it was used before.",
        at_key=True,
        severity=WARNING if grave else ADVICE,
    )


def _lacks_a_day(use: Use) -> bool:
    return use.pattern == STOPPED and use.stopped_on is None


@rule(
    "DNH12",
    "due-date-passed",
    WARNING,
    source=BIRTH,
    finds=(
        "A birth whose day has passed, with nothing about it since; a birth in the last year, and "
        "none of the dependants is a baby; or a child still called unborn after its day."
    ),
    why=(
        "The weeks after are among the most dangerous, and a baby changes the plan. It may also "
        "have died, or live with somebody else: nobody should have to read that it is expected."
    ),
    example="""
    client:
      context:
        - {is: pregnant, due: 2026-02-01}
    """,
    better="""
    client:
      context:
        - {is: postpartum, since: 2026-02-01}
    dependants:
      - {id: d4t, age: 0, age_on: 2026-02-01, lives_here: true}
    """,
)
def _due_date_passed(case: Case) -> Iterator[Hit]:
    births = holds_named(case, "after_birth")
    by_due = [fact for fact in births if fact.source == "due"]
    unborn = [it for it in case.plan.dependants if it.unborn and it.due and it.due < case.today]
    no_baby = "dependants" in case.plan.data and not any(
        age(it, case.today) == 0 for it in case.plan.dependants
    )
    if by_due and len(births) == len(by_due):
        yield Hit(
            case.plan_file,
            by_due[0].at,
            "The day of the birth has passed, and nothing is written about it.",
            "Ask gently how it went; then write the child, and postpartum with since, or take the "
            "word out.",
            severity=WARNING if no_baby else ADVICE,
        )
    elif unborn and not births:
        yield Hit(
            case.plan_file,
            (*unborn[0].path, "due"),
            "The day of the birth has passed, and the child still stands as not born.",
            "Ask gently how it went; then write the age, or take the child out.",
            severity=ADVICE,
        )
    elif births and no_baby:
        told = births[0].file is case.plan_file  # an event stays written, also after a loss
        otherwise = "take the word out" if told else "set this aside (waivers) where there is none"
        yield Hit(
            births[0].file,
            births[0].at,
            "There was a birth in the last year, and no baby among the dependants.",
            f"Ask gently; write the child, or {otherwise}. A child who lives elsewhere stands "
            "there with lives_here: false.",
            severity=WARNING,
        )
    elif overdue := _still_expected(case):
        yield Hit(
            case.plan_file,
            (*overdue[0].path, "due"),
            f"The day of the birth has passed, and the child still stands as unborn"
            f"{bracketed(overdue)}.",
            "Ask gently how it went; then write age and age_on in place of unborn and due, or take "
            "the entry out.",
            severity=ADVICE,
        )


def _still_expected(case: Case) -> list[Dependant]:
    """The children who were to be born by now and whom the plan knows as unborn."""
    unborn = (it for it in case.plan.dependants if it.unborn)
    return [it for it in unborn if it.due is not None and it.due < case.today]


@rule(
    "DNH13",
    "dependence-contradicted",
    ADVICE,
    source=WITHDRAWAL,
    finds=(
        "Dependence called absent, where the pattern, a flag or an AUDIT speaks for it, and "
        "stopping is dangerous."
    ),
    why=(
        "A word written on the first day is easily left as it was. hrcli judges as if dependence "
        "were possible, and asks."
    ),
    example="""
    use:
      - {id: s8w, substance: alcohol, pattern: round_the_clock, dependence: absent}
    """,
    better="""
    use:
      - {id: s8w, substance: alcohol, pattern: round_the_clock, dependence: likely}
    """,
)
def _dependence_contradicted(case: Case) -> Iterator[Hit]:
    for use, ground, _ in contradicted(case):
        if use.dependence == ABSENT:
            yield Hit(
                case.plan_file,
                (*use.path, "dependence"),
                f"Dependence is called absent ({use.name}), but {_spoken_for(ground)} speaks for "
                "it.",
                "Asked again? Write what you find: possible, likely or assessed_present; until "
                "then hrcli counts it as possible.",
                at_key=True,
            )


def _spoken_for(ground: str) -> str:
    return f"the pattern {ground}" if ground == "round_the_clock" else f"what is said of {ground}"


@rule(
    "DNH14",
    "pattern-missing",
    ADVICE,
    draft=None,
    together=True,
    source=RANGE,
    finds="A use of which the plan does not say how often and in what rhythm.",
    why=(
        "Whether a use is in a range that brings problems shows in its pattern, and many rules on "
        "harm that nobody means ask for it: without it they are silent."
    ),
    example="""
    use:
      - {id: s8w, substance: alcohol}
    """,
    better="""
    use:
      - {id: s8w, substance: alcohol, pattern: binge}
    """,
)
def _pattern_missing(case: Case) -> Iterator[Hit]:
    for use in case.plan.use:
        if not said(use.data, "pattern"):
            yield Hit(
                case.plan_file,
                (*use.path, "pattern"),
                f"Nobody has written how often and in what rhythm ({use.name}).",
                "Ask, and add pattern (hrcli explain pattern); not_assessed is an answer.",
                at_key=True,
            )


# Whether it goes on


@rule(
    "DNH08",
    "change-wished-no-goal",
    WARNING,
    source=ASKING,
    finds="Somebody wants to stop or cut down a use, and no open goal is about that.",
    why=(
        "Who means to stop may do so outside the plan, alone and at once. What was not planned "
        "nobody has looked at."
    ),
    example="""
    use:
      - {id: s8w, substance: cannabis, considering: {answer: stop, asked_on: 2026-01-12}}
    goals:
      - {id: g2m, intervention: no_use_change}
    """,
    better="""
    use:
      - {id: s8w, substance: cannabis, considering: {answer: stop, asked_on: 2026-01-12}}
    goals:
      - {id: g2m, intervention: reduce_supervised}
    """,
)
def _change_wished_no_goal(case: Case) -> Iterator[Hit]:
    every_use = judged_uses(case)
    if not case.plan.open_goals:
        return
    for use in every_use:
        wishes = use.considering.answer in WANTS_LESS and use.in_use
        if wishes and not any(_is_about(case, it, use, every_use) for it in case.plan.open_goals):
            grave = (DANGEROUS in groups_of(use) and use.dependence in LIKELY) or (
                _is_opioid(use) and bool(holds_named(case, "expecting"))
            )
            yield Hit(
                case.plan_file,
                (*use.path, "considering", "answer"),
                f"The client wants less of it ({use.name}), and no open goal is about that.",
                "Outside the plan, then? Ask when, how and with whom; add a goal for it, or write "
                "what the client says now.",
                severity=WARNING if grave else ADVICE,
            )


def _is_about(case: Case, goal: Goal, use: Use, every_use: tuple[Use, ...]) -> bool:
    changes = not USE_CHANGES.union(STARTS_TREATMENT).isdisjoint(goal.intervention)
    return changes and use in in_scope(case.plan, goal, every_use)


@rule(
    "DNH09",
    "goal-and-word-differ",
    ERROR,
    source=FIVE,
    finds="A goal that means using less, as was asked, and whose intervention does not say so.",
    why=(
        "The rules on harm that nobody means read the word. A goal that lowers use without it is "
        "looked at by none of them."
    ),
    example="""
    goals:
      - {id: g2m, lowers_use: true, intervention: no_use_change}
    """,
    better="""
    goals:
      - {id: g2m, lowers_use: true, intervention: reduce_supervised}
    """,
)
def _goal_and_word_differ(case: Case) -> Iterator[Hit]:
    for goal in case.plan.open_goals:
        says_so = not USE_CHANGES.isdisjoint(goal.intervention)
        if goal.lowers_use and said(goal.data, "intervention") and not says_so:
            yield Hit(
                case.plan_file,
                (*goal.path, "lowers_use"),
                f"{the('goal', goal.id)} means using less (lowers_use), and its intervention "
                "does not say so.",
                "Add the word for what is done, such as reduce_supervised or stop_abrupt "
                "(hrcli explain intervention); or correct lowers_use.",
            )
