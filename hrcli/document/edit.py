"""Changes one value of a YAML text and nothing else: text in, text out, or a refusal.

Each change cuts the text at the places of the old value, reads the result again with the strict
reader and compares it with the data that were meant; what does not come out exactly so is refused.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from hrcli.document import document, splice
from hrcli.document.data import MISSING, Data, Value, existing, value_at
from hrcli.document.document import Document
from hrcli.document.splice import Cut
from hrcli.document.writer import block
from hrcli.errors import Refused
from hrcli.finding import Path, Place

APPEND = "append"
"""As the last step of a path: one more item at the end of the list."""

COMMENT = re.compile(r"#[^\r\n]*")
LOST = "A comment inside this value would be lost."
TOO_LARGE = "The file would become larger than hrcli reads."
NO_LINE_END = "The last line of this file has no line end; add one first."
TOO_ODD = "The way this place is written cannot be changed by hrcli."

Make = Callable[[bool], "list[Cut] | None"]
"""Makes the cuts of one edit; with True, text of several lines is kept on one line."""


class CannotEdit(Refused):
    """An edit that could not be done without harm; `snippet` is the YAML to paste by hand."""

    def __init__(self, what: str, where: str, todo: str, snippet: str) -> None:
        super().__init__(what, where, todo)
        self.snippet = snippet


def set_value(doc: Document, path: Path, value: Value) -> str:
    """The text of `doc` with the value at `path` replaced by `value` (plain data)."""
    return _set(doc, path, value, _snippet(path, value))


def add_key(doc: Document, path: Path, key: str, value: Value, order: Sequence[str] = ()) -> str:
    """The text of `doc` with `key: value` added to the mapping at `path`.

    `order` is the schema's order of keys: the new key lands behind the nearest key that stands
    before it there, and at the end of the mapping where there is none.
    """
    snippet = block({key: value})
    _need_sound(doc, snippet)
    old = value_at(doc.as_typed(), path, MISSING)
    if old is None or (old == {} and path):
        return _set(doc, path, {key: value}, snippet)
    if not isinstance(old, dict) or not old or key in old:
        why = "This key is there already." if isinstance(old, dict) else "No keys can stand here."
        raise _refused(doc, path, why, snippet)
    before = _predecessor(old, key, order)
    position = 2 * list(old).index(before) + 2

    def make(one_line: bool) -> list[Cut] | None:
        return splice.added(doc.text, doc.node(path), position, key, value, one_line)

    return _checked(doc, path, make, _inserted(old, key, value, before), snippet)


def append(doc: Document, path: Path, value: Value) -> str:
    """The text of `doc` with `value` as one more item at the end of the list at `path`."""
    snippet = block([value])
    _need_sound(doc, snippet)
    old = value_at(doc.as_typed(), path, MISSING)
    if old is None or old == []:
        return _set(doc, path, [value], snippet)
    if not isinstance(old, list):
        raise _refused(doc, path, "No list stands here.", snippet)

    def make(one_line: bool) -> list[Cut] | None:
        return splice.appended(doc.text, doc.node(path), value, one_line)

    return _checked(doc, path, make, [*old, value], snippet)


def remove(doc: Document, path: Path) -> str:
    """The text of `doc` without the item of a list, or the key, at `path`, and its comments.

    Its comments are those in it, beneath it further in, and right above it.
    """
    _need_sound(doc, "")
    above = path[:-1]
    old = value_at(doc.as_typed(), above, MISSING)
    spot = splice.spot(doc, above) if above else None
    if value_at(old, path[-1:], MISSING) is MISSING or spot is None:
        raise _refused(doc, path, "Nothing stands here that could be taken out.", "")
    index = int(path[-1]) if isinstance(old, list) else list(old).index(path[-1])
    whole = _with(doc.as_typed(), above, _left(old, index))
    for spare in (True, False):
        cuts = splice.without(
            doc.text,
            doc.node(above),
            index,
            front=spot.front,
            is_list=isinstance(old, list),
            spare=spare,
        )
        text = splice.apply(doc.text, cuts or [])
        again = document.read(doc.encoded(text))
        if again.sound and same_written(again.data, whole):
            kept = [
                it for at, it in _comments(doc) if not any(a <= at < b for a, b, _ in cuts or ())
            ]
            if comments(again) == kept:
                return text
    raise _refused(doc, path, TOO_ODD, "")


def put(doc: Document, path: Path, value: Value, order: Sequence[str] = ()) -> str:
    """The text of `doc` with `value` at `path`: replaced if it is there, else added.

    What is missing above it is added too; a position just behind the end of a list, or `append`,
    adds an item. `order` is the order of keys where the first missing key is added.
    """
    if value_at(doc.data, path, MISSING) is not MISSING:
        return set_value(doc, path, value)
    depth = len(existing(doc.data, path))
    above, step, rest = path[:depth], path[depth], path[depth + 1 :]
    place = value_at(doc.data, above)
    beyond = [*rest, step] if place is None else rest
    if any(isinstance(each, int) and each for each in beyond):
        raise _refused(doc, path, "There is no such item here.", _snippet(path, value))
    inner = _built(rest, value)
    if place is None:
        return set_value(doc, above, _built((step,), inner))
    if isinstance(place, list) and step in (len(place), APPEND):
        return append(doc, above, inner)
    if isinstance(step, str) and isinstance(place, dict):
        return add_key(doc, above, step, inner, order)
    raise _refused(doc, path, "There is no such item here.", _snippet(path, value))


def same_written(one: Value, other: Value) -> bool:
    """Whether two data are equal in type, order of keys and value (1 is neither 1.0 nor true)."""
    if type(one) is not type(other):
        return False
    if isinstance(one, dict) and isinstance(other, dict):
        if list(one) != list(other):
            return False
        return all(same_written(inner, other[key]) for key, inner in one.items())
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same_written, one, other))
    return bool(one == other)


def comments(doc: Document) -> list[str]:
    """The comments of `doc`, in order: what follows a # outside every text."""
    return [comment for _, comment in _comments(doc)]


def _comments(doc: Document) -> Iterator[tuple[int, str]]:
    """Where each comment begins, and what it says."""
    last = 0
    for start, end in (*splice.texts(doc.text, doc.root), (len(doc.text), 0)):
        for found in COMMENT.finditer(doc.text, last, start):
            yield found.start(), found.group().rstrip(" \t")
        last = end


def _set(doc: Document, path: Path, value: Value, snippet: str) -> str:
    _need_sound(doc, snippet)
    old = value_at(doc.as_typed(), path, MISSING)
    if not path or old is MISSING:
        raise _refused(doc, path, "Nothing stands here that could be replaced.", snippet)
    if same_written(old, value):
        return doc.text
    at = splice.spot(doc, path)

    def make(one_line: bool) -> list[Cut] | None:
        return splice.replaced(doc.text, at, value, one_line) if at else None

    return _checked(doc, path, make, value, snippet)


def _with(data: Any, path: Path, value: Value) -> Any:
    """`data` with `value` at `path`; what is on the way is copied, not changed."""
    if not path:
        return value
    copy = data.copy()
    copy[path[0]] = _with(data[path[0]], path[1:], value)
    return copy


def _left(old: Any, index: int) -> Any:
    """What is left of a list or mapping without one of its entries."""
    if isinstance(old, list):
        return old[:index] + old[index + 1 :]
    return {key: value for at, (key, value) in enumerate(old.items()) if at != index}


def _inserted(data: Data, key: str, value: Value, before: str) -> Data:
    new: dict[str, Value] = {}
    for old, inner in data.items():
        new[old] = inner
        if old == before:
            new[key] = value
    return new


def _built(steps: Path, value: Value) -> Value:
    """`value` inside the mappings and lists that `steps` name."""
    for step in reversed(steps):
        value = [value] if step in (0, APPEND) else {str(step): value}
    return value


def _predecessor(data: dict[str, Value], key: str, order: Sequence[str]) -> str:
    known = list(order)
    earlier = known[: known.index(key)] if key in known else []
    return next((name for name in reversed(earlier) if name in data), next(reversed(data)))


def _snippet(path: Path, value: Value) -> str:
    last = path[-1] if path else 0
    return block({last: value}) if isinstance(last, str) and last != APPEND else block([value])


def _refused(doc: Document, path: Path, what: str, snippet: str) -> CannotEdit:
    where = f"{doc.place(path)}  {doc.dotted(path)}".rstrip()
    return CannotEdit(what, where, "Open the file and put the lines below in by hand.", snippet)


def _need_sound(doc: Document, snippet: str) -> None:
    if doc.sound:
        return
    place = doc.findings[0].place if doc.findings else Place(1, 1)
    raise CannotEdit(
        "This file has a slip that comes first; nothing was changed.",
        str(place),
        "Run `hrcli validate`, mend what it names, and try again.",
        snippet,
    )


def _checked(doc: Document, path: Path, make: Make, value: Value, snippet: str) -> str:
    """The text after the cuts, once a second reading shows `value` at `path`, and nothing lost.

    Where text in block style does not come out right, it is tried on one line, in quotes.
    """
    whole = _with(doc.as_typed(), path, value)
    why = ""
    for one_line in (False, True):
        made = make(one_line)
        text = doc.text if made is None else splice.apply(doc.text, made)
        again = document.read(doc.encoded(text))
        if again.sound and same_written(again.data, whole):
            if comments(again) == comments(doc):
                return text
            why = LOST
        elif not why and [finding.code for finding in again.findings] == ["YML02"]:
            why = TOO_LARGE
    no_end = not doc.text.endswith("\n")
    raise _refused(doc, path, why or (NO_LINE_END if no_end else TOO_ODD), snippet)
