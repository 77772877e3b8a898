"""What the words of a plan mean: its keys, its vocabularies and each of their words."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from difflib import get_close_matches
from functools import lru_cache
from typing import NamedTuple

from hrcli.plan import schema


class Mention(NamedTuple):
    """One place where a word stands: the kind of file, the path in it, and what it says there."""

    kind: str
    path: str
    part: schema.Schema


@lru_cache
def _keys() -> dict[str, list[Mention]]:
    """Every key of every kind of file, with the places where it is used."""
    found: dict[str, list[Mention]] = {}
    for kind in schema.KINDS:
        for path, part in schema.properties(kind):
            found.setdefault(path.split(".")[-1], []).append(Mention(kind, path, part))
    return found


@lru_cache
def _lists() -> dict[str, tuple[dict[str, str], list[Mention]]]:
    """Every vocabulary: its words with what they mean, and where they may stand."""
    found: dict[str, tuple[dict[str, str], list[Mention]]] = {}
    for uses in _keys().values():
        for use in uses:
            path = tuple(step for step in use.path.replace("[]", ".0").split("."))
            for name, words in schema.lists_at(use.kind, path).items():
                found.setdefault(name, (words, []))[1].append(use)
    return found


def pages(word: str) -> list[str]:
    """What `word` means, a page for each sense: as a vocabulary, as a word of one, as a key."""
    sought = schema.as_word(word)
    found = []
    if sought in _lists():
        found.append(_list_page(sought))
    found += [_word_page(sought, name) for name, (words, _) in _lists().items() if sought in words]
    if sought in _keys():
        found.append(_key_page(sought))
    return found


def names() -> list[str]:
    """All that `pages` knows of plans, in order."""
    of_lists = (inner for words, _ in _lists().values() for inner in words)
    return sorted({*_keys(), *_lists(), *of_lists})


def nearest(word: str, more: Collection[str] = ()) -> list[str]:
    """Words of plans, and `more` words, that look like `word`."""
    return get_close_matches(schema.as_word(word), sorted({*names(), *more}), 3)


def _list_page(name: str) -> str:
    words, uses = _lists()[name]
    lines = [f"  {word}: {meaning}" for word, meaning in words.items()]
    return "\n".join([f"{name}: a list of words", "", *lines, "", *_where(uses)])


def _word_page(word: str, name: str) -> str:
    words, uses = _lists()[name]
    return "\n".join([f"{word} ({name})", "", f"  {words[word]}", "", *_where(uses)])


def _key_page(key: str) -> str:
    lines = [f"{key}: a key", ""]
    for use in _keys()[key]:
        lines.append(f"  {use.kind}: {use.path}")
        lines.append(f"    {use.part.get('description', '')}")
        lines += [f"    {more}" for more in _leads_to(use)]
    return "\n".join(lines)


def _leads_to(use: Mention) -> Iterator[str]:
    """What stands below a key, and where the words that it takes are told."""
    below = [name for name in _below(use) if name != "id"]
    if below:
        yield f"Inside it: {', '.join(below)}"
    lists = [name for name, (_, uses) in _lists().items() if use in uses]
    if lists:
        yield f"Its words: hrcli explain {', hrcli explain '.join(lists)}"


def _below(use: Mention) -> list[str]:
    starts = (f"{use.path}.", f"{use.path}[].")
    paths = (path for path, _ in schema.properties(use.kind))
    inner = [path.rpartition(".")[2] for path in paths if path.rpartition(".")[0] + "." in starts]
    return list(dict.fromkeys(inner))


def _where(uses: list[Mention]) -> Iterator[str]:
    yield "Stands at:"
    for use in uses:
        yield f"  {use.kind}: {use.path}"
