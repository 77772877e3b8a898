"""Plain data as typed facts: a named tuple is filled from the keys that bear its fields' names.

Filling never fails: what has the wrong shape counts as not said, and the schema speaks of it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from hrcli.dates import day
from hrcli.document.data import Data, group, is_number, items, text, whole_number, words
from hrcli.finding import Path

Record = TypeVar("Record")
Look = Callable[[Data, str, Path], Any]
"""How one field is read: from which data, at which key, and where these data stand."""


def _day(data: Data, key: str, _at: Path) -> date | None:
    return day(data.get(key))


def _number(data: Data, key: str, _at: Path) -> float | None:
    value = data.get(key)
    return value if is_number(value) else None


def _yes_or_no(data: Data, key: str, _at: Path) -> bool | None:
    value = data.get(key)
    return value if isinstance(value, bool) else None


_LOOKS: Mapping[Any, Look] = {
    str: lambda data, key, at: text(data, key),
    tuple[str, ...]: lambda data, key, at: words(data, key),
    int | None: lambda data, key, at: whole_number(data, key),
    float | None: _number,
    date | None: _day,
    bool: lambda data, key, at: data.get(key) is True,
    bool | None: _yes_or_no,
}
_OPEN = {"Data": Mapping[str, Any], "Value": Any}
"""Fields that take what stands there; how deep their types go takes time to find out."""


def read_as(kind: Callable[..., Record], data: Data, at: Path = (), **own: Any) -> Record:
    """The `data` that stand at the path `at`, read as a `kind`, which is a named tuple.

    The type of a field says how its key is read: text, words, a day, a number, yes or no,
    keys of its own, one record or a list of them; any other type takes what stands there. `path`
    and `data` are where and from what it was read; `own` says what stands nowhere in the data. A
    name that Python keeps for itself bears a line behind it: `for_` is read from `for`.
    """
    fields = ((name, look) for name, look in _fields(kind) if name not in own)
    return kind(**own, **{name: look(data, name.rstrip("_"), at) for name, look in fields})


@cache
def _fields(kind: Any) -> tuple[tuple[str, Look], ...]:
    hints = get_type_hints(kind, localns=_OPEN)
    return tuple((name, _look(name, hints[name])) for name in kind._fields)


def _look(name: str, hint: Any) -> Look:
    if name in ("path", "data"):
        return (lambda data, key, at: at) if name == "path" else (lambda data, key, at: data)
    if hint in _LOOKS:
        return _LOOKS[hint]
    if hasattr(hint, "_fields"):
        return lambda data, key, at: read_as(hint, group(data, key), (*at, key))
    if get_origin(hint) is Mapping:
        return lambda data, key, at: group(data, key)
    if get_origin(hint) is tuple:
        inner = get_args(hint)[0]
        return lambda data, key, at: tuple(
            read_as(inner, item, (*at, key, position)) for position, item in items(data, key)
        )
    return lambda data, key, at: data.get(key)
