"""What differs between two states of a file, in sentences that name ids and words, never text.

Items are matched by their id, or by what else the schema calls their key, so that a goal that
moved up is no new goal. Free text is told as reworded; what it said stays out unless asked for.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from hrcli.document.data import Data, Value, keyed
from hrcli.document.document import Document
from hrcli.finding import Path
from hrcli.ids import ITEM, KEY
from hrcli.plan import item_keys, schema

ADDED, GONE, CHANGED, MOVED = "added", "gone", "changed", "moved"
UNREAD = "unreadable"
SEALED = "sealed"
NOTHING = "-"
HIDDEN = "reworded"

ONE = {
    "goals": "goal",
    "harms": "harm",
    "options": "option",
    "use": "use",
    "actions": "action",
    "dependants": "dependant",
    "supports": "support",
    "flags": "flag",
    "scores": "score",
    "consents": "consent",
    "waivers": "waiver",
    "progress": "progress",
    "functions": "function",
    "comments": "comment",
    "complaints": "complaint",
    "questions": "question",
    "concerns": "concern",
    "replans": "re-plan",
    "referrals": "referral",
    "assessments": "assessment",
    "mitigations": "mitigation",
    "barriers": "barrier",
    "asked": "answer about",
}
"""How one item of a list is called."""

PLAN = "plan"
OTHER = "another file"
FOLDERS = {"reviews": "review", "events": "event", "plans": "earlier plan"}

_STEM = re.compile(r"\d{4}-\d\d-\d\d-[a-z0-9]{4}\Z")
_SHORT = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:+-]{0,39}\Z")
_LABEL = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,39}\Z")


class Difference(NamedTuple):
    """One thing that differs: where (keys and names of items), how, and the two values."""

    at: tuple[str, ...]  # as people say it: ("goal g2m", "status")
    path: str  # as programs read it: goals.g2m.status
    how: str  # added, gone, changed, moved, unreadable or sealed
    before: Value
    after: Value
    free: bool  # whether the values may hold free text


def differences(kind: str, before: Value, after: Value) -> list[Difference]:
    """What differs between two data of files of `kind`, in the order of the later one."""
    return list(_mapping(kind, _Spot((), (), ()), keyed(before), keyed(after)))


def between(
    name: str,
    before: Document | None,
    after: Document | None,
    filtered: Callable[[], bool] = lambda: False,
) -> list[Difference]:
    """What differs between two states of the file `name` of a case; None: it was not there.

    Where one of them says not what it is, it is asked whether git keeps the file `filtered`, as
    what encrypts does: then nobody knows whether anything has changed.
    """
    at = _file(name)
    if before is None or after is None:
        how = GONE if after is None else ADDED
        return [Difference(at, at[0], how, None, None, True)]
    if at == (OTHER,):
        return [Difference(at, OTHER, CHANGED, None, None, True)]
    kinds = [schema.kind_of(it.data) for it in (before, after)]
    if None in kinds and filtered():
        return [Difference(at, at[0], SEALED, None, None, True)]
    if not (before.sound and after.sound):
        return [Difference(at, at[0], UNREAD, None, None, True)]
    kind = kinds[1] or kinds[0] or "plan"
    found = differences(kind, before.data, after.data)
    if at == (PLAN,):
        return found
    return [it._replace(at=(*at, *it.at), path=f"{at[0]} {it.path}") for it in found]


def _file(name: str) -> tuple[str]:
    """How a file of a case is called; a name of somebody's own may be text, and stays out."""
    folder, _, own = name.rpartition("/")
    stem = own.removesuffix(".yaml")
    if not folder:
        return (PLAN if own == "plan.yaml" else OTHER,)
    one = FOLDERS.get(folder)
    return (f"{one} {stem}" if one and _STEM.match(stem) else OTHER,)


def sentence(found: Difference, with_text: bool = False) -> str:
    """A difference in words; `with_text` shows what texts said, for the worker's own eyes."""
    *items, last = found.at
    keys = last.replace("_", " ").split(".") if " " not in last else [last]
    how = _said(found, with_text)
    long = len(keys) > 1 or " " in keys[0]
    if long or (found.before is None and found.after is None):
        return f"{', '.join((*items, *keys))}: {how}"
    return f"{', '.join(items)}: {keys[0]} {how}" if items else f"{keys[0]} {how}"


def values(found: Difference) -> tuple[Value, Value] | None:
    """The two values where both may be told to a program; None where they may be text."""
    if found.free:
        return None
    return found.before, found.after


def _said(found: Difference, with_text: bool) -> str:
    if found.how == MOVED:
        return "in another order"
    if found.how == SEALED:
        return "cannot be compared, since git keeps it through a filter"
    if found.how == UNREAD:
        return "changed, and one of its two states cannot be read"
    if found.before is None and found.after is None:
        return {ADDED: "new", CHANGED: "changed"}.get(found.how, "taken out")
    if not found.free or with_text:
        before, after = (_shown(it, found.free) for it in (found.before, found.after))
        if before == NOTHING:
            return f"set to {after}"
        return f"taken out (was {before})" if after == NOTHING else f"{before} -> {after}"
    if found.before is None:
        return "written"
    return HIDDEN if found.after is not None else "taken out"


def _shown(value: Value, free: bool) -> str:
    """A value as people say it: a known word without its underscores, a text as it stands."""
    if value is None:
        return NOTHING
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(_shown(it, free) for it in value) or NOTHING
    if isinstance(value, dict):
        parts = (f"{key}: {_shown(inner, free)}" for key, inner in value.items())
        return "; ".join(parts) or NOTHING
    return " ".join(str(value).split()) if free else str(value).replace("_", " ")


class _Spot(NamedTuple):
    """Where a comparison is: the schema's path, the words for it, the dotted steps."""

    path: Path
    at: tuple[str, ...]
    steps: tuple[str, ...]

    def inner(self, step: str) -> _Spot:
        """The place of a key; a key that does not look like one may be text, and stays out."""
        name = step if KEY.match(step) else "?"
        return _Spot((*self.path, step), (*self.at, name), (*self.steps, name))

    def item(self, index: int, name: str) -> _Spot:
        """The place of one item of the list here."""
        words = ONE.get(self.steps[-1], self.steps[-1])
        called = (*self.at[:-1], f"{words} {name}")
        return _Spot((*self.path, index), called, (*self.steps, name))


def _mapping(kind: str, spot: _Spot, before: Data, after: Data) -> Iterator[Difference]:
    keys = [*after, *(key for key in before if key not in after)]
    for key in keys:
        one, other = before.get(key), after.get(key)
        if one != other or type(one) is not type(other):
            yield from _value(kind, spot.inner(str(key)), one, other)


def _value(kind: str, spot: _Spot, before: Value, after: Value) -> Iterator[Difference]:
    one, other = before or after, after or before
    if isinstance(one, dict) and isinstance(other, dict):
        yield from _mapping(kind, spot, one if before else {}, other if after else {})
    elif isinstance(one, list) and isinstance(other, list):
        yield from _list(kind, spot, one if before else [], other if after else [])
    elif before != after:
        free = not (_tellable(kind, spot.path, before) and _tellable(kind, spot.path, after))
        how = ADDED if before is None else GONE if after is None else CHANGED
        yield Difference(_joined(spot.at), ".".join(spot.steps), how, before, after, free)


def _list(kind: str, spot: _Spot, before: list[Value], after: list[Value]) -> Iterator[Difference]:
    if any(isinstance(item, dict) for item in (*before, *after)):
        yield from _items(kind, spot, before, after)
        return
    if sorted(map(repr, before)) == sorted(map(repr, after)):
        if before != after:
            yield Difference(_joined(spot.at), ".".join(spot.steps), MOVED, None, None, True)
        return
    free = not all(_tellable(kind, (*spot.path, 0), word) for word in (*before, *after))
    yield Difference(_joined(spot.at), ".".join(spot.steps), CHANGED, before, after, free)


def _items(kind: str, spot: _Spot, before: list[Value], after: list[Value]) -> Iterator[Difference]:
    old_keys, new_keys = (item_keys.keys_of(kind, spot.path, it) for it in (before, after))
    old, new = dict(zip(old_keys, before, strict=True)), dict(zip(new_keys, after, strict=True))
    for index, (key, item) in enumerate(new.items()):
        here = spot.item(index, _name(kind, spot.path, item, index))
        if key not in old:
            yield Difference(here.at, ".".join(here.steps), ADDED, None, None, True)
        elif isinstance(was := old[key], dict) and isinstance(item, dict):
            yield from _mapping(kind, here, was, item)
        elif was != item:
            yield Difference(here.at, ".".join(here.steps), CHANGED, was, item, True)
    for index, (key, item) in enumerate(old.items()):
        if key not in new:
            here = spot.item(index, _name(kind, spot.path, item, index))
            yield Difference(here.at, ".".join(here.steps), GONE, None, None, True)
    if [key for key in old if key in new] != [key for key in new if key in old]:
        yield Difference(_joined(spot.at), ".".join(spot.steps), MOVED, None, None, True)


def _joined(at: tuple[str, ...]) -> tuple[str, ...]:
    """Keys below one item as one step: ("goal g2m", "timed", "by") is told as timed.by."""
    depth = max((n + 1 for n, step in enumerate(at) if " " in step), default=0)
    return (*at[:depth], ".".join(at[depth:]))


def _name(kind: str, path: Path, item: Value, index: int) -> str:
    """What an item is called: its id, else those parts of its key that are no free text."""
    if not isinstance(item, dict):
        return str(item) if _tellable(kind, (*path, index), item) else str(index + 1)
    own = item.get("id")
    if isinstance(own, str) and ITEM.match(own):
        return own
    parts = (schema.property_at(kind, path) or {}).get("x-key", ())
    told = [
        str(item[part])
        for part in parts
        if item.get(part) is not None
        and _tellable(kind, (*path, index, part), item[part])
        and _LABEL.match(str(item[part]))
    ]
    return " ".join(told) or f"number {index + 1}"


def _tellable(kind: str, path: Path, value: Value) -> bool:
    """Whether a value may be told: a number, a word that is known there, a date, a short label."""
    if value is None or isinstance(value, (bool, int, float)):
        return True
    if schema.property_at(kind, path) is None or schema.is_free_text(kind, path):
        return False
    if not isinstance(value, str) or not _SHORT.match(value):
        return False
    words = schema.words_at(kind, path)
    return not words or value in words
