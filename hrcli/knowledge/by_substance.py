"""What belongs to a group of substances or to a behaviour: questions, ideas, what to read.

Nothing here is a fact of its own; each entry names something that stands elsewhere.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import lru_cache
from typing import NamedTuple

from hrcli.document.data import Data, items, text, words
from hrcli.knowledge.bundled import knowledge
from hrcli.knowledge.options import Idea

FILE = "by_substance.yaml"


class Belonging(NamedTuple):
    """One group of substances or behaviours, by what a plan calls them, and what belongs to it."""

    name: str
    tags: frozenset[str]  # of the ideas that are about it
    substances: frozenset[str]
    behaviours: frozenset[str]
    topics: tuple[str, ...]
    keys: tuple[str, ...]
    rules: tuple[str, ...]
    ideas: tuple[str, ...]
    explain: tuple[str, ...]

    @property
    def in_general(self) -> bool:
        """Whether it is for every use that belongs to no other group."""
        return not self.substances and not self.behaviours

    def holds(self, idea: Idea) -> bool:
        """Whether an idea is about this group: it is listed here, or its tags say so."""
        return idea.code in self.ideas or not self.tags.isdisjoint(idea.tags)


@lru_cache
def groups() -> tuple[Belonging, ...]:
    """All groups in their order; the one for whatever has no group comes last."""
    return tuple(_group(item) for _, item in items(knowledge(FILE), "groups"))


def _group(item: Data) -> Belonging:
    name, substances = text(item, "name"), frozenset(words(item, "substances"))
    behaviours = frozenset(words(item, "behaviours"))
    return Belonging(
        name=name,
        tags=frozenset((name, *words(item, "tags"))) | substances | behaviours,
        substances=substances,
        behaviours=behaviours,
        topics=words(item, "topics"),
        keys=words(item, "keys"),
        rules=words(item, "rules"),
        ideas=words(item, "ideas"),
        explain=words(item, "explain"),
    )


def group_of(substance: str, behaviour: str = "") -> Belonging:
    """The group that a use of this substance, or this behaviour, belongs to."""
    found = groups()
    named = (it for it in found if substance in it.substances or behaviour in it.behaviours)
    return next(named, found[-1])


@lru_cache
def _ways() -> Mapping[str, frozenset[str]]:
    listed = items(knowledge(FILE), "routes")
    return {text(item, "tag"): frozenset(words(item, "routes")) for _, item in listed}


def tags_of_routes(routes: Collection[str]) -> frozenset[str]:
    """The tags of ideas about one of these ways to take something."""
    return frozenset(tag for tag, known in _ways().items() if not known.isdisjoint(routes))


@lru_cache
def _of_uses() -> frozenset[str]:
    return frozenset(_ways()).union(*(group.tags for group in groups()))


def is_about_a_use(idea: Idea) -> bool:
    """Whether an idea is about certain substances, a behaviour, or a way to take something."""
    return not _of_uses().isdisjoint(idea.tags)


@lru_cache
def particular() -> frozenset[str]:
    """The tags of ideas for somebody in particular: a part of life alone is no reason for them."""
    return frozenset(words(knowledge(FILE), "particular"))


@lru_cache
def too_common() -> frozenset[str]:
    """Words that stand in what is said of any harm, and so point to no idea."""
    return frozenset(words(knowledge(FILE), "too_common"))
