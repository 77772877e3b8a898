"""What several families of rules ask: who is a child, what is present, and what answers it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from hrcli.dates import day
from hrcli.document.data import group, items, text, words
from hrcli.method.facts import STAYS, facts
from hrcli.plan.case import Case, File, remembered
from hrcli.plan.plan import Goal, Harm
from hrcli.rules.rule import listed

MINORS = ("under_16", "age_16_17", "young_person")


class Contents(NamedTuple):
    """What stands in a file, wherever: a first look, for rules that would else look everywhere."""

    words: frozenset[str]  # every key and every text, once
    ids: tuple[str, ...]  # of everything that has one, agency's own keys (x-) among them


@remembered
def contents(case: Case) -> tuple[Contents, ...]:
    """The contents of each file of a case, in the order of `case.files`."""
    return tuple(_contents(file.data) for _, file in case.files)


def _contents(data: Any) -> Contents:
    words: set[str] = set()
    ids: list[str] = []
    waiting = [data]
    for value in waiting:  # which grows meanwhile
        kind = value.__class__
        if kind is str:
            words.add(value)
        elif kind is dict:
            words.update(value)
            waiting += value.values()
            if isinstance(value.get("id"), str):
                ids.append(value["id"])
        elif kind is list:
            waiting += value
    return Contents(frozenset(words), tuple(ids))


@remembered
def present(case: Case) -> frozenset[str]:
    """Every word of context that holds today, and every flag that is present."""
    flags = (flag.id for flag in case.plan.flags if text(flag.data, "status") == "present")
    return frozenset((*(fact.word for fact in facts(case)), *flags))


def is_minor(case: Case) -> bool:
    """Whether the client is under 18, as the age band, a word of context or a flag says."""
    return not present(case).isdisjoint(MINORS)


@remembered
def mitigations(case: Case) -> frozenset[str]:
    """The mitigations of the plan and of its open goals."""
    return in_place(case, case.plan.open_goals)


def in_place(case: Case, goals: Iterable[Goal]) -> frozenset[str]:
    """The mitigations of the plan and of these goals."""
    own = (text(item, "is") for _, item in items(case.plan.data, "mitigations"))
    theirs = (word for goal in goals for word in words(goal.data, "mitigations"))
    return frozenset((*own, *theirs))


@remembered
def planned_stays(case: Case) -> tuple[File, ...]:
    """The stays away (withdrawal unit, hospital, custody) that are planned and not over."""
    return tuple(event for event in case.standing_events if _is_ahead(event, case))


def _is_ahead(event: File, case: Case) -> bool:
    if text(event.data, "kind") not in STAYS or text(event.data, "status") != "planned":
        return False
    ends = day(event.data.get("to"))
    return ends is None or ends >= case.today


def key_harm_answers(case: Case) -> Mapping[str, str]:
    """What came out for each key harm that was asked about apart from the harms of the plan."""
    asked = items(case.plan.data, "key_harms_asked")
    return {text(item, "harm"): text(item, "answer") for _, item in asked}


def bracketed(things: Iterable[Goal | Harm]) -> str:
    """Their ids in brackets behind a message, or nothing where none has a proper id."""
    names = listed(thing.id for thing in things)
    return f" ({names})" if names else ""


def safe_contact(case: Case) -> Mapping[str, Any]:
    """What the plan says about ways of contact."""
    return group(group(case.plan.data, "client"), "safe_contact")
