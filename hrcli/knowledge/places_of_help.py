"""Places of help: where people can turn, as the agency wrote it down (knowledge/resources.yaml)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from hrcli.dates import after, day
from hrcli.document.data import Data, items, keyed, text, words
from hrcli.folding import search_words
from hrcli.plan import check
from hrcli.plan.case import Settings

FILE = "resources.yaml"
KIND = "resources"
CHECK_EVERY = "6 months"
ON_A_CARD = 3
READERS: Mapping[str, str] = {"client": "client", "safety": "client", "family": "family"}
"""Whose places stand on the copy for an audience; other copies have none."""


class PlaceOfHelp(NamedTuple):
    """Somewhere to turn; `due` is the day from which it wants to be looked up again."""

    id: str
    name: str
    what: str
    how: str
    when: str
    region: str
    readers: tuple[str, ...]
    tags: tuple[str, ...]
    due: date | None


def places(settings: Settings) -> tuple[PlaceOfHelp, ...]:
    """All places of a caseload, of every region. Raises Unreadable where its file is amiss."""
    return _places(dict(settings.knowledge).get(FILE))


def printed(settings: Settings, audience: str) -> list[dict[str, str]]:
    """The places for a copy: those of the caseload's region that are meant for its reader."""
    reader = READERS.get(audience)
    found = [
        {"name": it.name, "what": it.what, "how": it.how, "when": it.when}
        for it in (_here(settings) if reader else ())
        if reader in it.readers
    ]
    return found[:ON_A_CARD] if audience == "safety" else found


def about(settings: Settings, wanted: Sequence[str]) -> list[PlaceOfHelp]:
    """The caseload's places among whose tags each of the `wanted` words begins one; none for none.

    Their names are not searched: what a place helps with is what it is looked for by.
    """
    asked = [word for typed in wanted for word in search_words(typed)]
    return [it for it in _here(settings) if asked and all(_tagged(it, word) for word in asked)]


def _tagged(place: PlaceOfHelp, word: str) -> bool:
    return any(it.startswith(word) for it in search_words(" ".join(place.tags)))


def stale(settings: Settings, today: date) -> list[str]:
    """The ids of the caseload's places that nobody has looked up for too long."""
    return [it.id for it in _here(settings) if it.due is None or it.due < today]


def _here(settings: Settings) -> Iterator[PlaceOfHelp]:
    return (it for it in places(settings) if it.region in ("", settings.region))


@lru_cache(maxsize=8)
def _places(raw: bytes | None) -> tuple[PlaceOfHelp, ...]:
    if raw is None:
        return ()
    return tuple(_read(keyed(check.read_own(raw, KIND, f"knowledge/{FILE}").data)))


def _read(data: Data) -> Iterator[PlaceOfHelp]:
    every = text(data, "check_every") or CHECK_EVERY
    for _, item in items(data, "places"):
        checked = day(item.get("checked_on"))
        yield PlaceOfHelp(
            text(item, "id"),
            text(item, "name"),
            text(item, "what"),
            text(item, "how"),
            text(item, "when"),
            text(item, "region"),
            words(item, "readers") or ("client", "family"),
            words(item, "tags"),
            after(checked, every) if checked else None,
        )
