"""How to look into plain data, whatever shape they have: what stands where, and as what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Protocol, TypeAlias, TypeGuard

from hrcli import ids
from hrcli.finding import Path

Value: TypeAlias = str | int | float | bool | Sequence["Value"] | Mapping[str, "Value"] | None
"""What may stand in a file, as plain data: a text, a number, yes or no, a list, keys, nothing.

What is read is made of `list` and `dict`; the wider words let a list of texts be a value too.
"""
Data: TypeAlias = Mapping[str, Value]
"""The keys at one place of a file, with what stands there."""


def dotted(data: Value, path: Path) -> str:
    """`goals.g2m.timed.by`: keys joined by dots, items of a list by their id (else position).

    A key that does not look like one may be text of the case, and is shown as `?`.
    """
    steps: list[str] = []
    for step in path:
        inner = data[step] if has(data, step) else None
        name = inner.get("id") if isinstance(step, int) and isinstance(inner, dict) else None
        named = isinstance(name, str) and ids.ITEM.match(name)
        steps.append(str(name) if named else _step(step))
        data = inner
    return ".".join(steps)


def _step(step: str | int) -> str:
    return str(step) if isinstance(step, int) or ids.KEY.match(step) else "?"


class Holder(Protocol):
    """What holds something at the step that it was asked for."""

    def __getitem__(self, step: str | int, /) -> Value: ...


def has(data: Value, step: str | int) -> TypeGuard[Holder]:
    """Whether a mapping has this key, or a list this position."""
    if isinstance(data, dict):
        return step in data
    return isinstance(data, list) and isinstance(step, int) and 0 <= step < len(data)


MISSING: Any = object()
"""What stands where nothing does, for whoever has to tell it from null."""


def value_at(data: Value, path: Path, default: Any = None) -> Any:
    """What stands at `path` in plain data; `default` where nothing does."""
    for step in path:
        if not has(data, step):
            return default
        data = data[step]
    return data


def keyed(data: Value) -> Data:
    """The keys of what was read; none where it is something else."""
    return data if isinstance(data, dict) else {}


def length_at(data: Value, path: Path) -> int:
    """How many items the list at `path` has; 0 where no list stands."""
    value = value_at(data, path)
    return len(value) if isinstance(value, list) else 0


def existing(data: Value, path: Path) -> Path:
    """The part of `path` that leads to something in `data`."""
    for depth, step in enumerate(path):
        if not has(data, step):
            return path[:depth]
        data = data[step]
    return path


def path_of(data: Value, words: str) -> Path | None:
    """The path that `words` name (`goals.g2m.timed.by`): the counterpart of `dotted`.

    A step inside a list is an item's id or its position from 0; the last step may be new in its
    mapping. None where the words lead nowhere.
    """
    path: list[str | int] = []
    steps = words.split(".")
    for depth, step in enumerate(steps):
        if isinstance(data, list):
            index = _item(data, step)
            if index is None:
                return None
            path.append(index)
            data = data[index]
        elif isinstance(data, dict) or (data is None and depth):
            path.append(step)
            data = data.get(step) if isinstance(data, dict) else None
        else:
            return None
    return tuple(path)


def lost_at(data: Value, words: str) -> tuple[str, list[str]]:
    """The step at which `words` lead nowhere in a list, and the ids that there are."""
    steps = words.split(".")
    for depth, step in enumerate(steps):
        at = path_of(data, ".".join(steps[:depth])) if depth else ()
        there = value_at(data, at) if at is not None else None
        if isinstance(there, list) and _item(there, step) is None:
            return step, [text(it, "id") for it in there if isinstance(it, dict) and text(it, "id")]
    return "", []


def _item(data: list[Any], step: str) -> int | None:
    for index, item in enumerate(data):
        if isinstance(item, dict) and item.get("id") == step:
            return index
    if step.isascii() and step.isdigit() and int(step) < len(data):
        return int(step)
    return None


def text(data: Data, key: str) -> str:
    """The text at `key`, empty where there is none."""
    value = data.get(key)
    return value if isinstance(value, str) else ""


def words(data: Data, key: str) -> tuple[str, ...]:
    """The words at `key`, be it one word or a list of them."""
    value = data.get(key)
    if isinstance(value, str):
        return (value,)
    return tuple(item for item in value if isinstance(item, str)) if isinstance(value, list) else ()


def group(data: Data, key: str) -> Data:
    """The keys below `key`, none where it holds something else."""
    value = data.get(key)
    return value if isinstance(value, dict) else {}


def said(data: Data, *keys: str) -> bool:
    """Whether something stands at the end of `keys`; 0 and false are answers, empty ones not."""
    for key in keys[:-1]:
        data = group(data, key)
    value = data.get(keys[-1])
    return value is not None and value not in ("", [], {})


def items(data: Data, key: str) -> Iterator[tuple[int, Data]]:
    """The entries of the list at `key` that have keys of their own, with their positions."""
    value = data.get(key)
    for position, item in enumerate(value if isinstance(value, list) else ()):
        if isinstance(item, dict):
            yield position, item


def is_number(value: Value) -> TypeGuard[int | float]:
    """Whether a value is a number; true and false are none."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def whole_number(data: Data, key: str) -> int | None:
    """The whole number at `key` (8.0 is one too); 0 is an answer, None is not asked."""
    value = data.get(key)
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else None
