"""What several families of rules ask: who is a child, what is present, and what answers it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from hrcli.document.data import Data, Value
from hrcli.method.facts import holds_named
from hrcli.plan.case import Case, Event, remembered
from hrcli.plan.plan import Dependant, Goal, Harm, Use
from hrcli.rules.rule import listed


class Contents(NamedTuple):
    """What stands in a file, wherever: a first look, for rules that would else look everywhere."""

    words: frozenset[str]  # every key and every text, once
    ids: tuple[str, ...]  # of everything that has one, agency's own keys (x-) among them


@remembered
def contents(case: Case) -> tuple[Contents, ...]:
    """The contents of each file of a case, in the order of `case.files`."""
    return tuple(_contents(file.data) for _, file in case.files)


def _contents(data: Value) -> Contents:
    words: set[str] = set()
    ids: list[str] = []
    waiting = [data]
    for value in waiting:  # which grows meanwhile
        if isinstance(value, str):
            words.add(value)
        elif isinstance(value, dict):
            words.update(value)
            waiting += value.values()
            name = value.get("id")
            if isinstance(name, str):
                ids.append(name)
        elif isinstance(value, list):
            waiting += value
    return Contents(frozenset(words), tuple(ids))


def is_minor(case: Case) -> bool:
    """Whether the client is under 18, as the age band, a word of context or a flag says."""
    return bool(holds_named(case, "minor"))


@remembered
def planned_stays(case: Case) -> tuple[Event, ...]:
    """The stays away (withdrawal unit, hospital, custody) that are planned and not over."""
    stays = (event for event in case.standing_events if event.is_stay and event.planned)
    return tuple(stay for stay in stays if stay.to is None or stay.to >= case.today)


def key_harm_answers(case: Case) -> Mapping[str, str]:
    """What came out for each key harm that was asked about apart from the harms of the plan."""
    return {asked.harm: asked.answer for asked in case.plan.key_harms_asked}


def bracketed(things: Iterable[Goal | Harm | Use | Dependant]) -> str:
    """Their ids in brackets behind a message, or nothing where none has a proper id."""
    names = listed(thing.id for thing in things)
    return f" ({names})" if names else ""


def safe_contact(case: Case) -> Data:
    """What the plan says about ways of contact."""
    return case.plan.client.safe_contact
