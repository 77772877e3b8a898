"""Which lines of a file belong to which key and item, comments above them included."""

from __future__ import annotations

from typing import Any, NamedTuple

from hrcli.document.data import Value
from hrcli.document.document import Document, Node
from hrcli.finding import Path
from hrcli.plan import item_keys


class Segment(NamedTuple):
    """The lines of one key or one item of a list; together they are the whole file."""

    key: Any  # what tells it from its neighbours: a key, or what the schema calls one
    path: Path
    text: str
    value: Value
    head: str = ""  # the lines before the first part
    parts: tuple[Segment, ...] | None = None  # None: it is written in one piece


class Segments(NamedTuple):
    """A file in segments: those of its keys, and what stands behind the last."""

    parts: tuple[Segment, ...]
    tail: str


def cut(document: Document, kind: str) -> Segments | None:
    """A file of `kind` in segments; None where its outermost keys are written too oddly."""
    lines = [line + "\n" for line in document.text.split("\n")]
    end = _last_line(document.root)
    parts = _Cutter(lines, kind).parts(document.root, document.as_typed(), (), 0, end)
    if parts is None:
        return None
    tail = "".join(lines[end + 1 :])
    return Segments(parts, tail.removesuffix("\n"))


class _Cutter:
    """Cuts the lines of one file."""

    def __init__(self, lines: list[str], kind: str) -> None:
        self.lines = lines
        self.kind = kind

    def parts(
        self, node: Node, data: Value, path: Path, start: int, end: int
    ) -> tuple[Segment, ...] | None:
        """The parts of `node` in the lines from `start` to `end`; None where it has none."""
        if not isinstance(node, list) or node[0].flow_style or not data:
            return None
        if not isinstance(data, (dict, list)):
            return None
        heads = node[1:-1:2] if isinstance(data, dict) else node[1:-1]
        values = node[2:-1:2] if isinstance(data, dict) else node[1:-1]
        steps = list(data) if isinstance(data, dict) else list(range(len(data)))
        held = list(data.values()) if isinstance(data, dict) else data
        keys = steps if isinstance(data, dict) else item_keys.keys_of(self.kind, path, data)
        if not all(self._begins_a_line(head, isinstance(data, list)) for head in heads):
            return None
        found, begin = [], start
        for head, value, step, key, inner in zip(heads, values, steps, keys, held, strict=True):
            last = max(_last_line(value), _line(head))
            whole = self._segment(head, value, inner, (*path, step), (begin, last))
            found.append(whole._replace(key=key))
            begin = last + 1
        return tuple(found) if begin == end + 1 else None

    def _segment(
        self, head: Node, value: Node, data: Value, path: Path, span: tuple[int, int]
    ) -> Segment:
        begin, last = span
        text = "".join(self.lines[begin : last + 1])
        own = _line(head)
        inner = _line(value) if isinstance(value, list) and len(value) > 2 else own
        first = own + 1 if value is not head and inner > own else begin
        if isinstance(value, list) and value is not head and inner == own:
            return Segment(None, path, text, data)
        parts = self.parts(value, data, path, first, last)
        return Segment(None, path, text, data, "".join(self.lines[begin:first]), parts)

    def _begins_a_line(self, node: Node, item: bool) -> bool:
        """Whether nothing but blanks, or the dash of an item, stands before it on its line."""
        mark = node[0].start_mark if isinstance(node, list) else node.start_mark
        before = self.lines[mark.line][: mark.column].strip()
        return before == "-" if item else before in ("", "-")


def _line(node: Node) -> int:
    return int((node[0] if isinstance(node, list) else node).start_mark.line)


def _last_line(node: Node) -> int:
    """The last line that holds something of `node`; comments behind it do not count."""
    if isinstance(node, list):
        if node[0].flow_style or len(node) == 2:
            return int(node[-1].end_mark.line)
        return max(_last_line(inner) for inner in node[1:-1])
    end = node.end_mark
    return int(end.line - 1 if end.column == 0 and end.line > node.start_mark.line else end.line)
