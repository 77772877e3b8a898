"""Plain data as typed facts: a named tuple is filled from the keys that bear its fields' names.

Filling never fails: what has the wrong shape counts as not said, and the schema speaks of it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import cache, partial
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar, get_args, get_origin, get_type_hints

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


class Field(NamedTuple):
    """How one field of a record is read."""

    key: str
    look: Look
    missing: Any  # what it is where the key is not there
    placed: bool  # whether even that depends on where the record stands

    def read(self, data: Data, at: Path) -> Any:
        there = self.placed or self.key in data
        return self.look(data, self.key, at) if there else self.missing


def read_as(kind: Callable[..., Record], data: Data, at: Path = ()) -> Record:
    """The `data` that stand at the path `at`, read as a `kind`, which is a named tuple.

    The type of a field says how its key is read: text, words, a day, a number, yes or no,
    keys of its own, one record or a list of them; any other type takes what stands there. `path`
    and `data` are where and from what it was read. A name that Python keeps for itself bears a
    line behind it: `for_` is read from `for`.
    """
    given = {"path": at, "data": data}
    fields = _fields(kind).items()
    return kind(*[given[n] if n in given else field.read(data, at) for n, field in fields])


class OnDemand:
    """A large record, whose fields are read when they are first asked for.

    Most commands ask every case for very little. `own` says what stands nowhere in the data.
    """

    path: Path
    data: Mapping[str, Any]

    def __init__(self, data: Mapping[str, Any], path: Path = (), **own: Any) -> None:
        vars(self).update(data=data, path=path, **own)

    if not TYPE_CHECKING:  # so that a field nobody declared is still found out

        def __getattr__(self, name: str) -> Any:
            field = _fields(type(self)).get(name)
            if field is None:
                raise AttributeError(name)
            return vars(self).setdefault(name, field.read(self.data, self.path))

        def __setattr__(self, name: str, value: Any) -> None:
            raise AttributeError(f"{name} stands as it was read")


@cache
def _fields(kind: Any) -> Mapping[str, Field]:
    hints = get_type_hints(kind, localns=_OPEN)
    return {name: _field(name.rstrip("_"), hint) for name, hint in hints.items()}


def _field(key: str, hint: Any) -> Field:
    look = _look(hint)
    missing = look({}, key, ())
    return Field(key, look, missing, placed=look({}, key, (key,)) != missing)


def _look(hint: Any) -> Look:
    if hint in _LOOKS:
        return _LOOKS[hint]
    if hasattr(hint, "_fields"):
        return lambda data, key, at: read_as(hint, group(data, key), (*at, key))
    if get_origin(hint) is Mapping:
        return lambda data, key, at: group(data, key)
    if get_origin(hint) is tuple:
        inner = get_args(hint)[0]
        on_demand = isinstance(inner, type) and issubclass(inner, OnDemand)
        read = inner if on_demand else partial(read_as, inner)
        return lambda data, key, at: tuple(
            read(item, (*at, key, position)) for position, item in items(data, key)
        )
    return lambda data, key, at: data.get(key)
