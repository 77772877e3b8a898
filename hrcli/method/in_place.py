"""What is in place against a danger, and where it counts as an answer."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import date
from typing import NamedTuple

from hrcli.knowledge.no_answers import is_nobody
from hrcli.knowledge.table_of_facts import named
from hrcli.method.origins import written
from hrcli.method.uses import groups_of, uses
from hrcli.plan.case import Case, remembered
from hrcli.plan.plan import Goal, Mitigation, Use

EMERGENCY = "emergency_now"
EMERGENCY_DAYS = 3
"""How many days after the call it still answers (hrcli's convention)."""

NALOXONE = "take_home_naloxone"
NALOXONE_FOR = ("kratom", "unknown", "multiple")
BOUGHT = ("unregulated", "non_prescribed")
TREATMENTS = (
    "oat_start",
    "oat_stop_or_taper",
    "buprenorphine_start",
    "naltrexone_start",
    "naltrexone_end",
)

PLAN_WIDE = frozenset(
    (
        NALOXONE,
        "overdose_plan",
        "not_alone_plan",
        "safe_storage",
        "safe_sleep_plan",
        "emergency_help_info",
        "sterile_equipment",
        "bbv_test_and_vaccinate",
        "no_driving_plan",
        "suicide_safety_plan",
        "mental_health_review",
        "dv_specialist_consult",
        "sober_caregiver",
        "child_safety_plan",
        "neutral_document",
        "no_paper_given",
        "perinatal_specialist",
        "drug_checking_info",
        "relapse_safety_plan",
        "medicine_review",
        "falls_check",
        "feeding_advice",
        "medical_check",
        "thiamine_talked_about",
    )
)
"""Mitigations about the home or the person: in place for the plan, they answer at its goals too."""


class InPlace(NamedTuple):
    """A mitigation that is in place, and since when: the day it was done, or its goal began."""

    word: str
    since: date | None


class ToCome(NamedTuple):
    """A mitigation of the plan that is planned, and for which day; it answers nothing yet."""

    word: str
    by: date | None


def done(mitigation: Mitigation, today: date) -> bool:
    """Whether a mitigation of the plan was done, by today, and by somebody."""
    done = mitigation.done_on
    return done is not None and done <= today and not is_nobody(mitigation.who)


def planned(mitigation: Mitigation, today: date) -> bool:
    """Whether it is still to come: no day on which it was done, or one that lies ahead."""
    return mitigation.done_on is None or mitigation.done_on > today


@remembered
def of_plan(case: Case) -> tuple[InPlace, ...]:
    """What is in place in the plan's own list and may answer today."""
    return tuple(
        InPlace(it.is_, it.done_on)
        for it in case.plan.mitigations
        if done(it, case.today) and _may_answer(case, it.is_, it.done_on)
    )


def of_goals(case: Case, goals: Iterable[Goal]) -> Iterator[InPlace]:
    """What these goals put in place; help in an emergency is rung for, not planned."""
    for goal in goals:
        for word in goal.mitigations:
            if word != EMERGENCY and _may_answer(case, word, None):
                yield InPlace(word, goal.start)


def for_plan(case: Case) -> tuple[InPlace, ...]:
    """What answers for the plan as a whole: its own list, and what its active goals bring.

    In a draft a goal that is proposed counts as well: agreeing on the plan makes it active.
    """
    agreed = ("active", "proposed", "") if case.plan.status == "draft" else ("active",)
    goals = (goal for goal in case.plan.open_goals if goal.status in agreed)
    return (*of_plan(case), *of_goals(case, goals))


def at_goal(case: Case, goal: Goal) -> tuple[InPlace, ...]:
    """What answers at a goal: its own words, and what the plan has for the home or the person."""
    wide = (answer for answer in of_plan(case) if answer.word in PLAN_WIDE)
    return (*of_goals(case, [goal]), *wide)


def to_come(case: Case, words: Collection[str], goal: Goal | None) -> tuple[ToCome, ...]:
    """What is planned in the plan's own list, by somebody, of the `words` that would answer at a
    goal, or for the plan as a whole (`goal` is None), once it is done.
    """
    return tuple(
        ToCome(it.is_, it.done_on or it.by)
        for it in case.plan.mitigations
        if planned(it, case.today)
        and not is_nobody(it.who)
        and it.is_ in words
        and (goal is None or it.is_ in PLAN_WIDE)
        and _helps(case, it.is_)
    )


@remembered
def in_plan(case: Case) -> frozenset[str]:
    """The words that are in place in the plan's own list."""
    return frozenset(answer.word for answer in of_plan(case))


@remembered
def mitigations(case: Case) -> frozenset[str]:
    """The words that answer for the plan as a whole."""
    return frozenset(answer.word for answer in for_plan(case))


def _may_answer(case: Case, word: str, done_on: date | None) -> bool:
    """Whether a word that is in place answers anything in this plan, and still does."""
    if word == EMERGENCY:
        return done_on is not None and (case.today - done_on).days <= EMERGENCY_DAYS
    return _helps(case, word)


def _helps(case: Case, word: str) -> bool:
    return word != NALOXONE or naloxone_helps(case)


@remembered
def naloxone_helps(case: Case) -> bool:
    """Whether an opioid may be about. Naloxone is good to have, and does nothing for the rest."""
    planned = {word for goal in case.plan.open_goals for word in goal.intervention}
    return (
        any(_may_be_opioid(use) for use in uses(case.plan))
        or not planned.isdisjoint(TREATMENTS)
        or bool(written(case).of(*named("opioid_medicine")))
    )


def _may_be_opioid(use: Use) -> bool:
    of_kind = use.substance in NALOXONE_FOR or "opioid" in groups_of(use)
    return use.pattern != "never" and (of_kind or use.supply in BOUGHT)
