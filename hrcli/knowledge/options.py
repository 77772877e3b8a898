"""The catalogue of options: ideas from the sources, found by words, never filled in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from hrcli.document.data import Data, Value, items, text, words
from hrcli.folding import folded, search_words
from hrcli.knowledge.bundled import knowledge


class Idea(NamedTuple):
    """One entry: something that could be done, and where the idea comes from."""

    code: str
    what: str
    track: str
    kind: str
    level: str
    domains: tuple[str, ...]
    tags: tuple[str, ...]
    sources: tuple[str, ...]
    mark: str
    caution: str
    own: bool = False  # an agency's, not one that came with hrcli


@lru_cache
def built_in() -> tuple[Idea, ...]:
    """The ideas that come with hrcli."""
    return ideas(knowledge("options.yaml"))


def ideas(data: Value) -> tuple[Idea, ...]:
    """The ideas in the data of a catalogue; entries without a code or an idea are left out."""
    found = (
        Idea(
            text(item, "code"),
            text(item, "what"),
            text(item, "track"),
            text(item, "kind"),
            text(item, "level"),
            words(item, "domains"),
            words(item, "tags"),
            words(item, "sources"),
            text(item, "mark"),
            text(item, "caution"),
        )
        for _, item in items(data if isinstance(data, dict) else {}, "options")
    )
    return tuple(idea for idea in found if idea.code and idea.what)


def laid_over(own: Iterable[Idea], known: Iterable[Idea]) -> tuple[Idea, ...]:
    """An agency's `own` ideas first, then the `known` ones; the same code replaces."""
    by_code = {idea.code: idea._replace(own=True) for idea in own}
    return (*by_code.values(), *(idea for idea in known if idea.code not in by_code))


def in_words(option: Data, known: Iterable[Idea]) -> dict[str, Value]:
    """An option whose idea is a code of the catalogue, in the words that stand there for it.

    What was said of it beside that stays; an idea in own words stays as it is.
    """
    typed = folded(text(option, "what"))
    idea = next((idea for idea in known if typed and folded(idea.code) == typed), None)
    if idea is None:
        return dict(option)
    listed = {"code": idea.code, "track": idea.track, "kind": idea.kind}
    return {**{key: it for key, it in listed.items() if it}, **option, "what": idea.what}


def search(known: Iterable[Idea], wanted: Sequence[str]) -> list[Idea]:
    """The ideas in which every one of the `wanted` words begins a word; all where none is wanted.

    In the order of the catalogue, so that no idea is put before another by hrcli.
    """
    asked = [word for typed in wanted for word in search_words(typed)]
    return [idea for idea in known if all(_begins(word, idea) for word in asked)]


def _begins(word: str, idea: Idea) -> bool:
    parts = (*idea[:5], *idea.domains, *idea.tags, *idea.sources)
    return any(it.startswith(word) for it in search_words(" ".join(parts)))
