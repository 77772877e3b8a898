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

from hrcli import slips
from hrcli.finding import Finding, Path, Place

MAX_BYTES = 1024 * 1024
MAX_EVENTS = 20_000
MAX_DEPTH = 32
MAX_DUPLICATES = 100

# libyaml is some ten times faster; where it is missing the pure parser gives the same events.
Parser: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

Event: TypeAlias = Any
Node: TypeAlias = Any
"""A scalar's event, or a list: start event, the entries (key and value in turn), end event."""

Duplicate: TypeAlias = tuple[Path, Event, Event]
"""A key that stands twice: its path, its first event, and the later one."""

WORDS = {"": None, "~": None, "null": None, "true": True, "false": False}
NUMBER = re.compile(r"-?(?:0|[1-9]\d{0,17})(\.\d{1,17})?\Z", re.ASCII)
CONTROLS = bytes(set(range(0x20)) - {0x09, 0x0A, 0x0D}) + b"\x7f"
REFUSED = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]|\r(?!\n)"
)
HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]",
)
"""What no value may hold, however it was typed (`"\\e"` in double quotes is a way in)."""
UNSEEN = re.compile(
    "[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\U000e0000-\U000e007f]",
)
"""What stands in a text unseen, or turns its direction; joiners in names and emoji are left out."""
ODD_KEYS = frozenset(("", "<<"))
NOT_TEXT = "-0123456789~ntf"
"""How an unquoted value begins that may be no text (nothing at all begins like everything)."""
NO_WORD = object()
OTHERWISE = re.compile(
    r"""(?: y | n | yes | no | on | off | true | false | null | ~ | << | =
    | [-+]? (?: \.[0-9][0-9_]* | [0-9][0-9_]* (?: \.[0-9_]* )? ) (?: e[-+]?[0-9]+ )?
    | [-+]? (?: 0b[01_]+ | 0o[0-7_]+ | 0x[0-9a-f_]+ )
    | [-+]? [0-9][0-9_]* (?: :[0-5]?[0-9] )+ (?: \.[0-9_]* )?
    | [-+]? \.inf | \.nan
    | \d{4}-\d\d?-\d\d? (?: t | [ \t]+ ) \d\d?:\d\d:\d\d (?: \.\d* )?
      (?: [ \t]* (?: z | [-+]\d\d?(?: :?\d\d )? ) )?
    )\Z""",
    re.ASCII | re.IGNORECASE | re.VERBOSE,
)
"""What a YAML 1.1 or 1.2 tool takes for a number, a word of yes or no, nothing, or a time."""


class Document:
    """What a file says, and where. `data` is None where nothing could be read."""

    __slots__ = ("bom", "data", "findings", "root", "text")

    def __init__(self, text: str, bom: bool = False) -> None:
        self.text = text
        self.bom = bom
        self.data: Any = None
        self.root: Node = None
        self.findings: list[Finding] = []

    @property
    def sound(self) -> bool:
        """Whether the file was read whole, with no slip in its YAML."""
        return self.data is not None and not self.findings

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
        return _place(self._nearest(path)[0])

    def key_place(self, path: Path) -> Place:
        """Where the key that names `path` stands (a list item: the item; the root: 1:1)."""
        _, found = self._nearest(path)
        if not found:
            return Place(1, 1)
        if isinstance(found[-1], str):
            return _place(self.key_event(found))
        item = self.node(found)
        filled = isinstance(item, list) and len(item) > 2
        first = item[1] if filled and isinstance(item[0], MappingStartEvent) else item
        return _place(first)

    def typed(self, path: Path) -> str:
        """The scalar at `path` as it was typed, without quotes."""
        return str(self.node(path).value)

    def dotted(self, path: Path) -> str:
        """`path` for people: items of a list by their id where they have one."""
        return dotted(self.data, path)

    def _nearest(self, path: Path) -> tuple[Node, Path]:
        node = self.root
        for depth, step in enumerate(path):
            try:
                node = _child(node, step)
            except (KeyError, IndexError, TypeError):
                return node, path[:depth]
        return node, path


def read(raw: bytes, mapping: bool = True) -> Document:
    """The document in `raw`, the bytes of a file (at most 1 MiB of UTF-8). Never raises.

    A file of a case is a mapping; a fragment (`mapping` False) may be a list or a single value.
    """
    document = Document("")
    try:
        document = Document(*_decode(raw))
        _refuse_by_sight(document.text, raw)
        document.root, document.data, duplicates = _build(document.text)
        document.findings += [_duplicate(document.data, *found) for found in duplicates]
        if mapping:
            _refuse_no_mapping(document)
    except slips.Slip as slip:
        document.data = document.root = None
        document.findings.append(slip.finding)
    return document


def dotted(data: Any, path: Path) -> str:
    """`goals.g2m.timed.by`: keys joined by dots, items of a list by their id (else position).

    A key that does not look like one may be text of the case, and is shown as `?`.
    """
    steps: list[str] = []
    for step in path:
        inner = data[step] if has(data, step) else None
        name = inner.get("id") if isinstance(step, int) and isinstance(inner, dict) else None
        named = isinstance(name, str) and slips.ID.match(name)
        steps.append(str(name) if named else _step(step))
        data = inner
    return ".".join(steps)


def _step(step: str | int) -> str:
    return str(step) if isinstance(step, int) or slips.KEY.match(step) else "?"


def has(data: Any, step: str | int) -> bool:
    """Whether a mapping has this key, or a list this position."""
    if isinstance(data, dict):
        return step in data
    return isinstance(data, list) and isinstance(step, int) and 0 <= step < len(data)


def plain(typed: str) -> Any:
    """The value of an unquoted scalar: null, true, false, a plain decimal number, else text."""
    word = WORDS.get(typed, NO_WORD)
    if word is not NO_WORD:
        return word
    if typed[0] in "-0123456789":
        number = NUMBER.match(typed)
        if number:
            return float(typed) if number.group(1) else int(typed)
    return typed


def _decode(raw: bytes) -> tuple[str, bool]:
    if len(raw) > MAX_BYTES:
        raise slips.too_large()
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise slips.not_utf8(Place(1, 1))
    bom = raw.startswith(b"\xef\xbb\xbf")
    try:
        return raw.decode("utf-8-sig"), bom
    except UnicodeDecodeError as error:
        before = raw[: error.start].decode("utf-8-sig", "replace")
        raise slips.not_utf8(place_at(before, len(before))) from None


def place_at(text: str, index: int) -> Place:
    """Line and column (from 1) of the character at `index`."""
    return Place(text.count("\n", 0, index) + 1, index - text.rfind("\n", 0, index))


def _refuse_by_sight(text: str, raw: bytes) -> None:
    """Refuse what needs no parsing: control characters, stray line ends, merge markers."""
    if raw.isascii():
        clean = len(raw.translate(None, CONTROLS)) == len(raw)
        clean = clean and raw.count(b"\r") == raw.count(b"\r\n")
    else:
        clean = False
    if not clean:
        bad = REFUSED.search(text)
        if bad:
            raise slips.control_character(place_at(text, bad.start()), bad.group())
    if "<<<<<<<" in text or ">>>>>>>" in text:
        marker = slips.CONFLICT.search(text)
        if marker:
            raise slips.merge_conflict(place_at(text, marker.start()))


def _build(text: str) -> tuple[Node, Any, list[Duplicate]]:
    try:
        parser = Parser(text)
        try:
            parser.get_event()  # the stream starts
            start = parser.get_event()
            if start.__class__ is not DocumentStartEvent:
                raise slips.empty_file()
            if start.tags or start.version:
                raise slips.directive(_place(start))
            duplicates: list[Duplicate] = []
            tagged = "&" in text or "!" in text
            root, data = _tree(parser.get_event, tagged, duplicates)
            parser.get_event()  # the document ends
            after = parser.get_event()
            if after.__class__ is not StreamEndEvent:
                raise slips.several_documents(_place(after))
        finally:
            parser.dispose()
    except (yaml.YAMLError, ValueError, OverflowError) as error:
        raise slips.unreadable(text, error) from None
    if "\\" in text:
        _refuse_escapes(root)
    return root, data, duplicates


def _tree(get_event: Any, tagged: bool, duplicates: list[Duplicate]) -> tuple[Node, Any]:
    """Read one document's events into data and nodes; `tagged`: there may be anchors or tags.

    One flat loop on purpose: it runs for every scalar of every file, and a call each would cost
    half as much again as libyaml itself.
    """
    stack: list[tuple[Any, Any, bool, Any]] = []
    data: Any = None
    node: Any = None
    mapping = False
    key: Any = None
    for _ in repeat(None, MAX_EVENTS):
        inner = event = get_event()
        kind = event.__class__
        if kind is ScalarEvent:
            if tagged and (event.anchor is not None or event.tag is not None):
                raise slips.anchor_or_tag(event, _place(event))
            value = event.value
            if mapping and key is None:
                key = value
                node.append(event)
                continue
            if value[:1] in NOT_TEXT and not event.style:
                value = plain(value)
        elif kind is MappingEndEvent or kind is SequenceEndEvent:
            if mapping and (len(node) != 2 * len(data) + 1 or "" in data or "<<" in data):
                _odd_keys(stack, node, duplicates)
            node.append(event)
            inner, value = node, data
            data, node, mapping, key = stack.pop()
        else:
            _refuse_start(event, mapping and key is None, len(stack))
            stack.append((data, node, mapping, key))
            mapping = kind is MappingStartEvent
            data, node, key = ({} if mapping else []), [event], None
            continue
        if node is None:
            return inner, value
        node.append(inner)
        if mapping:
            data[key] = value
            key = None
        else:
            data.append(value)
    raise slips.too_long()


def _odd_keys(stack: list[Any], node: Node, duplicates: list[Duplicate]) -> None:
    """Note the keys of a mapping that stand twice; refuse nameless ones and merge keys."""
    above = tuple(frame[3] if frame[2] else len(frame[0]) for frame in stack[1:])
    seen: dict[str, Event] = {}
    for event in node[1::2]:
        key = event.value
        if key in ODD_KEYS and not event.style:
            raise slips.odd_key(key, _place(event))
        if key in seen and len(duplicates) < MAX_DUPLICATES:
            duplicates.append(((*above, key), seen[key], event))
        seen.setdefault(key, event)


def _refuse_start(event: Event, as_key: bool, depth: int) -> None:
    """Refuse a list or mapping (or a copy of one) that may not begin here."""
    if event.__class__ is AliasEvent:
        raise slips.anchor(_place(event))
    if event.anchor is not None or event.tag is not None:
        raise slips.anchor_or_tag(event, _place(event))
    if as_key:
        raise slips.key_not_plain(_place(event))
    if depth >= MAX_DEPTH:
        raise slips.too_deep(_place(event))


def _duplicate(data: Any, path: Path, first: Event, event: Event) -> Finding:
    known = event.value if slips.KEY.match(event.value) else "This key"
    return slips.duplicate_key(known, _place(first), _place(event), dotted(data, path))


def _refuse_escapes(root: Node) -> None:
    """Refuse control characters that an escape in double quotes has put into a text."""
    for _, event, _ in _scalars(root, ()):
        if event.style == '"' and HIDDEN.search(event.value):
            raise slips.hidden_escape(_place(event))


def _value(node: Node) -> Any:
    if not isinstance(node, list):
        return node.value if node.style else plain(node.value)
    if isinstance(node[0], MappingStartEvent):
        return {node[index].value: _value(node[index + 1]) for index in range(1, len(node) - 1, 2)}
    return [_value(item) for item in node[1:-1]]


def _scalars(node: Node, path: Path) -> Iterator[tuple[Path, Event, bool]]:
    """Every scalar below `node`: its path, its event, and whether it is a key."""
    if not isinstance(node, list):
        yield path, node, False
    elif isinstance(node[0], MappingStartEvent):
        for index in range(1, len(node) - 1, 2):
            inner = (*path, node[index].value)
            yield inner, node[index], True
            yield from _scalars(node[index + 1], inner)
    else:
        for index, item in enumerate(node[1:-1]):
            yield from _scalars(item, (*path, index))


def reads_otherwise(typed: str) -> bool:
    """Whether other YAML tools take this unquoted text for something else (`no`, `012`, `1e5`)."""
    return OTHERWISE.match(typed) is not None


def lost_text(document: Document) -> Iterator[Path]:
    """The values that end at a ` #` of their line: what follows is a comment, meant so or not."""
    for path, event, is_key in _scalars(document.root, ()):
        if not is_key and not event.style and event.value:
            rest = document.text[event.end_mark.index : event.end_mark.index + 80]
            if re.match("[ \t]+#", rest):
                yield path


def read_differently(document: Document) -> Iterator[Path]:
    """The unquoted values and keys that YAML 1.1 or 1.2 tools read as another type than hrcli."""
    for path, event, is_key in _scalars(document.root, ()):
        if event.style or not event.value:
            continue
        value = plain(event.value)
        if (is_key and not isinstance(value, str)) or (
            isinstance(value, str) and reads_otherwise(value)
        ):
            yield path


def unseen_text(document: Document) -> Iterator[Path]:
    """The values that hold characters nobody sees, or that turn the direction of the text."""
    for path, event, is_key in _scalars(document.root, ()):
        if not is_key and UNSEEN.search(event.value):
            yield path


def _refuse_no_mapping(document: Document) -> None:
    if document.data is None:
        raise slips.empty_file()
    if not isinstance(document.data, dict):
        raise slips.not_a_mapping(_place(document.root))


def _place(node: Node) -> Place:
    if node is None:
        return Place(1, 1)
    mark = (node[0] if isinstance(node, list) else node).start_mark
    return Place(mark.line + 1, mark.column + 1)


def _position(node: Node, key: str) -> int:
    """Where in a mapping's node the event of `key` stands; KeyError where it does not."""
    if isinstance(node, list) and isinstance(node[0], MappingStartEvent):
        for index in range(1, len(node) - 1, 2):
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


def path_of(data: Any, words: str) -> Path | None:
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


def _item(data: list[Any], step: str) -> int | None:
    for index, item in enumerate(data):
        if isinstance(item, dict) and item.get("id") == step:
            return index
    if step.isascii() and step.isdigit() and int(step) < len(data):
        return int(step)
    return None


def decoded(raw: bytes) -> str:
    """The text in `raw`, for input that is text and no YAML; what is no UTF-8 shows as U+FFFD."""
    return raw.decode("utf-8-sig", "replace")
