"""Which items of two lists are one and the same thing: by what the schema calls their key."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias

from hrcli.document.data import Value
from hrcli.finding import Path
from hrcli.folding import folded
from hrcli.plan import schema

Key: TypeAlias = tuple[Any, ...]
"""What tells one item of a list from the others there; the last part counts equal ones."""


def keys_of(kind: str, path: Path, items: Sequence[Value]) -> list[Key]:
    """The key of each of `items`, a list that stands at `path` of a file of `kind`, in order.

    An item without the parts that its key needs is told by all that it holds, as a word is.
    """
    parts: list[str] = list((schema.property_at(kind, path) or {}).get("x-key", ()))
    seen: dict[Key, int] = {}
    found = []
    for item in items:
        key = _key(item, parts)
        seen[key] = seen.get(key, 0) + 1
        found.append((*key, seen[key]))
    return found


def _key(item: Value, parts: Sequence[str]) -> Key:
    if isinstance(item, dict):
        named = [_name(item.get(part)) for part in parts]
        return ("item", *named) if any(each is not None for each in named) else _still(item)
    if isinstance(item, str) and len(parts) == 1:
        return ("item", _name(item))  # a bare word beside mappings that hold such a word
    return ("word", _still(item))


def _name(value: Value) -> Any:
    """A part of a key: one and the same name in whatever form it was typed."""
    return _still(folded(value) if isinstance(value, str) else value)


def _still(value: Value) -> Any:
    """`value` as something that a dictionary takes as its key; 1 is neither 1.0 nor true."""
    if value is None:
        return None
    if isinstance(value, dict):
        return ("map", *((key, _still(inner)) for key, inner in sorted(value.items())))
    if isinstance(value, list):
        return ("list", *(_still(inner) for inner in value))
    return (type(value).__name__, value)
