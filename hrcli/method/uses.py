"""The uses of a plan as rules see them: in use, lately stopped, going on beside the goals."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from hrcli.dates import day
from hrcli.finding import Path
from hrcli.knowledge import table_of_facts
from hrcli.knowledge.substances import groups
from hrcli.plan.case import Case, remembered
from hrcli.plan.plan import Goal, Plan, Score, Use

STOPPED = "stopped"
STOP_ABRUPT = "stop_abrupt"
ABSENT = "absent"
NOT_ASSESSED = "not_assessed"
DANGEROUS = "dangerous_withdrawal"

# Interventions after which somebody uses less or not at all.
USE_CHANGES = frozenset(
    (
        STOP_ABRUPT,
        "reduce_unsupervised",
        "reduce_supervised",
        "withdrawal_inpatient",
        "withdrawal_community",
        "oat_stop_or_taper",
        "naltrexone_start",
        "naltrexone_end",
        "disulfiram_start",
        "prescribed_opioid_taper",
        "bzd_stop_or_taper",
        "smoking_or_cannabis_stop",
        "residential_admission",
        "abstinence_goal",
    )
)
STOPS_ALL = ("residential_admission", "withdrawal_inpatient", "withdrawal_community")
"""Interventions that end every use of the plan, whatever the goal is for."""

STOPS = (*STOPS_ALL, STOP_ABRUPT, "abstinence_goal")
"""Interventions that end the uses in a goal's scope. Less is still use, so reducing is not one."""

SMOKING_STOP = "smoking_or_cannabis_stop"
STOPS_SOME = {
    "bzd_stop_or_taper": ("benzodiazepine", "z_drug"),
    "oat_stop_or_taper": ("methadone", "buprenorphine"),
    "prescribed_opioid_taper": ("opioid",),
    SMOKING_STOP: ("smoke",),
}
"""Interventions that end uses of some substances or groups alone."""


def less_use(plan: Plan) -> list[Goal]:
    """The open goals after which the client would use less or nothing."""
    goals = plan.open_goals
    return [goal for goal in goals if not USE_CHANGES.isdisjoint(goal.intervention)]


def may_mean_less(plan: Plan) -> list[Goal]:
    """The open goals whose words change no use, and of which nobody has said that they lower it.

    A goal without a word is not among them: it has to have one first.
    """
    return [
        goal
        for goal in plan.open_goals
        if goal.id
        and goal.intervention
        and USE_CHANGES.isdisjoint(goal.intervention)
        and goal.lowers_use is None
    ]


@remembered
def uses(plan: Plan) -> tuple[Use, ...]:
    """The uses of substances in a plan in their order; what is not said has a word of its own."""
    return tuple(
        use._replace(
            substance=use.substance or "unknown",
            pattern=use.pattern or NOT_ASSESSED,
            dependence=use.dependence or NOT_ASSESSED,
            route=use.route or ("not_stated",),
            supply=use.supply or "not_stated",
        )
        for use in plan.use
        if use.is_substance
    )


def groups_of(use: Use) -> frozenset[str]:
    """The groups of substances that a use belongs to."""
    return groups().get(use.substance, frozenset())


def in_scope(plan: Plan, goal: Goal, every_use: tuple[Use, ...]) -> tuple[Use, ...]:
    """Of `every_use` those that a goal names, else those of its harms, else all."""
    there = {use.id for use in plan.use}
    of_harms = {name for harm in plan.harms if harm.id in goal.harms for name in harm.use}
    for named in (there.intersection(goal.use), there & of_harms):
        if named:
            return tuple(use for use in every_use if use.id in named)
    return every_use


# Lately stopped


def stopped_lately(use: Use, today: date) -> bool:
    """Whether a use was stopped so lately that withdrawal may still come.

    Without a day it may, unless there is no dependence, or it was known to be stopped long ago.
    """
    if use.pattern != STOPPED:
        return False
    days = table_of_facts.stopped_lately((use.substance, *sorted(groups_of(use))))
    if use.stopped_on:
        return (today - use.stopped_on).days <= days
    known = use.considering.asked_on if use.considering.answer == "already_stopped" else None
    return use.dependence != ABSENT and (known is None or (today - known).days <= days)


@remembered
def lately_stopped(case: Case) -> tuple[Use, ...]:
    """The uses that were stopped lately, as they were before."""
    stopped = (use for use in judged_uses(case) if stopped_lately(use, case.today))
    return tuple(use._replace(pattern=use.pattern_before or NOT_ASSESSED) for use in stopped)


# Dependence


class Contradiction(NamedTuple):
    """A use whose dependence is possible though it was called absent or not looked at."""

    use: Use
    ground: str  # round_the_clock, or the word of a flag or an instrument
    at: Path  # where the ground stands in the plan


@remembered
def contradicted(case: Case) -> tuple[Contradiction, ...]:
    """The uses of what is dangerous to stop, in which more speaks for dependence than is written.

    Each with the first ground for it.
    """
    told = ((use, _ground(case, use)) for use in uses(case.plan))
    return tuple(Contradiction(use, *ground) for use, ground in told if ground)


@remembered
def judged_uses(case: Case) -> tuple[Use, ...]:
    """The uses of the plan, with dependence as rules see it."""
    possible = {it.use.path for it in contradicted(case)}
    return tuple(
        use._replace(dependence="possible") if use.path in possible else use
        for use in uses(case.plan)
    )


def _ground(case: Case, use: Use) -> tuple[str, Path] | None:
    """What speaks for dependence; None where nothing does or dependence is written anyway."""
    if use.dependence not in (ABSENT, NOT_ASSESSED) or DANGEROUS not in groups_of(use):
        return None
    pattern = use.pattern_before or use.pattern if use.pattern == STOPPED else use.pattern
    known = table_of_facts.dependence()
    if pattern in known.patterns:
        return pattern, (*use.path, "pattern")
    if pattern == "never" or pattern in known.not_with_flag:
        return None
    for flag in case.plan.flags:
        if flag.flag == known.flag and flag.present:
            return flag.flag, flag.path
    return _scored(case, use)


def _scored(case: Case, use: Use) -> tuple[str, Path] | None:
    wanted = table_of_facts.dependence().score
    for score in case.plan.scores if use.substance == wanted.substance else ():
        if score.instrument == wanted.instrument and _high(score, wanted, case.today):
            return score.instrument, score.path
    return None


def _high(score: Score, wanted: table_of_facts.DependenceScore, today: date) -> bool:
    on = day(score.date)
    high = score.total is not None and score.total >= (wanted.from_ or 0)
    return high and on is not None and (today - on).days <= (wanted.days or 0)


# Going on


def stops(plan: Plan, goal: Goal, use: Use, every_use: tuple[Use, ...]) -> bool:
    """Whether a goal would end a use."""
    if not goal.open:
        return False
    if not set(STOPS_ALL).isdisjoint(goal.intervention):
        return True
    if use not in in_scope(plan, goal, every_use) or _says_too_little(plan, goal, use, every_use):
        return False
    of_kind = {use.substance, *groups_of(use)}
    some = (STOPS_SOME.get(word, ()) for word in goal.intervention)
    return not set(STOPS).isdisjoint(goal.intervention) or any(
        not of_kind.isdisjoint(kinds) for kinds in some
    )


def _says_too_little(plan: Plan, goal: Goal, use: Use, every_use: tuple[Use, ...]) -> bool:
    """Whether a goal to give up smoking names none of several things that are smoked.

    Giving up tobacco says nothing about cannabis.
    """
    if SMOKING_STOP not in goal.intervention or not set(STOPS).isdisjoint(goal.intervention):
        return False
    unnamed = in_scope(plan, goal, every_use) == every_use and len(every_use) > 1
    smoked = [it for it in every_use if it.in_use and "smoke" in groups_of(it)]
    return unnamed and len(smoked) > 1 and use in smoked


@remembered
def continuing(case: Case) -> tuple[Use, ...]:
    """The uses that no open goal ends: they go on beside whatever the plan is about."""
    plan, every_use = case.plan, judged_uses(case)
    return tuple(
        use
        for use in every_use
        if use.in_use and not any(stops(plan, goal, use, every_use) for goal in plan.goals)
    )
