"""Where a text departs from YAML's standard although hrcli reads it as it was meant.

libyaml lets some things pass that the standard (YAML 1.2.2) forbids. Other programs refuse such a
file, or read something else, so its writer should hear of it; hrcli itself reads on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import yaml

from hrcli.document.document import Parser, place_at
from hrcli.finding import Place

HASH = re.compile("#")
GLUE = frozenset("\"'[]{},|>+-0123456789")
"""What a comment may follow, but only with a space between."""
OVER_LINES = [
    re.compile(form)
    for form in (
        r"\[[^\]\n]*\n",
        r"\{[^}\n]*\n",
        r' "[^"\n]*\n',
        r" '[^'\n]*\n",
        r"\],\n",
        r"\},\n",
    )
]
"""What is still open where a line ends; each begins with a fixed sign, so the search is fast."""
LONE_DASH = re.compile(r"-[]},]")
OWN_LINE = re.compile(r"\n *[|>]")
HEADER = re.compile(r"[|>][-+0-9]*#")
EMPTY_TEXT = re.compile(r"[|>][-+]?[ \t]*(?:#.*)?\n(?: *\n)* +#")
LINE = re.compile(r"\n( *)(?=([^\s]|\t+\S))")

GLUED = (
    "A comment begins here without a space before its #; other programs refuse the file.",
    "Write a space before the #.",
)
MARGIN = (
    "This line begins no further right than the key it belongs to; other programs refuse the file.",
    "Put more spaces at its start than its key has.",
)
TAB = (
    "A tab stands at the start of this line; other programs refuse the file.",
    "Replace the tab by spaces, more than its key has.",
)
DASH = (
    "A dash stands alone inside brackets; other programs refuse the file.",
    'Put double quotes around it ("-"), or write what belongs there.',
)
COMMENT = (
    "This comment stands where an empty text would begin; other programs refuse the file.",
    (
        'If the text is empty, write "" in place of its | or >; if this line is the text, delete '
        "the spaces on the empty lines above it."
    ),
)
LAST = (
    "The file ends with a line of spaces below a text; other programs add a line to the text.",
    "Delete the spaces at the end of the file.",
)


class Breach(NamedTuple):
    """One place where a text departs from the standard, and what to do."""

    place: Place
    message: str
    help: str


def breaches(text: str) -> list[Breach]:
    """Where a text that hrcli can read departs from the standard, in the order of its lines."""
    if not _may_depart(text):
        return []
    found = {place_at(text, index): told for index, told in _departures(text)}
    return [Breach(place, *told) for place, told in sorted(found.items())]


def _may_depart(text: str) -> bool:
    """A quick look: most files have nothing of the kind, and then nothing more is done."""
    return (
        ("#" in text and any(text[it.start() - 1] in GLUE for it in HASH.finditer(text, 1)))
        or any(form.search(text) for form in OVER_LINES)
        or LONE_DASH.search(text) is not None
        or (("|" in text or ">" in text) and _may_misplace_block(text))
    )


def _may_misplace_block(text: str) -> bool:
    forms = (OWN_LINE, EMPTY_TEXT) if " \n" in text else (OWN_LINE,)
    return text[-1:] in (" ", "\t") or any(form.search(text) for form in forms)


def _departures(text: str) -> Iterator[tuple[int, tuple[str, str]]]:
    indents = [-1]
    depth = 0
    last: Any = None
    for token in yaml.scan(text, Loader=Parser):
        start, end = token.start_mark.index, token.end_mark.index
        if isinstance(token, (yaml.BlockMappingStartToken, yaml.BlockSequenceStartToken)):
            indents.append(token.start_mark.column)
        elif isinstance(token, yaml.BlockEndToken):
            indents.pop()
        elif isinstance(token, yaml.ScalarToken):
            last = token
            yield from _in_scalar(text, token, depth)
        elif isinstance(token, yaml.DocumentEndToken):
            last = None
        if start < end and (depth or text[start] in "|>"):
            yield from _at_margin(text, start, indents[-1])
        if _spans(token, depth):
            yield from _continued(text, start, end, indents[-1])
        if _closes(token) and text[end : end + 1] == "#":
            yield end, GLUED
        depth += _deeper(token)
    if last is not None and last.style in ("|", ">"):
        yield from _last_line(text, last.start_mark.index)


def _last_line(text: str, start: int) -> Iterator[tuple[int, tuple[str, str]]]:
    """A last line without its end that is nothing but spaces, and part of the text before it."""
    header, _, body = text[start:].partition("\n")
    lines = body.split("\n")
    indent = min((len(it) - len(it.lstrip(" ")) for it in lines if it.strip()), default=0)
    if lines[-1] and not lines[-1].strip() and ("+" in header or len(lines[-1]) > indent):
        yield len(text) - len(lines[-1]), LAST


def _deeper(token: Any) -> int:
    if isinstance(token, (yaml.FlowMappingStartToken, yaml.FlowSequenceStartToken)):
        return 1
    return -isinstance(token, (yaml.FlowMappingEndToken, yaml.FlowSequenceEndToken))


def _closes(token: Any) -> bool:
    """Whether a comment may follow this token, with a space between."""
    quoted = isinstance(token, yaml.ScalarToken) and token.style in ("'", '"')
    return quoted or _deeper(token) != 0 or isinstance(token, yaml.FlowEntryToken)


def _spans(token: Any, depth: int) -> bool:
    """Whether this is a text that may go on over lines, the indent of which nobody has checked."""
    if not isinstance(token, yaml.ScalarToken) or token.style in ("|", ">"):
        return False
    return bool(token.start_mark.line < token.end_mark.line and (token.style or depth))


def _at_margin(text: str, start: int, indent: int) -> Iterator[tuple[int, tuple[str, str]]]:
    """Whether what begins inside brackets at `start` is the first of its line, too far left.

    A closing bracket may stand below its key: nearly all programs take that, and many write it.
    """
    begin = text.rfind("\n", 0, start) + 1
    before = text[begin:start]
    spaces = len(before) - len(before.lstrip(" "))
    closing = text[start] in "]}" and spaces == indent and spaces == len(before)
    if begin and not before.strip() and spaces <= indent and not closing:
        yield (start, MARGIN) if spaces == len(before) else (begin + spaces, TAB)


def _continued(
    text: str, start: int, end: int, indent: int
) -> Iterator[tuple[int, tuple[str, str]]]:
    """The further lines of a text that begin too far left."""
    for line in LINE.finditer(text, start, end):
        if len(line[1]) <= indent:
            yield line.end(1), TAB if line[2].startswith("\t") else MARGIN


def _in_scalar(text: str, token: Any, depth: int) -> Iterator[tuple[int, tuple[str, str]]]:
    start = token.start_mark.index
    if token.style in ("|", ">"):
        header, empty = HEADER.match(text, start), EMPTY_TEXT.match(text, start)
        if header:
            yield header.end() - 1, GLUED
        elif empty and not token.value.strip():
            yield empty.end() - 1, COMMENT
    elif depth and not token.style and token.value == "-":
        yield start, DASH
