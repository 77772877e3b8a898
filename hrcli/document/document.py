"""A YAML file as data, with the place of every key and value: text in, a document out.

libyaml's event stream is read by a loop of our own, because `yaml.load` keeps the last of two
equal keys in silence, turns `no` and `012` into something else, forgets where values stand, and
its composer dies on deeply nested text. Nothing that a file contains raises an error here: each
slip is a finding.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import repeat
from typing import Any, TypeAlias

import yaml
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from hrcli import ids
from hrcli.document import cures, slips
from hrcli.document.data import Value, dotted, value_at
from hrcli.document.scalars import AFTER_DIGITS, WORDS, meaning, meaning_cached
from hrcli.errors import Unreadable
from hrcli.finding import Finding, Path, Place

MAX_BYTES = 1024 * 1024
MAX_EVENTS = 20_000
MAX_DEPTH = 32
MAX_DUPLICATES = 100

# libyaml is some ten times faster; where it is missing the pure parser gives the same events.
Parser: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

Event: TypeAlias = Any
Mark: TypeAlias = Any
Node: TypeAlias = Any
"""A scalar's event, or a list: start event, the entries (key and value in turn), end event."""
Spot: TypeAlias = Any
"""A scalar's mark, or a tuple: the mark of its start, those of its keys, the spots inside it.

Nodes are for editing. Spots are all that findings need, and are kept because they are a third of
the objects, which the garbage collector would else go through again and again.
"""

Duplicate: TypeAlias = tuple[Path, Mark, Mark]
"""A key that stands twice: its path, its first event, and the later one."""
REFUSED = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]|\r(?!\n)"
)
HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]",
)
"""What no value may hold, however it was typed (`"\\e"` in double quotes is a way in)."""
NEWER = re.compile(r"[a-z_]{1,32}/(?:[2-9]|[1-9]\d{1,8})\Z", re.ASCII)
"""What a file of a later version says it is: `plan/2`."""
KEPT = re.compile(r"[^\s#](#)[ \t]")
QUESTION = re.compile(r"\?(?<=[\s\[{,]\?)\S")
"""A question mark that begins a word, where the parser may take it for the sign of a key."""
ODD_KEYS = frozenset(("", "<<"))


class Document:
    """What a file says, and where. `data` is None where nothing could be read."""

    __slots__ = ("_root", "bom", "data", "findings", "spot", "text")

    def __init__(self, text: str, bom: bool = False) -> None:
        self.text = text
        self.bom = bom
        self.data: Value = None
        self.spot: Spot = None
        self.findings: list[Finding] = []
        self._root: Node = None

    @property
    def sound(self) -> bool:
        """Whether the file was read whole, with no slip in its YAML."""
        return self.data is not None and not self.findings

    def need_sound(self, file: str) -> None:
        """Raises Unreadable, at a place in `file`, where it was not read whole."""
        if not self.sound:
            raise Unreadable.at(file, self.findings[0])

    @property
    def root(self) -> Node:
        """The text as nodes, for whoever needs more than places; None where it was refused."""
        if self._root is None and self.spot is not None:
            self._root = _nodes(self.text)
        return self._root

    def encoded(self, text: str) -> bytes:
        """`text` as bytes for the same file: its byte-order mark is kept."""
        return ("\ufeff" + text if self.bom else text).encode("utf-8")

    def as_typed(self) -> Any:
        """The data as the text has them: a check may since have taken numbers for text."""
        return _value(self.root)

    def node(self, path: Path) -> Node:
        """The node at `path`; KeyError where there is none."""
        node = self.root
        for step in path:
            node = _child(node, step)
        return node

    def key_event(self, path: Path) -> Event | None:
        """The event of the key that names `path`; None for the root and for items of a list."""
        if not path or not isinstance(path[-1], str):
            return None
        parent = self.node(path[:-1])
        return parent[_position(parent, path[-1])]

    def place(self, path: Path) -> Place:
        """Where the value at `path` stands; the nearest place above where it does not exist."""
        spot = self.spot
        try:
            for step in path:
                spot = spot[2][step]
        except (KeyError, IndexError, TypeError):
            pass  # a scalar's mark has no parts, and a list no keys
        mark = spot[0] if spot.__class__ is tuple else spot
        # A named tuple's own constructor is written in Python, and takes twice as long as a look.
        return tuple.__new__(Place, (mark.line + 1, mark.column + 1)) if mark else Place(1, 1)

    def key_place(self, path: Path) -> Place:
        """Where the key that names `path` stands (a list item: the item; the root: 1:1)."""
        spot, found = self._nearest(path)
        if not found:
            return Place(1, 1)
        if isinstance(found[-1], str):
            return _place(self._nearest(found[:-1])[0][1][found[-1]])
        keys = spot[1] if isinstance(spot, tuple) else None
        return _place(next(iter(keys.values())) if keys else _mark(spot))

    def typed(self, path: Path) -> str:
        """The scalar at `path` as it was typed, without quotes."""
        return str(self.node(path).value)

    def dotted(self, path: Path) -> str:
        """`path` for people: items of a list by their id where they have one."""
        return dotted(self.data, path)

    def _nearest(self, path: Path) -> tuple[Spot, Path]:
        spot = self.spot
        for depth, step in enumerate(path):
            try:
                spot = spot[2][step]
            except (KeyError, IndexError, TypeError):
                return spot, path[:depth]
        return spot, path


def read(raw: bytes, mapping: bool = True) -> Document:
    """The document in `raw`, the bytes of a file (at most 1 MiB of UTF-8). Never raises.

    A file of a case is a mapping; a fragment (`mapping` False) may be a list or a single value.
    """
    document = Document("")
    try:
        document = Document(*_decode(raw))
        printable = _refuse_by_sight(document.text, raw)
        document.spot, document.data, duplicates = _build(document.text, printable)
        document.findings += [_duplicate(document.data, *found) for found in duplicates]
        if mapping:
            _refuse_no_mapping(document)
            _refuse_newer(document)
    except slips.Slip as slip:
        document.data = document.spot = None
        document.findings.append(slip.finding)
    return document


def _decode(raw: bytes) -> tuple[str, bool]:
    if len(raw) > MAX_BYTES:
        raise slips.too_large()
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise slips.not_utf8(Place(1, 1))
    bom = raw.startswith(b"\xef\xbb\xbf")
    told = raw[3:] if bom else raw
    try:
        return told.decode("utf-8"), bom
    except UnicodeDecodeError as error:
        before = told[: error.start].decode("utf-8", "replace")
        raise slips.not_utf8(place_at(before, len(before))) from None


def place_at(text: str, index: int) -> Place:
    """Line and column (from 1) of the character at `index`."""
    return slips.place_at(text, index)


def _refuse_by_sight(text: str, raw: bytes) -> bool:
    """Refuse what the parser would let pass: some control characters, merge markers.

    Looking at every character costs: where a quick look is enough, no more is done. Out: whether
    every character is ASCII or can be seen.
    """
    clean = b"\r" not in raw if raw.isascii() else text.replace("\n", "").isprintable()
    if not clean:
        _refuse_controls(text)
    if ("<" in text or ">" in text) and ("<<<<<<<" in text or ">>>>>>>" in text):
        marker = slips.CONFLICT.search(text)
        if marker:
            raise slips.merge_conflict(place_at(text, marker.start()), text)
    return clean


def _refuse_controls(text: str) -> None:
    bad = REFUSED.search(text)
    if bad:
        raise slips.control_character(place_at(text, bad.start()), bad.group())


def _build(text: str, printable: bool) -> tuple[Spot, Any, list[Duplicate]]:
    """The spots and data of a text; not `printable`, it may hold characters nobody sees."""
    try:
        spot, data, duplicates, empty = _parsed(text)
    except (yaml.YAMLError, ValueError, OverflowError) as error:
        _refuse_controls(text)
        raise (cures.proved(text, error) or slips.unreadable(text, error)) from None
    lookalike = None if printable else cures.lookalike(text, data, lambda it: _parsed(it)[1])
    if lookalike:
        raise lookalike
    if any(_lacks_colon(text, mark.index) for mark in empty):
        _refuse_no_colon(_nodes(text), text)
    if "?" in text and QUESTION.search(text):
        _refuse_questions(text)
    if "\\" in text and any(HIDDEN.search(found) for found in _texts(data)):
        _refuse_escapes(_nodes(text))
    return spot, data, duplicates


def _parsed(text: str) -> tuple[Spot, Any, list[Duplicate], list[Mark]]:
    """Spots, data, what stands twice and what was left empty; raises what the parser raises."""
    parser = Parser(text)
    try:
        parser.get_event()  # the stream starts
        start = parser.get_event()
        if start.__class__ is not DocumentStartEvent:
            raise slips.empty_file()
        if start.tags or start.version:
            raise slips.directive(_place(start.start_mark))
        duplicates: list[Duplicate] = []
        empty: list[Mark] = []
        marked = "&" in text or "*" in text or "!" in text or "<<" in text
        spot, data = _tree(parser.get_event, marked, duplicates, empty)
        parser.get_event()  # the document ends
        after = parser.get_event()
        if after.__class__ is not StreamEndEvent:
            raise slips.several_documents(_place(after.start_mark))
    finally:
        parser.dispose()
    return spot, data, duplicates, empty


def _tree(  # noqa: C901 - see below
    get_event: Any, marked: bool, duplicates: list[Duplicate], empty: list[Mark]
) -> tuple[Spot, Any]:
    """Read one document's events into data and spots; `marked`: it may have anchors or tags.

    What stands twice is added to `duplicates`, the mark of a value left out to `empty`.

    One flat loop on purpose: it runs for every scalar of every file, and a call each would cost
    half as much again as libyaml itself. `key` is None where a key comes next, False in a list.
    """
    stack: list[tuple[Any, Any, Any, Any, Any]] = []
    nothing: Any = None
    data = spot = keys = spots = nothing
    key: Any = False
    for _ in repeat(None, MAX_EVENTS):
        event = get_event()
        kind = event.__class__
        if kind is ScalarEvent:
            if marked and (event.anchor is not None or event.tag is not None):
                raise slips.anchor_or_tag(event, _place(event.start_mark))
            value = event.value
            inner = event.start_mark
            if key is None:
                key = value
                if value not in keys and value and (not marked or value not in ODD_KEYS):
                    keys[value] = inner
                else:
                    _odd_key(stack, keys, event, duplicates)
                continue
            if (value < AFTER_DIGITS or value in WORDS) and not event.style:
                if not value:
                    empty.append(inner)
                value = meaning_cached(value)
        elif kind is MappingEndEvent or kind is SequenceEndEvent:
            inner, value = spot, data
            data, spot, keys, spots, key = stack.pop()
        else:
            if marked or key is None or len(stack) >= MAX_DEPTH:
                _refuse_start(event, key is None, len(stack))
            stack.append((data, spot, keys, spots, key))
            if kind is MappingStartEvent:
                data, keys, spots, key = {}, {}, {}, None
            else:
                data, keys, spots, key = [], None, [], False
            spot = (event.start_mark, keys, spots)
            continue
        if spot is None:
            return inner, value
        if key is False:
            data.append(value)
            spots.append(inner)
        else:
            data[key] = value
            spots[key] = inner
            key = None
    raise slips.too_long()


def _lacks_colon(text: str, index: int) -> bool:
    """Whether what stands before an empty value in braces may be a key without its colon."""
    return (
        text[index : index + 1] in (",", "}")
        and text[max(0, index - 80) : index].rstrip()[-1:] != ":"
    )


def _refuse_no_colon(node: Node, text: str) -> None:
    """Refuse a key in braces that has no colon: it is mostly a text with a comma in it."""
    if not isinstance(node, list):
        return
    if isinstance(node[0], MappingStartEvent) and node[0].flow_style:
        before: Event = None
        for index in range(1, len(node) - 1, 2):
            key, value = node[index], node[index + 1]
            if _is_lone(key, value, text):
                _refuse_lone(key, before, text)
            before = value
    for inner in node[1:-1]:
        _refuse_no_colon(inner, text)


def _is_lone(key: Event, value: Node, text: str) -> bool:
    if isinstance(value, list) or value.style or value.value:
        return False
    return ":" not in text[key.end_mark.index : value.start_mark.index]


def _refuse_lone(key: Event, before: Node, text: str) -> None:
    """Refuse a key without its colon, unless it looks like a key that was left empty on purpose."""
    name, colon, rest = key.value.partition(":")
    start = key.start_mark.index
    if colon and rest and ids.KEY.match(name) and not key.style:
        raise slips.colon_without_space(place_at(text, start + len(name)))
    looks_meant = ids.KEY.match(key.value) is not None
    is_plain = before is not None and not isinstance(before, list) and not before.style
    if is_plain and before.value and (not looks_meant or isinstance(meaning(before.value), str)):
        raise slips.comma_in_text(place_at(text, text.rindex(",", 0, start)))
    if not looks_meant:
        raise slips.no_key_in_braces(_place(key.start_mark))


def _refuse_questions(text: str) -> None:
    """Refuse a text in brackets that begins with ?: the parser would leave the sign out."""
    for token in yaml.scan(text, Loader=Parser):
        if isinstance(token, yaml.KeyToken):
            mark = token.start_mark
            if text[mark.index : mark.index + 1] == "?" and text[mark.index + 1].strip():
                raise slips.question_in_brackets(_place(mark))


def _odd_key(stack: list[Any], keys: Any, event: Event, duplicates: list[Duplicate]) -> None:
    """Note a key that stands twice; refuse a nameless one and a merge key."""
    key, mark = event.value, event.start_mark
    if key in ODD_KEYS and not event.style:
        raise slips.odd_key(key, _place(mark))
    if key in keys and len(duplicates) < MAX_DUPLICATES:
        above = (len(frame[0]) if frame[4] is False else frame[4] for frame in stack[1:])
        duplicates.append(((*above, key), keys[key], mark))
    keys.setdefault(key, mark)


def _refuse_start(event: Event, as_key: bool, depth: int) -> None:
    """Refuse a list or mapping (or a copy of one) that may not begin here."""
    if event.__class__ is AliasEvent:
        raise slips.anchor(_place(event.start_mark))
    if event.anchor is not None or event.tag is not None:
        raise slips.anchor_or_tag(event, _place(event.start_mark))
    if as_key:
        raise slips.key_not_plain(_place(event.start_mark))
    if depth >= MAX_DEPTH:
        raise slips.too_deep(_place(event.start_mark))


def _duplicate(data: Value, path: Path, first: Mark, second: Mark) -> Finding:
    return slips.duplicate_key(_place(first), _place(second), path, dotted(data, path))


def _nodes(text: str) -> Node:
    """The nodes of a text that was read without a slip."""
    parser = Parser(text)
    try:
        parser.get_event()  # the stream starts
        parser.get_event()  # the document starts
        return _node(parser.get_event)
    finally:
        parser.dispose()


def _node(get_event: Any) -> Node:
    """The next node: a list with the events and nodes up to its end, or a single event."""
    start = get_event()
    if start.__class__ not in (MappingStartEvent, SequenceStartEvent):
        return start
    node: list[Any] = [start]
    while node[-1].__class__ not in (MappingEndEvent, SequenceEndEvent):
        node.append(_node(get_event))
    return node


def _texts(data: Value) -> Iterator[str]:
    """Every text and key in `data`."""
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict):
        for key, inner in data.items():
            yield key
            yield from _texts(inner)
    elif isinstance(data, list):
        for inner in data:
            yield from _texts(inner)


def _refuse_escapes(root: Node) -> None:
    """Refuse control characters that an escape in double quotes has put into a text."""
    for _, event, _ in scalars_below(root, ()):
        if event.style == '"' and HIDDEN.search(event.value):
            raise slips.hidden_escape(_place(event.start_mark))


def _value(node: Node) -> Any:
    if not isinstance(node, list):
        return node.value if node.style else meaning(node.value)
    if isinstance(node[0], MappingStartEvent):
        return {node[index].value: _value(node[index + 1]) for index in range(1, len(node) - 1, 2)}
    return [_value(item) for item in node[1:-1]]


def scalars_below(node: Node, path: Path) -> Iterator[tuple[Path, Event, bool]]:
    """Every scalar below `node`: its path, its event, and whether it is a key."""
    if node is None:  # nothing could be read
        return
    if not isinstance(node, list):
        yield path, node, False
    elif isinstance(node[0], MappingStartEvent):
        for index in range(1, len(node) - 1, 2):
            inner = (*path, node[index].value)
            yield inner, node[index], True
            yield from scalars_below(node[index + 1], inner)
    else:
        for index, item in enumerate(node[1:-1]):
            yield from scalars_below(item, (*path, index))


def path_before(document: Document, place: Place) -> Path:
    """The path of the last scalar that begins at `place` or before; () where none does."""
    before: Path = ()
    for path, event, _ in scalars_below(document.root, ()):
        if _place(event.start_mark) > place:
            break
        before = path
    return before


def kept_comment(document: Document) -> Iterator[tuple[Path, int]]:
    """The unquoted values with a # that was meant to begin a comment, perhaps: path and offset."""
    for path, event, is_key in scalars_below(document.root, ()):
        found = None if is_key or event.style else KEPT.search(event.value)
        if found:
            yield path, found.start(1)


def _refuse_no_mapping(document: Document) -> None:
    if document.data is None:
        raise slips.empty_file()
    if not isinstance(document.data, dict):
        raise slips.not_a_mapping(_place(_mark(document.spot)))


def _refuse_newer(document: Document) -> None:
    """Refuse a file of a later version: half understood, it could lose a date or a harm."""
    said = value_at(document.data, ("hrcli",))
    if isinstance(said, str) and NEWER.match(said):
        raise slips.newer(document.place(("hrcli",)))


def _mark(spot: Spot) -> Mark:
    return spot[0] if spot.__class__ is tuple else spot


def _place(mark: Mark) -> Place:
    return Place(mark.line + 1, mark.column + 1) if mark else Place(1, 1)


def _position(node: Node, key: str) -> int:
    """Where in a mapping's node the event of `key` stands; KeyError where it does not.

    Of a key that stands twice it is the last, since its value is the one in the data.
    """
    if isinstance(node, list) and isinstance(node[0], MappingStartEvent):
        for index in range(len(node) - 3, 0, -2):
            if node[index].value == key:
                return index
    raise KeyError(key)


def _child(node: Node, step: str | int) -> Node:
    if isinstance(step, str):
        return node[_position(node, step) + 1]
    is_list = isinstance(node, list) and isinstance(node[0], SequenceStartEvent)
    if is_list and 0 <= step < len(node) - 2:
        return node[step + 1]
    raise KeyError(step)


def text_in(raw: bytes) -> tuple[str, list[Finding]]:
    """The text in `raw`, for input that is text and no YAML, with the line ends of a plan.

    A finding stands beside it where it is too large, no UTF-8, or holds what no value may.
    """
    try:
        text = _decode(raw)[0].replace("\r\n", "\n")
    except slips.Slip as slip:
        return "", [slip.finding]
    bad = HIDDEN.search(text)
    if bad:
        return "", [slips.control_character(place_at(text, bad.start()), bad.group()).finding]
    return text, []
