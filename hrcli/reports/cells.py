"""Small cells: which figures of a report are withheld so that nobody can be found out by them.

A figure to which fewer than five clients add is withheld. So is what it could be worked out
from: where a total and the other parts of a sum give it away, exactly or to within a few, or
where several sums together do, more figures are withheld until they no longer do.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

SMALLEST = 5
"""Fewer clients than this are a small cell (domain knowledge: aggregates below five)."""

SPREAD = SMALLEST - 2
"""How far apart the least and the most that a withheld figure can be have to lie."""

PRIME = 2**61 - 1
Bounds = dict[str, list[float]]


class Cell(NamedTuple):
    """One figure: how many things were counted, and of how many clients."""

    size: int = 0
    cases: int = 0

    @property
    def small(self) -> bool:
        return 0 < self.cases < SMALLEST


class Sum(NamedTuple):
    """A total that the reader knows to be the sum of its parts; one part alone is an equal."""

    total: str
    parts: tuple[str, ...]

    @property
    def names(self) -> tuple[str, ...]:
        return (self.total, *self.parts)


def withheld(cells: Mapping[str, Cell], sums: Iterable[Sum]) -> frozenset[str]:
    """The names of the cells to withhold. A sum counts only where it holds in the figures."""
    known = [it for it in sums if _holds(it, cells)]
    hidden = {name for name, cell in cells.items() if cell.small}
    while True:
        exposed = _exposed(cells, known, hidden)
        more = {_next(it, cells, hidden) for it in known if not exposed.isdisjoint(it.names)}
        more.discard(None)
        if not more:
            return frozenset(hidden)
        hidden.add(min(more, key=lambda name: (cells[name or ""].size, name)) or "")


def _holds(it: Sum, cells: Mapping[str, Cell]) -> bool:
    return cells[it.total].size == sum(cells[part].size for part in it.parts)


def _next(it: Sum, cells: Mapping[str, Cell], hidden: set[str]) -> str | None:
    """The smallest part of a sum that is still shown, else its total; None where all is hidden."""
    shown = [part for part in it.parts if part not in hidden and cells[part].size]
    if shown:
        return min(shown, key=lambda part: (cells[part].size, part))
    return it.total if it.total not in hidden and cells[it.total].size else None


def _exposed(cells: Mapping[str, Cell], sums: Sequence[Sum], hidden: set[str]) -> set[str]:
    """The withheld cells that a reader could work out, exactly or nearly."""
    bounds = _bounds(cells, sums, hidden)
    near = {name for name in hidden if bounds[name][1] - bounds[name][0] < SPREAD}
    return near or _solved(sums, hidden)


def _bounds(cells: Mapping[str, Cell], sums: Sequence[Sum], hidden: set[str]) -> Bounds:
    """The least and the most that each cell can be, seen from the ones that are shown.

    What is withheld is never 0, and a reader who knows these rules knows that.
    """
    bounds: Bounds = {
        name: [1, float("inf")] if name in hidden else [cell.size, cell.size]
        for name, cell in cells.items()
    }
    narrowed = True
    while narrowed:
        narrowed = sum(_narrowed(it, bounds) for it in sums) > 0
    return bounds


def _narrowed(it: Sum, bounds: Bounds) -> bool:
    """Whether one sum says more about its cells than was known."""
    before = [tuple(bounds[name]) for name in it.names]
    total, parts = bounds[it.total], [bounds[part] for part in it.parts]
    _narrow(total, sum(part[0] for part in parts), sum(part[1] for part in parts))
    for part in parts:
        others = [other for other in parts if other is not part]
        least = total[0] - sum(other[1] for other in others)
        _narrow(part, least, total[1] - sum(other[0] for other in others))
    return before != [tuple(bounds[name]) for name in it.names]


def _narrow(known: list[float], low: float, high: float) -> None:
    known[0], known[1] = max(known[0], low), min(known[1], high)


def _solved(sums: Sequence[Sum], hidden: set[str]) -> set[str]:
    """The withheld cells that the sums together fix: a row of their solved form has only one.

    Reckoned modulo a large prime: exact for sums of ones, and much faster than fractions.
    """
    rows = [row for it in sums if (row := _unknowns(it, hidden))]
    solved: list[tuple[str, dict[str, int]]] = []
    for row in rows:
        for pivot, done in solved:
            row = _without(row, pivot, done)
        if row:
            pivot = next(iter(row))
            scale = pow(row[pivot], -1, PRIME)
            row = {name: value * scale % PRIME for name, value in row.items()}
            solved = [(it, _without(done, pivot, row)) for it, done in solved]
            solved.append((pivot, row))
    return {pivot for pivot, row in solved if len(row) == 1}


def _unknowns(it: Sum, hidden: set[str]) -> dict[str, int]:
    row = {part: 1 for part in it.parts if part in hidden}
    return row | ({it.total: PRIME - 1} if it.total in hidden else {})


def _without(row: dict[str, int], name: str, done: Mapping[str, int]) -> dict[str, int]:
    """`row` with `name` taken out of it by means of a solved row that begins with it."""
    factor = row.get(name, 0)
    if not factor:
        return row
    every = row.keys() | done.keys()
    left = {it: (row.get(it, 0) - factor * done.get(it, 0)) % PRIME for it in every}
    return {it: value for it, value in left.items() if value}
