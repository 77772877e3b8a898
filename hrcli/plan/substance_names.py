"""The names under which people know a substance, and the words of a plan that they stand for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from functools import lru_cache
from typing import NamedTuple

from hrcli import resources
from hrcli.document.data import Value, group, items, keyed, text, words
from hrcli.document.document import read
from hrcli.finding import Path
from hrcli.plan import schema

LONG = 4
FIRST_NAMES = ("charlie", "gina", "tina")
VOCABULARY = "substance"
"""The list of words in the schemas that these names stand for."""


BEHAVIOUR: Path = ("use", 0, "behaviour")


class SubstanceName(NamedTuple):
    """What a name stands for: one class, or several of which somebody has to choose."""

    name: str
    offer: tuple[str, ...]
    sure: bool  # there is one class only, whoever says it
    together: bool = False  # often all of them at once
    route: tuple[str, ...] = ()  # what else the name says; for a prompt to offer
    unknown_supply: str = ""

    @property
    def remark(self) -> str:
        """What the name is taken for, or may be."""
        if self.sure:
            return f"{self.name} is written as {self.offer[0]}."
        *some, last = self.offer
        several = " Each is an item of its own." if self.together else ""
        return f"{self.name} may mean several things: write {', '.join(some)} or {last}.{several}"


def named(typed: str, known: Iterable[str]) -> SubstanceName | None:
    """What `typed` stands for, where it is a name and not one of the `known` words itself."""
    key = _key(typed)
    found = _names().get(key)
    return None if found is None or key in map(_key, known) else found


@lru_cache
def giving_away() -> frozenset[str]:
    """The names that tell a reader of a text what it is about, whoever reads it.

    Short ones, and those that are names of people as well, are left out.
    """
    sure = [it for it in _names().values() if it.sure]
    told = (*(it.name for it in sure), *(it.offer[0].replace("_", " ") for it in sure))
    return frozenset(name for name in told if len(name) >= LONG and name not in FIRST_NAMES)


def suggestion(typed: str, known: Iterable[str]) -> str:
    """What was meant by a word that is not one of those `known`; empty where nothing is alike.

    A name comes before a word that only looks alike, and is no less likely to be mistyped.
    """
    exact = named(typed, known)
    if exact:
        return exact.remark
    if (word := schema.as_word(typed)) in schema.words_at("plan", BEHAVIOUR):
        return f"{word} is no substance: write behaviour: {word} in the place of substance."
    near = _near(typed, known)
    return f"Did you mean {' or '.join(near)}?" if near else ""


def _near(typed: str, known: Iterable[str]) -> list[str]:
    spelt = {_key(word): word for word in known}
    for key, it in _names().items():
        spelt.setdefault(key, f"{it.name} (written {it.offer[0]})" if it.sure else it.name)
    return [spelt[key] for key in get_close_matches(_key(typed), spelt, 3)]


def written(kind: str, at: Path, value: Value) -> tuple[Value, list[SubstanceName]]:
    """A value for the place `at` of a file with each sure name in it written as its class.

    An item keeps the name as it was typed in its `words`, where these are not said. Also gives the
    names that were understood.
    """
    if isinstance(value, str):
        found = _sure(kind, at, value)
        return (found.offer[0], [found]) if found else (value, [])
    if isinstance(value, list):
        inner = [written(kind, (*at, place), it) for place, it in enumerate(value)]
        return [it for it, _ in inner], [name for _, names in inner for name in names]
    if isinstance(value, dict):
        return _item(kind, at, value)
    return value, []


def _item(kind: str, at: Path, item: Mapping[str, Value]) -> tuple[Value, list[SubstanceName]]:
    done: dict[str, Value] = {}
    told: list[SubstanceName] = []
    said = ""
    for key, value in item.items():
        done[key], names = written(kind, (*at, key), value)
        told += names
        if names and isinstance(value, str) and schema.property_at(kind, (*at, "words")):
            said = " ".join(value.split())
    return {**done, "words": item.get("words") or said} if said else done, told


def _sure(kind: str, at: Path, typed: str) -> SubstanceName | None:
    if VOCABULARY not in schema.lists_at(kind, at):
        return None
    found = named(typed, schema.words_at(kind, at))
    return found if found and found.sure else None


def _key(name: str) -> str:
    """A name without its case, its spaces and its hyphens."""
    return schema.as_word(name).replace("_", "")


@lru_cache
def _names() -> Mapping[str, SubstanceName]:
    data = keyed(read(resources.text("knowledge", "substance_names.yaml").encode("utf-8")).data)
    return {_key(it.name): it for it in _told(data)}


def _told(data: Mapping[str, Value]) -> Iterator[SubstanceName]:
    about = group(data, "about")
    known = group(data, "names")
    for word in known:
        for name in words(known, word):
            yield SubstanceName(name, (word,), True, route=words(group(about, name), "route"))
    for _, item in items(data, "ask"):
        for name in words(item, "names"):
            more = group(about, name)
            yield SubstanceName(
                name,
                words(item, "offer"),
                False,
                item.get("together") is True,
                words(more, "route"),
                text(more, "unknown_supply"),
            )
