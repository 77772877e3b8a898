"""What a fact of a case is: a word that holds, where it comes from, and for how long."""

from __future__ import annotations

from collections.abc import Container, Iterable
from datetime import date
from typing import NamedTuple

from hrcli.finding import Path
from hrcli.plan.case import File


class Fact(NamedTuple):
    """One word that holds on the case's day, with the ground for it."""

    word: str
    origin: str  # in ids, days and words of vocabularies only
    file: File  # where the ground stands ...
    at: Path  # ... and at which place in it
    since: date | None = None
    until: date | None = None  # the last day on which it holds; None: until it is changed
    only: Path = ()  # the use or the goal that it holds for; empty: for the whole plan
    source: str = ""  # which kind of place it comes from, in the words of the table
    undated: bool = False  # it holds for some days only, and nobody has said since when


class Facts:
    """The facts that hold for a case on its day, by their word."""

    def __init__(self, facts: Iterable[Fact]) -> None:
        self._by_word: dict[str, list[Fact]] = {}
        for fact in facts:
            self._by_word.setdefault(fact.word, []).append(fact)

    def of(self, *words: str) -> tuple[Fact, ...]:
        """The grounds for these words: none where no word holds."""
        return tuple(fact for word in words for fact in self._by_word.get(word, ()))

    def at(self, places: Container[Path]) -> Facts:
        """Those that hold for the whole plan, or for one of these uses and goals alone."""
        return Facts(fact for fact in self.every() if not fact.only or fact.only in places)

    def every(self) -> tuple[Fact, ...]:
        """All grounds for all words, in the order of the table."""
        return self.of(*self._by_word)


def on_day(since: date | None) -> str:
    """How an origin names the day since which something holds; empty where there is none."""
    return f", since {since.isoformat()}" if since else ""
