"""What can be right about the score of a questionnaire, and which scores may be compared."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from hrcli.document.data import Data, Value, group, items, said, text, words
from hrcli.folding import folded
from hrcli.knowledge.bundled import knowledge
from hrcli.plan.plan import Score
from hrcli.plan.schema import as_word

FORM = ("version", "language", "window_days")
"""What has to be the same of two scores before a change is read from them."""

FILE = "instruments.yaml"
SEEN = "source seen"
BAND = re.compile(r"(\d+)-(\d+)\Z")

Range = tuple[float, float]


class Instrument(NamedTuple):
    """One questionnaire or scale."""

    id: str
    total: Range | None  # None: it has no total
    total_by_substance: Mapping[str, Range]
    parts: Mapping[str, Range]
    other_parts: Range | None  # None: nothing is known about its parts
    range_seen: bool  # whether the ranges were seen in a source
    direction: str
    needs_substance: bool
    needs_role: bool
    bands: Mapping[str, tuple[str, ...]]
    licence: str
    sources: tuple[str, ...]
    conf: str

    def range_of_total(self, substance: str) -> Range | None:
        """Where a total may lie; None where there is none."""
        return self.total_by_substance.get(substance, self.total)

    def range_of_part(self, name: str) -> Range | None:
        """Where the part of this name may lie; None where that is not known."""
        return self.parts.get(as_word(name), self.other_parts)


@lru_cache
def instruments() -> Mapping[str, Instrument]:
    """The instruments by their word."""
    data = knowledge(FILE)
    titles = group(data, "sources")
    return {text(item, "id"): _instrument(item, titles) for _, item in items(data, "instruments")}


def _instrument(item: Data, titles: Data) -> Instrument:
    by_substance, bands = group(item, "total_by_substance"), group(item, "bands")
    named = (
        (name, part["range"]) for _, part in items(item, "parts") for name in words(part, "names")
    )
    return Instrument(
        text(item, "id"),
        _range(item.get("total")),
        {name: _pair(pair) for name, pair in by_substance.items()},
        {name: _pair(pair) for name, pair in named},
        _range(item.get("other_parts")),
        text(item, "range_conf") == SEEN,
        text(item, "direction"),
        item.get("needs_substance") is True,
        item.get("needs_role") is True,
        {name: words(bands, name) for name in bands},
        text(item, "licence"),
        tuple(text(titles, key) for key in words(item, "source")),
        text(item, "conf"),
    )


def _range(pair: Value) -> Range | None:
    return _pair(pair) if pair else None


def _pair(pair: Any) -> Range:
    return (pair[0], pair[1])


def band_of(total: float, bands: Iterable[str]) -> str:
    """The one of these bands (`8-15`) that a total falls in; empty where it falls in none."""
    for band in bands:
        ends = BAND.match(band)
        if ends and int(ends[1]) <= total <= int(ends[2]):
            return band
    return ""


def comparable(one: Score, other: Score) -> bool:
    """Whether two scores of a plan may be set side by side: instrument, substance, and each of
    version, language and the days it asks about.

    What one of them does not name may be any, so it is no other one.
    """
    same = (one.instrument, one.substance) == (other.instrument, other.substance)
    return same and not any(_differ(one, other, key) for key in FORM)


def _differ(one: Score, other: Score, key: str) -> bool:
    """Whether both name it, and not the same."""
    named = [score.data[key] for score in (one, other) if said(score.data, key)]
    return len({folded(str(name)) for name in named}) > 1
