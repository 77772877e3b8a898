"""The table of facts: what holds for a client, and which of what is written down says so."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from hrcli.document.data import Data, group, items, keyed, whole_number, words
from hrcli.document.records import read_as
from hrcli.knowledge.bundled import Knowledge, knowledge

FILE = "facts.yaml"
EVERY = "*"
"""The fact of a row whose facts are called what is written: any word of context, any flag."""

UNSAID = "unsaid"
"""In a list of answers: that nothing is said there."""


class Row(NamedTuple):
    """One way in which a fact may come to hold; facts.yaml says what each key means."""

    fact: str
    # Where it is looked for: the first that is said.
    context: str
    flag: str
    age_band: tuple[str, ...]
    harm: str
    events: tuple[str, ...]
    stays: tuple[str, ...]
    score: str
    asked: str
    dependant: str
    use: str
    goal: str
    need: str
    due: str
    also: str
    unasked: str
    key_harm: str
    # What must be true of it.
    where: str
    days: int | None
    by: tuple[str, ...]
    affects: tuple[str, ...]
    spares: tuple[str, ...]
    resolved_too: bool
    survived: bool
    of_group: str
    state: str
    item: tuple[str, ...]
    above: float | None
    answers: tuple[str, ...]
    lives: str
    substance: tuple[str, ...]
    group: tuple[str, ...]
    supply: tuple[str, ...]
    not_supply: tuple[str, ...]
    route: tuple[str, ...]
    function: str
    intervention: tuple[str, ...]
    origin: str
    own: bool
    not_from: str
    unless_said: str
    unless_flag: str
    unless_written: bool

    @property
    def source(self) -> str:
        """The kind of place where it is looked for: the name of the first key that is said."""
        return next(kind for kind in SOURCES if getattr(self, kind))


SOURCES = Row._fields[1:17]
"""The kinds of places where a fact is looked for, in the words of the table."""


class EarlyQuestion(NamedTuple):
    """One of the questions that are asked early, and what else on its topic counts as asked."""

    about: str
    question: str  # how it may be put to the client
    present: str  # what these answers mean here; empty where they mean what they say
    past: str
    absent: str
    if_: str  # who is asked: always | uses | drives | stored | withdrawal | birth
    stale: int  # days after which it is asked again
    flags: tuple[str, ...]
    harms: tuple[str, ...]
    words: tuple[str, ...]
    events: tuple[str, ...]
    answered_by: tuple[str, ...]  # mitigations that only somebody who has asked puts in place
    alone: bool  # whether `absent` counts only where it was said alone
    aside: bool  # whether it makes no finding by itself
    present_lasts: bool  # whether `present` never becomes old


class Medicines(NamedTuple):
    """What is asked about medicines in the same talk, and how the words for them begin."""

    question: str
    beginning: str


class DependenceScore(NamedTuple):
    """From which total a score speaks of dependence, for which substance, and for how long."""

    instrument: str
    substance: str
    from_: float | None
    days: int | None


class Dependence(NamedTuple):
    """When dependence is possible though it was called absent or not looked at."""

    patterns: tuple[str, ...]
    flag: str
    not_with_flag: tuple[str, ...]
    score: DependenceScore


class EventKind(NamedTuple):
    """What is done about a kind of event; facts.yaml says what each key means."""

    look_within: int | None  # days
    grave: bool
    teaches: str  # use | danger | empty
    of_use: bool
    asks: tuple[str, ...]
    meets: bool
    ahead: bool
    final: str


@lru_cache
def event_kind(kind: str) -> EventKind:
    """What is done about a kind of event; nothing of its own about one that is not named."""
    return read_as(EventKind, group(_part("event_kinds"), kind))


class WorkedOut(NamedTuple):
    """What a word that no plan may write is worked out from, with an example."""

    from_: str
    under: str  # the key of the plan under which the line stands; empty: the line is a comment
    line: str


@lru_cache
def worked_out() -> Mapping[str, WorkedOut]:
    """The words that no plan may write, in the order of the table."""
    part = _part("worked_out")
    return {word: read_as(WorkedOut, group(part, word)) for word in part}


@lru_cache
def rows() -> tuple[Row, ...]:
    """The rows of the table in their order."""
    return tuple(read_as(Row, item) for _, item in items(_table(), "facts"))


@lru_cache
def early_questions() -> tuple[EarlyQuestion, ...]:
    """The questions that are asked early, in the order in which they are put."""
    return tuple(read_as(EarlyQuestion, item) for _, item in items(_table(), "topics"))


@lru_cache
def question_about(topic: str) -> EarlyQuestion:
    """What counts as asked on a topic, be it one of the early questions or another."""
    others = (read_as(EarlyQuestion, item) for _, item in items(_table(), "other_topics"))
    return next(it for it in (*early_questions(), *others) if it.about == topic)


@lru_cache
def medicines() -> Medicines:
    """What is asked about medicines."""
    return read_as(Medicines, _table()["medicines"])


@lru_cache
def dependence() -> Dependence:
    """When dependence is possible whatever was written."""
    return read_as(Dependence, _table()["dependence"])


def days_of(word: str) -> int | None:
    """For how many days a word of context holds after the day it names; None: until changed."""
    return _days("lasts", word)


def days_after_stay(kind: str) -> int:
    """For how many days after a stay of this kind something holds that did not before."""
    after = (row.days for row in rows() if kind in row.stays and row.state == "over")
    return next((days for days in after if days is not None), 0)


def days_after_due(word: str) -> int | None:
    """How many days a word of context holds after the day that it names as due; None: as above."""
    return _days("due", word)


def ended_by(word: str) -> tuple[str, ...]:
    """The kinds of events that end a word, whatever it rests on."""
    return words(_part("ended_by"), word)


def stopped_lately(names: tuple[str, ...]) -> int:
    """For how many days a use counts as lately stopped; `names` are its substance and groups."""
    known = (_days("stopped_lately", name) for name in names)
    return next((days for days in known if days is not None), 0)


def named(name: str) -> tuple[str, ...]:
    """The words that code asks for by one name of its own."""
    return words(_part("names"), name)


def _days(part: str, word: str) -> int | None:
    return whole_number(_part(part), word)


def _part(name: str) -> Data:
    return keyed(_table()[name])


def _table() -> Knowledge:
    return knowledge(FILE)
