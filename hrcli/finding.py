"""A finding: one message about one place in one file."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple, TypeAlias

Path: TypeAlias = tuple[str | int, ...]
"""Where a value stands in a document: keys of mappings, positions in lists (from 0)."""


OTHER_RANK = 2
"""The rank of a finding that is not about harm nobody means."""


class Severity(str, Enum):
    """How much a finding weighs; an unwaived error is exit code 1."""

    ERROR = "error"
    WARNING = "warning"
    ADVICE = "advice"


class Place(NamedTuple):
    """Line and column of a value, both from 1, counted in characters as editors do."""

    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.line}:{self.column}"


class Finding(NamedTuple):
    """What is wrong, where, and what to do. Messages name keys, known words and ids only."""

    code: str
    severity: Severity
    message: str
    help: str
    place: Place = Place(1, 1)
    path: str = ""  # for people, items of a list by their id: goals.g2m.timed.by
    file: str = ""  # as the reader of the file names it
    waived: bool = False
    slug: str = ""  # of the rule, and what it rests on; empty where reading or the schema speaks
    source: str = ""
    rank: int = (
        OTHER_RANK  # among those of its weight: 0 harm that may cost a life, 1 harm nobody means
    )
    at: Path = ()  # the same place for programs: ("goals", 1, "timed", "by"); () is the whole file

    def __repr__(self) -> str:
        """What a traceback may show: `at` can hold a key that is text of the case."""
        return f"Finding({self.code} {self.severity.value} {self.file}:{self.place} {self.path})"

    @property
    def heaviness(self) -> tuple[bool, int, int]:
        """Sorts findings: the heaviest first, what is set aside last."""
        return (self.waived, list(Severity).index(self.severity), self.rank)

    @property
    def blocks(self) -> bool:
        """Whether it is an error that counts: nobody has set it aside."""
        return self.severity is Severity.ERROR and not self.waived
