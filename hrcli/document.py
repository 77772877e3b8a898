"""A YAML file as data, with the place of every key and value: text in, a document out.

libyaml's event stream is read by a loop of our own, because `yaml.load` keeps the last of two
equal keys in silence, turns `no` and `012` into something else, forgets where values stand, and
its composer dies on deeply nested text. Nothing that a file contains raises an error here: each
slip is a finding.
"""

from __future__ import annotations

import re
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

# libyaml is some ten times faster; where it is missing the pure parser gives the same events.
Parser: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

Event: TypeAlias = Any
Node: TypeAlias = Any
"""A scalar's event, or a list: start event, the entries (key and value in turn), end event."""

WORDS = {"": None, "~": None, "null": None, "true": True, "false": False}
NUMBER = re.compile(r"-?(?:0|[1-9]\d{0,17})(\.\d{1,17})?\Z", re.ASCII)
CONTROLS = bytes(set(range(0x20)) - {0x09, 0x0A, 0x0D}) + b"\x7f"
REFUSED = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]|\r(?!\n)"
)
NO_WORD = object()


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
        while found and not isinstance(found[-1], str):
            node = self.node(found)
            if isinstance(node, list) and isinstance(node[0], MappingStartEvent) and len(node) > 2:
                return _place(node[1])
            if not isinstance(node, list):
                return _place(node)
            found = found[:-1]
        event = self.key_event(found)
        return _place(event) if event is not None else Place(1, 1)

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


def read(raw: bytes) -> Document:
    """The document in `raw`, the bytes of a file (at most 1 MiB of UTF-8). Never raises."""
    document = Document("")
    try:
        document = Document(*_decode(raw))
        _refuse_by_sight(document.text, raw)
        document.root, document.data = _build(document)
        _refuse_no_mapping(document)
    except slips.Slip as slip:
        document.data = None
        document.findings.append(slip.finding)
    return document


def dotted(data: Any, path: Path) -> str:
    """`goals.g2m.timed.by`: keys joined by dots, items of a list by their id (else position)."""
    steps: list[str] = []
    for step in path:
        inner = data[step] if _has(data, step) else None
        name = inner.get("id") if isinstance(step, int) and isinstance(inner, dict) else None
        steps.append(name if isinstance(name, str) and slips.ID.match(name) else str(step))
        data = inner
    return ".".join(steps)


def _has(data: Any, step: str | int) -> bool:
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


def _build(document: Document) -> tuple[Node, Any]:
    try:
        parser = Parser(document.text)
        try:
            parser.get_event()  # the stream starts
            start = parser.get_event()
            if start.__class__ is not DocumentStartEvent:
                raise slips.empty_file()
            if start.tags or start.version:
                raise slips.directive(_place(start))
            root, data = _tree(parser.get_event, document)
            parser.get_event()  # the document ends
            if parser.get_event().__class__ is not StreamEndEvent:
                raise slips.several_documents(_second_document(document.text))
            return root, data
        finally:
            parser.dispose()
    except yaml.YAMLError as error:
        raise slips.unreadable(document.text, error) from None


def _tree(get_event: Any, document: Document) -> tuple[Node, Any]:
    """Read one document's events into data and nodes.

    One flat loop on purpose: it runs for every scalar of every file, and a call each would cost
    half as much again as libyaml itself.
    """
    stack: list[tuple[Any, Any, bool, Any]] = []
    data: Any = None
    node: Any = None
    mapping = False
    key: Any = None
    for _ in repeat(None, MAX_EVENTS):
        event = get_event()
        kind = event.__class__
        if kind is ScalarEvent:
            if event.anchor is not None or event.tag is not None:
                raise slips.anchor_or_tag(event, _place(event))
            value = event.value
            if mapping and key is None:
                if value in data:
                    document.findings.append(_duplicate(stack, data, node, event))
                elif value == "<<" and not event.style:
                    raise slips.anchor(_place(event))
                key = value
                node.append(event)
                continue
            node_value = value if event.style else plain(value)
            if node is None:
                return event, node_value
            node.append(event)
        elif kind is MappingStartEvent or kind is SequenceStartEvent:
            if event.anchor is not None or event.tag is not None:
                raise slips.anchor_or_tag(event, _place(event))
            if mapping and key is None:
                raise slips.key_not_plain(_place(event))
            if len(stack) >= MAX_DEPTH:
                raise slips.too_deep(_place(event))
            stack.append((data, node, mapping, key))
            mapping = kind is MappingStartEvent
            data, node, key = ({} if mapping else []), [event], None
            continue
        elif kind is MappingEndEvent or kind is SequenceEndEvent:
            node.append(event)
            node_value, inner = data, node
            data, node, mapping, key = stack.pop()
            if node is None:
                return inner, node_value
            node.append(inner)
        else:
            assert kind is AliasEvent, kind
            raise slips.anchor(_place(event))
        if mapping:
            data[key] = node_value
            key = None
        else:
            data.append(node_value)
    raise slips.too_long()


def _duplicate(
    stack: list[tuple[Any, Any, bool, Any]], data: dict[str, Any], node: Node, event: Event
) -> Finding:
    first = _place(node[_position(node, event.value)])
    outer = [frame[3] if frame[2] else len(frame[0]) for frame in stack[1:]]
    path = ".".join(str(step) for step in [*outer, event.value])
    known = event.value if slips.KEY.match(event.value) else "This key"
    return slips.duplicate_key(known, first, _place(event), path)


def _refuse_no_mapping(document: Document) -> None:
    if not isinstance(document.data, dict):
        document.data = None
        raise slips.not_a_mapping(_place(document.root))


def _second_document(text: str) -> Place:
    starts = [match.start() for match in re.finditer(r"^---(?=\s|$)", text, re.M)]
    return place_at(text, starts[-1] if starts else 0)


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
