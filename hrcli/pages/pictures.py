"""Where the marks of a picture stand: courses, bars and timelines as plain numbers, no mark-up.

Across, positions are parts of a hundred (`12.5%`), so that a picture is as wide as its page and
its words keep their size; downwards they are whole points. Templates draw them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from hrcli.dates import add_months

LEFT, RIGHT = 34.0, 97.0  # of a hundred; what stands left of it are the words of the scale
ROW = 24  # points from one line of the scale to the next
TOP, FOOT = 16, 26
PLOT = 96  # points between the ends of a scale of numbers
LINE = 14  # points that a line of words takes
LANE, HEAD = 30, 34
SPARK_WIDE, SPARK_DEEP, SPARK_EDGE = 60, 16, 2  # points
ROOMY = 7.0  # of a hundred: what a number needs
SHORT, GAP = 20.0, 1.5  # of a hundred: what the name of a goal takes, and before it
LATE = 60.0  # of a hundred: names of what starts later end where it ends
MONTHS_APART = (1, 2, 3, 6, 12, 24, 60, 120)
MOST_TICKS = 4
LAST_TICK = 91.0  # of a hundred: a month named further right would leave a narrow page


class GuideLine(NamedTuple):
    """A line across a picture, with what it stands for."""

    y: int
    value: object
    kind: str  # level | start | aim


class Dot(NamedTuple):
    """One value on its day."""

    x: str
    y: int
    date: str
    value: object


class Line(NamedTuple):
    """From one dot to the next."""

    x1: str
    y1: int
    x2: str
    y2: int


class Course(NamedTuple):
    """How something went: days run to the right, more stands higher."""

    height: int
    left: str
    rules: tuple[GuideLine, ...]
    lines: tuple[Line, ...]
    dots: tuple[Dot, ...]


class Mark(NamedTuple):
    """One day, or a stretch of days, on a timeline."""

    kind: str
    name: str
    start: date
    end: date | None = None


class Tick(NamedTuple):
    """The first of a month on a timeline."""

    x: str
    month: str  # 2026-02


class Placed(NamedTuple):
    """A mark at its place; `width` is how far a stretch reaches, None for a single day.

    Its name stands at `name_at`, from there on or up to there (`anchor`), inside the picture.
    """

    x: str
    y: int
    width: str | None
    name_at: str
    name_y: int
    anchor: str
    mark: Mark


class Lane(NamedTuple):
    """Marks of one kind beside each other, under a head."""

    name: str
    y: int
    marks: tuple[Placed, ...]


class Timeline(NamedTuple):
    """What happened and what is planned, in lanes along the same days."""

    height: int
    ticks: tuple[Tick, ...]
    today: str | None
    lanes: tuple[Lane, ...]


class Part(NamedTuple):
    """One piece of a bar: the `place`-th of its parts, and whether a number fits in."""

    place: int
    x: str
    width: str
    middle: str
    size: int
    roomy: bool


def _across(when: date, first: date, last: date, left: float, right: float) -> float:
    days = (last - first).days
    share = (when - first).days / days if days else 0.5
    return left + share * (right - left)


def _percent(position: float) -> str:
    """Written here, because a page writes its numbers the way its language does."""
    return f"{round(position, 2):g}%"


def _plotted(when: date, first: date, last: date) -> str:
    return _percent(_across(when, first, last, LEFT, RIGHT))


def _dated(points: Iterable[tuple[date | None, float]]) -> list[tuple[date, float]]:
    return sorted((when, value) for when, value in points if when is not None)


def _joined(dots: Sequence[Dot]) -> tuple[Line, ...]:
    return tuple(Line(one.x, one.y, other.x, other.y) for one, other in pairwise(dots))


def ladder(points: Iterable[tuple[date | None, str]], words: Sequence[str]) -> Course | None:
    """The course of a word of an ordered list, `words` from the lowest to the highest.

    None where fewer than two days are known: a single day has no course.
    """
    told = _dated((when, float(words.index(word))) for when, word in points if word in words)
    if len(told) < 2:
        return None
    bottom = TOP + ROW * (len(words) - 1)
    first, last = told[0][0], told[-1][0]
    dots = tuple(
        Dot(
            _plotted(when, first, last),
            bottom - ROW * int(place),
            when.isoformat(),
            words[int(place)],
        )
        for when, place in told
    )
    rules = tuple(GuideLine(bottom - ROW * n, word, "level") for n, word in enumerate(words))
    return Course(bottom + FOOT, _percent(LEFT), rules, _joined(dots), dots)


def numbers(
    points: Iterable[tuple[date | None, float]],
    rules: Iterable[tuple[str, float | None]],
) -> Course | None:
    """The course of a number, with lines across at `rules` (start, aim, level).

    None where there is no more than one number to show.
    """
    told = _dated(points)
    across = [(kind, value) for kind, value in rules if value is not None]
    if not told or len(told) + len(across) < 2:
        return None
    every = [value for _, value in (*told, *across)]
    low, high = min(every), max(every)

    def down(value: float) -> int:
        share = (value - low) / (high - low) if high > low else 0.5
        return round(TOP + PLOT * (1 - share))

    first, last = told[0][0], told[-1][0]
    dots = tuple(
        Dot(_plotted(when, first, last), down(value), when.isoformat(), value)
        for when, value in told
    )
    lines = _apart(GuideLine(down(value), value, kind) for kind, value in across)
    return Course(TOP + PLOT + FOOT, _percent(LEFT), lines, _joined(dots), dots)


def spark(values: Sequence[float]) -> str:
    """A course so small that it stands in a line of words: its points; empty for a single value."""
    if len(values) < 2:
        return ""
    low, high = min(values), max(values)
    wide = (SPARK_WIDE - 2 * SPARK_EDGE) / (len(values) - 1)
    deep = SPARK_DEEP - 2 * SPARK_EDGE
    shares = ((value - low) / (high - low) if high > low else 0.5 for value in values)
    return " ".join(
        f"{round(SPARK_EDGE + wide * place)},{round(SPARK_EDGE + deep * (1 - share))}"
        for place, share in enumerate(shares)
    )


def _apart(rules: Iterable[GuideLine]) -> tuple[GuideLine, ...]:
    """The rules whose words do not run into those of a later one."""
    kept: list[GuideLine] = []
    for rule in reversed(list(rules)):
        if all(abs(rule.y - other.y) >= LINE for other in kept):
            kept.append(rule)
    return tuple(reversed(kept))


def _ticks(first: date, last: date) -> list[tuple[date, str]]:
    """The firsts of months between two days, few enough to be read."""
    months = (last.year - first.year) * 12 + last.month - first.month
    apart = next((n for n in MONTHS_APART if months <= n * MOST_TICKS), months // MOST_TICKS + 1)
    start = first.replace(day=1)
    days = (add_months(start, ahead) for ahead in range(1, months + 1, apart))
    return [(when, when.isoformat()[:7]) for when in days]


def _span(marks: Iterable[Mark], today: date) -> tuple[date, date]:
    days = [day for mark in marks for day in (mark.start, mark.end or mark.start)]
    return min(days), max(*days, today)


def timeline(lanes: Sequence[tuple[str, Sequence[Mark]]], today: date) -> Timeline | None:
    """Lanes of marks along the same days, with the firsts of months and today.

    Stretches of a lane stand below each other, single days on one line. None without a mark.
    """
    every = [mark for _, marks in lanes for mark in marks]
    if not every:
        return None
    first, last = _span(every, today)

    def x(when: date) -> float:
        return _across(when, first, last, 3, 97)

    y = HEAD
    placed = []
    for name, marks in lanes:
        if not marks:
            continue
        lane, depth = _lane(name, marks, y, x)
        placed.append(lane)
        y += depth
    ticks = tuple(
        Tick(_percent(x(when)), month)
        for when, month in _ticks(first, last)
        if x(when) <= LAST_TICK
    )
    now = _percent(x(today)) if today >= first else None
    return Timeline(y, ticks, now, tuple(placed))


def _lane(name: str, marks: Sequence[Mark], y: int, x: Callable[[date], float]) -> tuple[Lane, int]:
    """One lane from `y` downwards, and how deep it is; stretches stand below each other.

    No name stands on another: each has a row of its own, or room beside its stretch.
    """
    deep = LANE - LINE
    placed = []
    for mark in marks:
        deep += LINE if mark.end and not _room_beside(mark, x) else 0
        placed.append(_place(mark, y + deep, x))
        deep += LINE if mark.end else 0
    return Lane(name, y, tuple(placed)), max(it.y for it in placed) - y + LINE


def _room_beside(mark: Mark, x: Callable[[date], float]) -> str:
    """On which side of a stretch its short name has room; empty where it needs a row."""
    if mark.kind != "goal" or mark.end is None:
        return ""
    return "after" if x(mark.end) <= 100 - SHORT else "before" if x(mark.start) >= SHORT else ""


def _place(mark: Mark, y: int, x: Callable[[date], float]) -> Placed:
    start, end = x(mark.start), x(mark.end or mark.start)
    side = _room_beside(mark, x)
    late = start > LATE
    at = {"after": end + GAP, "before": start - GAP, "": end if late else start}[side]
    return Placed(
        _percent(start),
        y,
        _percent(max(end - start, 1)) if mark.end else None,
        _percent(at),
        y + 6 if side else y - 6,
        "end" if side == "before" or (late and not side) else "start",
        mark,
    )


def bar(sizes: Sequence[int]) -> tuple[Part, ...]:
    """A bar of a hundred, cut by the sizes of its parts; empty where nothing is counted."""
    whole = sum(sizes)
    found = []
    done = 0
    for place, size in enumerate(sizes):
        if size:
            x, width = (100 * n / whole for n in (done, size))
            middle = _percent(x + width / 2)
            found.append(Part(place, _percent(x), _percent(width), middle, size, width >= ROOMY))
            done += size
    return tuple(found)
