"""Plain data as typed facts, whatever shape they have."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

import pytest

from hrcli.document.records import OnDemand, read_as
from hrcli.finding import Path

ODD: tuple[Any, ...] = (None, "", "word", 7, 8.0, -1.5, True, False, [], ["w", 7], {}, {"id": 7})
ODD += ([{}], [{"id": "x"}, None], "2026-02-09", "2026-02-30")


class Part(NamedTuple):
    path: Path
    id: str


class Whole(NamedTuple):
    path: Path
    data: Mapping[str, Any]
    name: str
    for_: tuple[str, ...]
    number: int | None
    amount: float | None
    sure: bool
    asked: bool | None
    own: Mapping[str, Any]
    raw: Any
    part: Part
    parts: tuple[Part, ...]
    on: date | None


class Lazy(OnDemand):
    name: str
    parts: tuple[Part, ...]


FULL = {
    "name": "one",
    "for": ["h7k", 7],
    "number": 8.0,
    "amount": 1.5,
    "sure": True,
    "asked": False,
    "own": {"a": 1},
    "raw": [1],
    "part": {"id": "p1x"},
    "parts": [None, {"id": "p2x"}],
    "on": "2026-02-09",
}


def test_each_field_is_read_by_its_type_from_the_key_of_its_name() -> None:
    told = read_as(Whole, FULL, ("there",))
    assert told == Whole(
        path=("there",),
        data=FULL,
        name="one",
        for_=("h7k",),
        number=8,
        amount=1.5,
        sure=True,
        asked=False,
        own={"a": 1},
        raw=[1],
        part=Part(("there", "part"), "p1x"),
        parts=(Part(("there", "parts", 1), "p2x"),),
        on=date(2026, 2, 9),
    )


def test_what_is_not_there_is_empty_and_still_has_its_place() -> None:
    told = read_as(Whole, {}, ("there",))
    assert (told.name, told.for_, told.number, told.amount) == ("", (), None, None)
    assert (told.sure, told.asked, told.own, told.raw) == (False, None, {}, None)
    assert (told.part, told.parts, told.on) == (Part(("there", "part"), ""), (), None)


@pytest.mark.parametrize("odd", ODD, ids=repr)
def test_what_has_the_wrong_shape_counts_as_not_said(odd: Any) -> None:
    told = read_as(Whole, dict.fromkeys(FULL, odd))
    assert isinstance(told.name, str)
    assert all(isinstance(word, str) for word in told.for_)
    assert told.number is None or type(told.number) is int
    assert type(told.amount) in (int, float, type(None))
    assert (told.sure, told.asked) == (odd is True, odd if isinstance(odd, bool) else None)
    assert isinstance(told.own, dict)
    assert isinstance(told.part.id, str)
    assert all(isinstance(part.id, str) for part in told.parts)
    assert told.on in (None, date(2026, 2, 9))


def test_a_large_record_reads_what_is_asked_for_once_and_does_not_change() -> None:
    told = Lazy({"name": "one", "parts": [{"id": "p2x"}]}, ("there",))
    assert "parts" not in vars(told)
    assert told.parts == (Part(("there", "parts", 0), "p2x"),)
    assert told.parts is told.parts
    assert not hasattr(told, "parst")
    with pytest.raises(AttributeError):
        told.name = "two"
