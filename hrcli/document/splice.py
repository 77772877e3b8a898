"""Where a YAML text is cut, and what is put there, to change, add or append one value."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from hrcli.document import writer
from hrcli.document.data import Value
from hrcli.document.document import Document, Event, Node
from hrcli.finding import Path

BLANK = " \t\r\n"
COLON = re.compile(r"[ \t\r\n]*:")
HEADER = re.compile(r"[|>][-+0-9]*")
EMPTY_LINE = re.compile(r"\n[ \t]*\r?\n")


class Cut(NamedTuple):
    """What stands from `start` to `end` gives way to `text`."""

    start: int
    end: int
    text: str


class Spot(NamedTuple):
    """Where a value stands: its node and extent, and how it hangs on its key or its dash."""

    node: Node
    start: int
    end: int
    front: int  # just behind the colon or the dash
    lead: str  # what comes between `front` and a value where there was none
    column: int  # of the key or the dash
    item: bool
    flow: bool  # inside brackets


def apply(text: str, cuts: list[Cut]) -> str:
    """`text` after `cuts`, which stand in the order of the text."""
    for cut in reversed(cuts):
        text = text[: cut.start] + cut.text + text[cut.end :]
    return text


def spot(doc: Document, path: Path) -> Spot | None:
    """Where the value at `path` stands; None where key and value are written too oddly."""
    text, node = doc.text, doc.node(path)
    flow = any(doc.node(path[:depth])[0].flow_style for depth in range(len(path)))
    start, end = _start(node), _end(text, node)
    key = doc.key_event(path)
    if key is None:
        column = doc.node(path[:-1])[0].start_mark.column
        front = text.rfind("-", 0, start) + 1
        return Spot(node, start, end, front, " ", column, True, flow)
    colon = COLON.match(text, key.end_mark.index)
    if colon is None and not (flow and start == end):
        return None
    front = colon.end() if colon else key.end_mark.index
    if start == end:
        start = end = front
    lead = " " if colon else ": "
    return Spot(node, start, end, front, lead, key.start_mark.column, False, flow)


def replaced(text: str, at: Spot, value: Value, one_line: bool = False) -> list[Cut]:
    """The cuts that put `value` in place of the one at `at`.

    Here and below, `one_line` keeps text of several lines on one line, in double quotes.
    """
    node = at.node
    filled = isinstance(value, (dict, list)) and bool(value)
    if at.flow or (filled and isinstance(node, list) and len(node) > 2 and node[0].flow_style):
        return [_replaced_in_flow(text, at, value)]
    if isinstance(node, list) and not node[0].flow_style:
        if filled:
            return [_block_for_block(text, at, value, one_line)]
        return _replaced_block(text, at, value, one_line)
    if not isinstance(node, list) and node.style in ("|", ">"):
        return _replaced_text(text, at, value, one_line)
    head, below = _tail(text, at, value, one_line)
    cuts = [Cut(at.front, at.front, at.lead + head if head else "")]
    if at.start < at.end:
        cuts = [Cut(at.start if head else at.front, at.end, head)]
    return [*cuts, *_below(text, _line_end(text, at.end), below, value)]


def added(
    text: str, node: Node, position: int, key: str, value: Value, one_line: bool = False
) -> list[Cut] | None:
    """The cuts that add `key: value` behind the entry whose value is `node[position]`.

    None where the mapping is laid out in a way that new lines cannot follow.
    """
    if node[0].flow_style:
        pair = f"{writer.key_text(key, True)}: {writer.flow(value)}"
        return [_added_in_flow(text, node[position - 1], node[position], pair)]
    column = node[1].start_mark.column
    if not _plain_margin(text, node[1]):
        return None
    lines = writer.entry(f"{writer.key_text(key)}:", value, column, one_line=one_line)
    index = _behind(text, _end(text, node[position]), column)
    return _below(text, index, writer.shift(lines, column), value)


def appended(text: str, node: Node, value: Value, one_line: bool = False) -> list[Cut] | None:
    """The cuts that add `value` as the last item of the (filled) list `node`; None as above."""
    last = node[-2]
    if node[0].flow_style:
        return [_added_in_flow(text, last, last, writer.flow(value))]
    if not _plain_margin(text, node[0]):
        return None
    column = node[0].start_mark.column
    gap = _gap(text, last, column)
    lines = writer.entry("-", value, column, gap, one_line=one_line)
    lines = writer.shift(lines, column)
    if len(node) > 3 and _apart(text, node[-3], last):
        lines.insert(0, "")
    return _below(text, _behind(text, _end(text, last), column), lines, value)


def without(
    text: str, node: Node, index: int, *, front: int, is_list: bool, spare: bool
) -> list[Cut] | None:
    """The cuts that take the entry `index` out of a list or mapping that hangs on `front`.

    Of one in lines the comments above the entry and beneath it go too, with `spare` also the empty
    lines before it. None where the entry is laid out in a way that cannot be cut out.
    """
    inner, size = node[1:-1], 1 if is_list else 2
    entries = [inner[at : at + size] for at in range(0, len(inner), size)]
    if node[0].flow_style:
        return [_without_in_flow(text, entries, index)]
    start, column = _start(entries[index][0]), node[0].start_mark.column
    sign = text.rfind("-", 0, start) if is_list else start
    begin = _line_start(text, sign)
    if text[begin:sign].strip(" ") or sign - begin != column:
        return None
    begin = _above(text, begin, column)
    while spare and index and begin and not text[_line_start(text, begin - 1) : begin].strip():
        begin = _line_start(text, begin - 1)
    end = text.find("\n", _behind(text, _end(text, entries[index][-1]), column)) + 1
    cut = Cut(begin, end or len(text), "")
    if len(entries) > 1:
        return [cut]
    return [Cut(front, front, " []"), cut] if is_list else None


def _above(text: str, begin: int, column: int) -> int:
    """Where the comments begin that stand right above the line at `begin`, in its column."""
    while begin:
        above = _line_start(text, begin - 1)
        line = text[above:begin]
        if not line.startswith(" " * column + "#"):
            break
        begin = above
    return begin


def _without_in_flow(text: str, entries: list[list[Node]], index: int) -> Cut:
    """Inside brackets the comma goes too."""
    start, end = _start(entries[index][0]), _end(text, entries[index][-1])
    if index + 1 < len(entries):
        return Cut(start, _start(entries[index + 1][0]), "")
    return Cut(_end(text, entries[index - 1][-1]) if index else start, end, "")


def texts(text: str, node: Node) -> Iterator[tuple[int, int]]:
    """From where to where each scalar stands, in order (block text without its header line)."""
    if isinstance(node, list):
        for inner in node[1:-1]:
            yield from texts(text, inner)
    elif node.style in ("|", ">"):
        end = node.end_mark.index
        yield min(_line_end(text, node.start_mark.index), end), end
    else:
        yield node.start_mark.index, node.end_mark.index


def _start(node: Node) -> int:
    return int((node[0] if isinstance(node, list) else node).start_mark.index)


def _end(text: str, node: Node) -> int:
    """Where a value ends: a block collection with its last entry, block text with its last line."""
    if isinstance(node, list):
        return int(node[-1].end_mark.index) if node[0].flow_style else _end(text, node[-2])
    start, end = int(node.start_mark.index), int(node.end_mark.index)
    if node.style not in ("|", ">"):
        return end
    header = HEADER.match(text, start)
    if header and "+" in header.group():
        return end
    return max(start + len(text[start:end].rstrip(BLANK)), min(_line_end(text, start), end))


def _line_start(text: str, index: int) -> int:
    return text.rfind("\n", 0, index) + 1


def _line_end(text: str, index: int) -> int:
    """Where the line of `index` ends, before its line break."""
    end = text.find("\n", index)
    if end < 0:
        return len(text)
    return end - 1 if end > index and text[end - 1] == "\r" else end


def _line_break(text: str, index: int) -> str:
    """The kind of line break used around `index`."""
    found = text.find("\n", index)
    if found < 0:
        found = text.rfind("\n", 0, index)
    return "\r\n" if found > 0 and text[found - 1] == "\r" else "\n"


def _before_break(text: str, index: int) -> int:
    """`index`, or the end of the line above where a text that keeps its line ends ends there."""
    if index and text[index - 1] == "\n":
        return index - (2 if text[index - 2 : index] == "\r\n" else 1)
    return index


def _below(text: str, end: int, lines: list[str], value: Value) -> list[Cut]:
    """`lines` as lines of their own below the line that ends at `end`; they write `value`."""
    if not lines:
        return []
    line_break = _line_break(text, end)
    last = line_break if end == len(text) and _ends_a_line(value) else ""
    return [Cut(end, end, line_break + line_break.join(lines) + last)]


def _ends_a_line(value: Value) -> bool:
    """Whether the last text in `value` ends with a line end, which the file must then have too."""
    while isinstance(value, (dict, list)) and value:
        value = value[-1] if isinstance(value, list) else value[next(reversed(value))]
    return isinstance(value, str) and value.endswith("\n")


def _behind(text: str, index: int, column: int) -> int:
    """Where a new entry goes: below the line of `index` and the comments indented beneath it."""
    found = end = _line_end(text, _before_break(text, index))
    while end < len(text):
        start = text.find("\n", end) + 1
        end = _line_end(text, start)
        line = text[start:end]
        bare = line.lstrip(" ")
        if bare.startswith("#") and len(line) - len(bare) > column:
            found = end
        elif bare.rstrip(" \t"):
            break
    return found


def _plain_margin(text: str, event: Event) -> bool:
    """Whether only spaces and dashes stand before `event` on its line (no tab, no `?`)."""
    start = event.start_mark.index
    return not text[_line_start(text, start) : start].strip(" -")


def _gap(text: str, last: Node, column: int) -> int:
    """How far the text of an item stands from its dash."""
    start = _start(last)
    dash = _line_start(text, start) + column
    between = text[dash:start]
    return max(2, len(between)) if between[:1] == "-" and not between[1:].strip(" ") else 2


def _apart(text: str, one: Node, other: Node) -> bool:
    """Whether an empty line stands between the last two items, and is no part of a text."""
    end = _end(text, other)
    return text[end - 1] != "\n" and bool(EMPTY_LINE.search(text, _end(text, one), _start(other)))


def _tail(
    text: str, at: Spot, value: Value, one_line: bool, indent: int | None = None
) -> tuple[str, list[str]]:
    """What follows the colon or dash on its line, and the lines below it, ready to be put in."""
    style = None if isinstance(at.node, list) else at.node.style
    block = None if one_line else writer.text_block(value, style)
    if block:
        return block[0], writer.shift(block[1], at.column + 2 if indent is None else indent)
    if not isinstance(value, (dict, list)):
        return writer.styled(value, style), []
    if at.item:
        gap = _gap(text, at.node, at.column)
        lines = writer.entry("-", value, at.column, gap, one_line=one_line)
        return lines[0][gap:], writer.shift(lines[1:], at.column)
    width = max(1, at.front - _line_start(text, at.front) - at.column)
    lines = writer.entry("k" * width, value, at.column, one_line=one_line)
    return lines[0][width:].lstrip(" "), writer.shift(lines[1:], at.column)


def _replaced_in_flow(text: str, at: Spot, value: Value) -> Cut:
    """Inside brackets everything stays on its line."""
    quoted = isinstance(value, str) and not isinstance(at.node, list) and at.node.style
    new = writer.styled(value, at.node.style) if quoted else writer.flow(value)
    if at.start < at.end:
        return Cut(at.start, at.end, new)
    rest = text[at.front :]
    spaces = len(rest) - len(rest.lstrip(" "))
    return Cut(at.front, at.front + spaces, at.lead + new)


def _replaced_text(text: str, at: Spot, value: Value, one_line: bool) -> list[Cut]:
    """Block text gives way: its mark on the header line (a comment stays there) and its lines."""
    header = HEADER.match(text, at.start)
    assert header, "block text begins with | or >"
    line_end = min(_line_end(text, at.start), at.end)
    end = max(line_end, _before_break(text, at.end))
    first = re.search(r"\n( *)[^ \r\n]", text[line_end:end])
    kept = first and not any(mark.isdigit() for mark in header.group())
    indent = len(first.group(1)) if first and kept else None
    head, below = _tail(text, at, value, one_line, indent)
    line_break = _line_break(text, line_end)
    lines = "".join(line_break + line for line in below)
    if below and end == len(text) and _ends_a_line(value):
        lines += line_break
    start = at.start if head else at.front
    return [Cut(start, header.end(), head), Cut(line_end, end, lines)]


def _block_for_block(text: str, at: Spot, value: Value, one_line: bool) -> Cut:
    """A block collection gives way to another, at its own indentation."""
    column = at.start - _line_start(text, at.start)
    start, line_break = at.start, _line_break(text, at.start)
    if not at.item and isinstance(value, dict):
        column = max(column, at.column + 2)
    end = _before_break(text, at.end)
    lines = writer.shift(writer.lines_of(value, column, one_line), column)
    if not at.item:
        return Cut(_line_start(text, start), end, line_break.join(lines))
    return Cut(start, end, line_break.join(lines)[column:])


def _replaced_block(text: str, at: Spot, value: Value, one_line: bool) -> list[Cut]:
    """A block collection gives way to a scalar or to empty brackets behind its colon or dash."""
    head, below = _tail(text, at, value, one_line)
    end = _before_break(text, at.end)
    if not text[end : _line_end(text, end)].strip(" \t"):
        end = _line_end(text, end)
    above = _before_break(text, _line_start(text, at.start))
    if at.item or above < at.front:
        return [Cut(at.start, end, head), *_below(text, _line_end(text, end), below, value)]
    lines = _below(text, _line_end(text, at.front), below, value)
    return [Cut(at.front, at.front, " " + head), *lines, Cut(above, end, "")]


def _added_in_flow(text: str, first: Node, last: Node, new: str) -> Cut:
    """`new` behind the entry from `first` to `last`, on a line of its own where that one is."""
    start, end = _start(first), _end(text, last)
    margin = text[_line_start(text, start) : start]
    if margin.strip(" ") or not _line_start(text, start):
        return Cut(end, end, ", " + new)
    return Cut(end, end, "," + _line_break(text, start) + margin + new)
