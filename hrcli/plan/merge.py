"""Brings two versions of a file together by items and fields: three documents in, one text out.

Lines are taken over as they stand, comments and all, wherever one side alone changed them; where
both did, the values are put together key by key. What cannot be put together is marked as git
marks it. The result is read again and compared with the data that were meant: nothing is lost in
silence.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence, Set
from typing import NamedTuple, TypeVar

from hrcli.dates import day
from hrcli.document import edit
from hrcli.document.data import MISSING, Data, Value, dotted, items, keyed, value_at
from hrcli.document.document import Document, read
from hrcli.errors import Refused
from hrcli.finding import Path
from hrcli.plan import item_keys, schema
from hrcli.plan.agreed import fingerprint
from hrcli.plan.changes import Change
from hrcli.plan.segments import Segment, Segments, cut

Step = TypeVar("Step")
DEEP = 99
CONFLICT = re.compile(
    r"^<{7} .*\n((?:(?!<{7} |={7}$).*\n)*)={7}\n((?:(?!<{7} |>{7} ).*\n)*)>{7} .*\n", re.MULTILINE
)

AGREED = ("agreed",)
STATUS = ("status",)
GOING_ON = ("goals", "review", "agreed", "replans")
NEXT, LAST = ("review", "next"), ("review", "last")


class Clash(Exception):
    """Two changes that cannot both hold; `path` says where. No value is told."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.path = path


class Merged(NamedTuple):
    """The text that comes out, and the places (dotted) where the two sides clash."""

    text: str
    clashes: tuple[str, ...]


def merge(base: Document, ours: Document, theirs: Document) -> Merged | None:
    """What `ours` and `theirs` make of `base` together; None where they are no such files.

    `base` may be empty: then both sides have begun the file.
    """
    kind = schema.kind_of(ours.data)
    sound = ours.sound and theirs.sound and (base.sound or not base.text.strip())
    if kind is None or not sound or schema.kind_of(theirs.data) != kind:
        return None
    three = [_plain(each) for each in (base, ours, theirs)]
    disputed: set[Path] = set()
    if kind == "plan":
        disputed |= {STATUS} if _closed_amid_work(*three) else set()
        three = _to_agree_anew(*three)
    merged = _merged(kind, three, disputed)
    text = merged.text.replace("\n", "\r\n") if "\r\n" in ours.text else merged.text
    return Merged(text, merged.clashes)


def _plain(document: Document) -> Document:
    """The same with plain line ends, the last line ended too."""
    text = document.text.replace("\r\n", "\n")
    return read((text if text.endswith("\n") or not text else text + "\n").encode("utf-8"))


def _merged(kind: str, three: Sequence[Document], disputed: Set[Path]) -> Merged:
    """The finest merge that proves right: item by item, else key by key, else the whole file."""
    base, ours, theirs = three
    for depth, clever in ((DEEP, True), (0, True), (0, False)):
        weaver = _Weaver(kind, (ours, theirs), disputed, depth, clever)
        text = weaver.file(base)
        if text is not None and _proven(kind, text, weaver.clashes, (base, ours, theirs)):
            return Merged(text, tuple(weaver.clashes))
    return Merged(_marked("", ours.text, theirs.text), ("",))


def _proven(
    kind: str, text: str, clashes: Sequence[str], three: tuple[Document, Document, Document]
) -> bool:
    """Whether the text says what was meant; one with clashes must read with either side."""
    if clashes:
        sides = (CONFLICT.sub(rf"\{side}", text) for side in (1, 2))
        return all(read(side.encode("utf-8")).sound for side in sides)
    document = read(text.encode("utf-8"))
    base, ours, theirs = (each.data if each.sound else MISSING for each in three)
    try:
        return document.sound and same_meaning(
            document.data, together(kind, (), base, ours, theirs)
        )
    except Clash:
        return False


# A closed case owes nothing: what one side goes on with must not fall silent with it.


def _closed_amid_work(base: Document, ours: Document, theirs: Document) -> bool:
    """Whether one side closed the case while the other went on with it."""
    closed = [value_at(each.data, STATUS, MISSING) == "closed" for each in (base, ours, theirs)]
    if closed[0] or closed[1] == closed[2]:
        return False
    other = theirs if closed[1] else ours
    return any(
        not same_meaning(*(value_at(each.data, (key,), MISSING) for each in (base, other)))
        for key in GOING_ON
    )


# The agreement: it holds for the goals that it was made for.


def _to_agree_anew(base: Document, ours: Document, theirs: Document) -> list[Document]:
    """The three plans; where one side agreed and the other changed a goal, none is agreed."""
    agreed = [value_at(each.data, AGREED, MISSING) for each in (base, ours, theirs)]
    goals = [_goals(each.data) for each in (base, ours, theirs)]
    crossed = any(
        not same_meaning(agreed[0], agreed[one]) and goals[other] != goals[0]
        for one, other in ((1, 2), (2, 1))
    )
    if not crossed or (same_meaning(agreed[1], agreed[2]) and goals[1] == goals[2]):
        return [base, ours, theirs]
    return [base, _without_agreement(ours), _without_agreement(theirs)]


def _goals(data: Value) -> list[str]:
    return sorted(fingerprint(goal) for _, goal in items(keyed(data), "goals"))


def _without_agreement(document: Document) -> Document:
    try:
        text = edit.put(document, AGREED, None, schema.key_order(document, AGREED))
    except Refused:  # a comment stands in it: the two sides then clash there
        return document
    return read(text.encode("utf-8"))


# Values


def same_meaning(one: Value, other: Value) -> bool:
    """Whether two data say the same; the order of keys does not count, that of items does."""
    if type(one) is not type(other):
        return False
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same_meaning(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same_meaning, one, other))
    return bool(one == other)


def together(kind: str, path: Path, base: Value, ours: Value, theirs: Value) -> Value:
    """The value at `path` that both sides want (MISSING: it is not there). Raises Clash."""
    if same_meaning(ours, theirs) or same_meaning(base, theirs):
        return ours
    if same_meaning(base, ours):
        return theirs
    if isinstance(ours, dict) and isinstance(theirs, dict):
        old = base if isinstance(base, dict) else {}
        keys = order(list(old), list(ours), list(theirs))
        found = {key: _inner(kind, path, key, (old, ours, theirs)) for key in keys}
        return {key: value for key, value in found.items() if value is not MISSING}
    if isinstance(ours, list) and isinstance(theirs, list):
        return _lists(kind, path, base if isinstance(base, list) else [], ours, theirs)
    return _dates(kind, path, ours, theirs)


def _inner(kind: str, path: Path, key: str, three: Sequence[Data]) -> Value:
    base, ours, theirs = (each.get(key, MISSING) for each in three)
    return together(kind, (*path, key), base, ours, theirs)


def _lists(
    kind: str, path: Path, base: list[Value], ours: list[Value], theirs: list[Value]
) -> list[Value]:
    by_key = [
        dict(zip(item_keys.keys_of(kind, path, each), each, strict=True))
        for each in (base, ours, theirs)
    ]
    found = []
    for index, key in enumerate(order(*map(list, by_key))):
        old, one, other = (each.get(key, MISSING) for each in by_key)
        if old is MISSING and MISSING not in (one, other) and not same_meaning(one, other):
            raise Clash((*path, index))  # two new things under one name are not one thing
        value = together(kind, (*path, index), old, one, other)
        if value is not MISSING:
            found.append(value)
    return found


def _dates(kind: str, path: Path, ours: Value, theirs: Value) -> Value:
    """Of two review dates the one that loses nothing: the earlier next, the later last."""
    if kind == "plan" and path in (NEXT, LAST):
        days = day(ours), day(theirs)
        if days[0] and days[1]:
            earlier, later = (ours, theirs) if days[0] <= days[1] else (theirs, ours)
            return earlier if path == NEXT else later
    raise Clash(path)


def order(base: list[Step], ours: list[Step], theirs: list[Step]) -> list[Step]:
    """All keys in one order: that of ours, or of theirs where only they put things elsewhere."""
    common = [key for key in base if key in ours and key in theirs]
    first, second = ours, theirs
    if [key for key in ours if key in common] == common != [key for key in theirs if key in common]:
        first, second = theirs, ours
    found = list(first)
    for place, key in enumerate(second):
        if key not in found:
            before = next((it for it in reversed(second[:place]) if it in found), None)
            at = 0 if before is None else found.index(before) + 1
            while at < len(found) and found[at] not in base and before is not None:
                at += 1  # behind what the other side has added in the same place
            found.insert(at, key)
    return found


# Lines


class _Weaver:
    """Weaves the lines of two sides together; notes where they clash."""

    def __init__(
        self, kind: str, sides: Sequence[Document], disputed: Set[Path], depth: int, clever: bool
    ) -> None:
        self.kind, self.disputed, self.depth, self.clever = kind, disputed, depth, clever
        self.ours, self.theirs = sides
        self.clashes: list[str] = []

    def file(self, base: Document) -> str | None:
        """The whole file; None where its outermost keys are written too oddly."""
        old = cut(base, self.kind) if base.sound else Segments((), "")
        one, other = cut(self.ours, self.kind), cut(self.theirs, self.kind)
        if old is None or one is None or other is None:
            return None
        text = "".join(self._parts(0, old.parts, one.parts, other.parts))
        return text + _tail(old.tail, one.tail, other.tail)

    def _parts(
        self,
        depth: int,
        base: Sequence[Segment],
        ours: Sequence[Segment],
        theirs: Sequence[Segment],
    ) -> Iterable[str]:
        sides = [{part.key: part for part in side} for side in (base, ours, theirs)]
        for key in order(*map(list, sides)):
            yield self._part(depth, *(side.get(key) for side in sides))

    def _part(
        self, depth: int, base: Segment | None, ours: Segment | None, theirs: Segment | None
    ) -> str:
        old, one, other = (None if it is None else it.text for it in (base, ours, theirs))
        side = ours or theirs
        if one != other and side and side.path in self.disputed:
            return self._clash(ours, theirs)
        if one == other or other == old:
            return one or ""
        if one == old:
            return other or ""
        if ours is None or theirs is None:
            return self._clash(ours, theirs)
        if depth < self.depth and (base or isinstance(ours.path[-1], str)):
            inner = self._inside(depth, base, ours, theirs)
            if inner is not None:
                return inner
        return (self._one_piece(base, ours, theirs) if self.clever else None) or self._clash(
            ours, theirs
        )

    def _inside(
        self, depth: int, base: Segment | None, ours: Segment, theirs: Segment
    ) -> str | None:
        """Part by part; None where one of the three is written in one piece."""
        if ours.parts is None or theirs.parts is None:
            return None
        old = base.parts if base else ()
        if old is None and base and base.value:
            return None
        head = ours.head
        if ours.head != theirs.head:
            if base is None or base.parts is None or base.head not in (ours.head, theirs.head):
                return None
            head = theirs.head if base.head == ours.head else ours.head
        return head + "".join(self._parts(depth + 1, old or (), ours.parts, theirs.parts))

    def _one_piece(self, base: Segment | None, ours: Segment, theirs: Segment) -> str | None:
        """The lines of one side with what both want in them; None where that cannot be."""
        old = base.value if base else MISSING
        if (
            base is None
            and isinstance(ours.path[-1], int)
            and not same_meaning(ours.value, theirs.value)
        ):
            return None
        try:
            meant = together(self.kind, ours.path, old, ours.value, theirs.value)
            takes_theirs = same_meaning(meant, theirs.value) and not same_meaning(meant, ours.value)
            text = theirs.text if takes_theirs else _changed(ours, meant)
        except (Clash, Refused):
            return None
        remarks = [_remarks(it.text) if it else set() for it in (base, ours, theirs)]
        wanted = (remarks[1] | remarks[2]) - (remarks[0] - (remarks[1] & remarks[2]))
        return text if wanted <= _remarks(text) else None

    def _clash(self, ours: Segment | None, theirs: Segment | None) -> str:
        side, document = (ours, self.ours) if ours else (theirs, self.theirs)
        name = dotted(document.data, side.path) if side else ""
        self.clashes.append(name)
        return _marked(name, ours.text if ours else "", theirs.text if theirs else "")


def _marked(name: str, ours: str, theirs: str) -> str:
    """Both sides as git marks them; the place stands beside the marks.

    Whose side is whose is not said: in a rebase git has them the other way round.
    """
    at = f": {name}" if name else ""
    return f"<<<<<<< one side{at}\n{ours}=======\n{theirs}>>>>>>> the other side{at}\n"


def _tail(base: str, ours: str, theirs: str) -> str:
    """What stands behind the last key: comments, of which none is dropped."""
    if ours == theirs or base == theirs:
        return ours
    return theirs if base == ours else ours + theirs


def _changed(segment: Segment, meant: Value) -> str:
    """The lines of `segment` with `meant` for its value."""
    if same_meaning(segment.value, meant):
        return segment.text
    document = _alone(segment.text)
    step: str | int = segment.path[-1] if isinstance(segment.path[-1], str) else 0
    for change in _changes(("x", step), segment.value, meant):
        text = edit.put(document, change.path, change.value)
        document = read(text.encode("utf-8"))
    return "".join(line[2:] if line.strip() else line for line in _lines(document.text)[1:])


def _changes(path: Path, now: Value, meant: Value) -> Iterable[Change]:
    """What to set so that `now` becomes `meant`: as little of it as can be."""
    if isinstance(now, dict) and isinstance(meant, dict) and now.keys() <= meant.keys():
        for key, value in meant.items():
            if key not in now:
                yield Change((*path, key), value)
            elif not same_meaning(now[key], value):
                yield from _changes((*path, key), now[key], value)
    else:
        yield Change(path, meant)


def _alone(text: str) -> Document:
    """The lines of a segment as a document of their own, below the key x. Raises Refused."""
    inner = "".join("  " + line if line.strip() else line for line in _lines(text))
    document = read(f"x:\n{inner}".encode())
    if not document.sound:
        raise Refused("These lines do not stand alone.", "", "")
    return document


def _lines(text: str) -> list[str]:
    return [line + "\n" for line in text.removesuffix("\n").split("\n")]


def _remarks(text: str) -> set[str]:
    """The comments in some lines; all that might be one, where they do not stand alone."""
    try:
        return set(edit.comments(_alone(text)))
    except Refused:
        return {f"#{line.partition('#')[2].rstrip()}" for line in text.split("\n") if "#" in line}
