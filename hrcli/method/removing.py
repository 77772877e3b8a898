"""Taking one thing out of a plan: what goes with it, and what named it and is mended."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import NamedTuple

from hrcli.document.data import Data, Value, dotted, items, keyed, said, text, value_at
from hrcli.document.document import read
from hrcli.errors import Refused, WrongCommand
from hrcli.finding import Path
from hrcli.folding import meant
from hrcli.method import setting
from hrcli.plan import schema
from hrcli.plan.agreed import digest, outdated
from hrcli.plan.case import Case
from hrcli.plan.changes import Change, amended
from hrcli.plan.diff import ONE

SET_ASIDE = Change(("agreed",), None)
NAMING = (("waivers", "for"), ("not_now", "item"))
"""Lists whose items are about one thing in the plan, and go with it."""

INSTEAD = {
    "harms": "harms.{}.status resolved",
    "goals": "goals.{}.status set_aside",
    "use": "use.{}.pattern stopped",
}
"""How what stays because a record names it is ended."""


class Removal(NamedTuple):
    """What taking out one thing changes, and what there is to say about it, with ids alone."""

    changes: tuple[Change, ...]
    gone: tuple[str, ...]  # as people call them: goal g2m, action a8r
    mended: tuple[str, ...]  # the places that named it: options.o3f.for
    revoked: bool  # a consent stays, and is taken back
    sets_aside: bool  # what was agreed rested on it


def place(case: Case, typed: str) -> Path:
    """Where the item lies that was typed: by its id alone, or by its place as for `set`.

    Raises WrongCommand where there is none, or no item of a list.
    """
    found = [path for path, name in named(case.plan.data) if name == typed]
    path = found[0] if len(found) == 1 else setting.place(case, typed)
    if not isinstance(path[-1], int):
        what = "Nothing in a list of the plan has this id or place."
        alike = meant(typed, (name for _, name in named(case.plan.data)))
        see = f"hrcli show {case.id[:4]} lists the ids"
        todo = f"{see}; what has none is named by its place: flags.0."
        todo = f"{alike}{todo}"
        raise WrongCommand(what, "hrcli remove", todo)
    return path


def removing(case: Case, path: Path) -> Removal:
    """Take out what stands at `path`. Raises Refused where a record names it."""
    data = case.plan.data
    item = value_at(data, path)
    names = {name for _, name in named(item)} | {text(keyed(item), "id")} - {""}
    if path[0] == "consents" and _is_named(case, names):
        return _revoking(case, path)
    _need_unnamed(case, path, names)
    linked = [it for it in _linked(case, path, names) if it[: len(path)] != path]
    gone = [*linked, path]
    gone.sort(key=lambda it: [str(step).zfill(9) for step in it], reverse=True)
    changes = [Change(it, None, gone=True) for it in gone]
    aside = _rested_on(case, changes)
    inner = (_called(data, (*path, *below)) for below, _ in named(item))
    return Removal(
        (*changes, SET_ASIDE) if aside else tuple(changes),
        tuple(dict.fromkeys((_called(data, path), *inner))),
        tuple(_place_of(data, it) for it in linked),
        False,
        aside,
    )


def _revoking(case: Case, path: Path) -> Removal:
    """A consent that a disclosure names stays, so that it can be seen what allowed the copy."""
    consent = keyed(value_at(case.plan.data, path))
    where = _called(case.plan.data, path)
    if said(consent, "revoked_on"):
        todo = "It stays as it is: it tells what allowed the copy."
        raise Refused("A disclosure names this consent, and it is taken back already.", where, todo)
    change = Change((*path, "revoked_on"), case.today.isoformat())
    return Removal((change,), (where,), (), True, False)


def _need_unnamed(case: Case, path: Path, names: Collection[str]) -> None:
    files = _is_named(case, names)
    if files:
        name = text(keyed(value_at(case.plan.data, path)), "id")
        end = INSTEAD.get(str(path[0]), "") if len(path) == 2 else ""
        todo = f"hrcli set {case.id[:4]} {end.format(name)}" if end else "hrcli next says how."
        what = "A record names this, and records stay as they were written: it is not taken out."
        raise Refused(what, ", ".join(files), f"End it instead: {todo}")


def _is_named(case: Case, names: Collection[str]) -> list[str]:
    """The files of the reviews and events that name one of these ids."""
    files = [*(it.file for it in case.reviews), *(it.file for it in case.events)]
    return [it.name for it in files if not {*_texts(it.data)}.isdisjoint(names)]


def _texts(value: Value) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield key
            yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)


def named(value: Value, path: Path = ()) -> Iterator[tuple[Path, str]]:
    """Everything below that has an id, with its place; an agency's own keys are left alone."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if not key.startswith("x-"):
                yield from named(inner, (*path, key))
    elif isinstance(value, list):
        for position, item in enumerate(value):
            name = text(keyed(item), "id")
            if name:
                yield (*path, position), name
            yield from named(item, (*path, position))


def _linked(case: Case, path: Path, names: Collection[str]) -> Iterator[Path]:
    """The places in the plan that name these ids, and go with them."""
    data = case.plan.data
    for section in data:
        for position, item in items(data, section):
            for key in item:
                part = schema.property_at("plan", (section, 0, key), case.settings.key_harms)
                if part and part.get("x-ids-of") == path[0]:
                    yield from _links(item, (section, position, key), names)
    for section, key in NAMING:
        for position, item in items(data, section):
            if text(item, key) in names:
                yield section, position


def _links(item: Data, at: Path, names: Collection[str]) -> Iterator[Path]:
    value = item[str(at[-1])]
    if isinstance(value, list):
        for index, name in enumerate(value):
            if name in names:
                yield (*at, index)
    elif value in names:
        yield at


def _rested_on(case: Case, changes: list[Change]) -> bool:
    """Whether what was agreed no longer stands as it was, once these changes are made."""
    document = case.plan_file.document
    if not said(case.plan.agreed.data, "date"):
        return False
    then = case.with_plan(read(document.encoded(amended(document, changes)))).plan
    return digest(then) != digest(case.plan) or outdated(then).gone > outdated(case.plan).gone


def _called(data: Data, path: Path) -> str:
    """An item as people call it: goal g2m; without an id by its place."""
    kind = ONE.get(str(path[-2]), str(path[-2]).replace("_", " "))
    name = text(keyed(value_at(data, path)), "id")
    return f"{kind} {name}" if name else f"{kind} at {dotted(data, path)}"


def _place_of(data: Data, path: Path) -> str:
    steps = path[:-1] if isinstance(path[-1], int) and len(path) > 2 else path
    return dotted(data, steps)
