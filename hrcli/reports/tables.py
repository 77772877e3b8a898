"""What a report is made of: tables of counts, medians, and what is withheld from both."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import NamedTuple

from hrcli.method.outcomes import Period
from hrcli.plan.case import Case
from hrcli.reports.cells import SMALLEST, Cell, Sum, withheld

ALL = "all"


class Group(NamedTuple):
    """Rows that cut the same whole in one way (areas of life, who is affected)."""

    id: str
    rows: tuple[str, ...]


class Table(NamedTuple):
    """One table: what is counted, its columns beside the total, and its rows in groups."""

    id: str
    unit: str
    columns: tuple[str, ...]
    groups: tuple[Group, ...]
    whole: bool = True  # whether a first row counts everything; the groups then cut that row
    pictured: bool = True  # whether its rows are shown as bars, the first column in front

    def cell(self, group: str, row: str, column: str = ALL) -> str:
        """The name of one cell of this table."""
        return f"{self.id}:{group}:{row}:{column}"

    @property
    def rows(self) -> Iterator[tuple[str, str]]:
        """Every row with its group; the whole comes first and is in none."""
        if self.whole:
            yield "", ALL
        for group in self.groups:
            for row in group.rows:
                yield group.id, row

    @property
    def cells(self) -> Iterator[str]:
        for group, row in self.rows:
            for column in (ALL, *self.columns):
                yield self.cell(group, row, column)

    @property
    def sums(self) -> Iterator[Sum]:
        """What a reader can add up: the columns of a row, and the rows of a group."""
        rows = list(self.rows)
        for row in rows if self.columns else ():
            yield Sum(self.cell(*row), tuple(self.cell(*row, it) for it in self.columns))
        for group in self.groups if self.whole else ():
            for column in (ALL, *self.columns):
                parts = tuple(self.cell(group.id, row, column) for row in group.rows)
                yield Sum(self.cell("", ALL, column), parts)
        if not self.whole:
            # Rows that stand alone often count the same plans, so one total tells another.
            totals = [self.cell(*row) for row in rows]
            yield from (Sum(totals[0], (other,)) for other in totals[1:])


Count = Callable[[Case, Period], Iterable[str]]
"""The cells to which a case adds; one that stands there twice counts twice."""

Measure = Callable[[Case, Period], Iterable[tuple[str, float]]]
"""The numbers that a case gives, each for one median."""


class Kind(NamedTuple):
    """One kind of report: its tables and medians, and how a case adds to them."""

    id: str
    tables: tuple[Table, ...]
    medians: tuple[str, ...]
    counted: Count
    measured: Measure
    sums: tuple[Sum, ...] = ()  # totals of several tables that are the same figure


class Figure(NamedTuple):
    """The median of one number over the clients who gave it; None where they are too few."""

    id: str
    value: float | None


class Row(NamedTuple):
    """One row of a told table: the figures by column, None where one is withheld."""

    group: str
    row: str
    figures: tuple[int | None, ...]


class Told(NamedTuple):
    """A table with its figures."""

    table: Table
    rows: tuple[Row, ...]


class Sources(NamedTuple):
    """What a report was counted from."""

    names: tuple[str, ...]  # of the caseloads' folders
    shut: tuple[str, ...] = ()  # of those that could not be read
    unreadable: int = 0  # cases
    twice: int = 0  # cases that lie in several caseloads


class Report(NamedTuple):
    """A whole report, ready to be written in any format."""

    kind: str
    period: Period
    today: date
    of: Sources
    tables: tuple[Told, ...]
    medians: tuple[Figure, ...]


class Tally:
    """Adds up cases one by one, so that no more than one of them is in memory."""

    def __init__(self, kind: Kind, period: Period) -> None:
        self.kind = kind
        self.period = period
        self._sizes: Counter[str] = Counter()
        self._cases: Counter[str] = Counter()
        self._numbers: dict[str, Counter[float]] = {name: Counter() for name in kind.medians}

    def add(self, case: Case) -> None:
        """Count one more case."""
        counted = Counter(self.kind.counted(case, self.period))
        self._sizes.update(counted)
        self._cases.update(counted.keys())
        for name, number in self.kind.measured(case, self.period):
            self._numbers[name][number] += 1

    def report(self, today: date, of: Sources) -> Report:
        """The report on all that was added, small cells withheld."""
        names = [name for table in self.kind.tables for name in table.cells]
        cells = {name: Cell(self._sizes[name], self._cases[name]) for name in names}
        sums = [*self.kind.sums, *(it for table in self.kind.tables for it in table.sums)]
        hidden = withheld(cells, sums)
        told = tuple(_told(table, cells, hidden) for table in self.kind.tables)
        medians = tuple(Figure(name, _median(self._numbers[name])) for name in self.kind.medians)
        return Report(self.kind.id, self.period, today, of, told, medians)


def _told(table: Table, cells: dict[str, Cell], hidden: frozenset[str]) -> Told:
    """The table with its figures. A row about few clients shows no 0 either: where only one
    column is not 0, that column would be true of each of them. So in a table about few clients.
    """
    totals = {row: cells[table.cell(*row)] for row in table.rows}
    few = totals["", ALL].small if table.whole else _few(totals.values())

    def figures(row: tuple[str, str]) -> Iterator[int | None]:
        for column in (ALL, *table.columns):
            name = table.cell(*row, column)
            silent = few or totals[row].small or name in hidden
            yield None if silent else cells[name].size

    return Told(table, tuple(Row(*row, tuple(figures(row))) for row in table.rows))


def _few(totals: Iterable[Cell]) -> bool:
    """Whether rows that stand alone are, all of them, about few clients."""
    return 0 < max((total.cases for total in totals), default=0) < SMALLEST


def _median(numbers: Counter[float]) -> float | None:
    """The middle number; one per client, and none where they are too few."""
    if numbers.total() < SMALLEST:
        return None
    every = sorted(numbers.elements())
    middle = len(every) // 2
    value = every[middle] if len(every) % 2 else (every[middle - 1] + every[middle]) / 2
    return round(value, 1)
