"""Plain data as YAML text: the one writer of keys, values and whole files."""

from __future__ import annotations

import re
from bisect import bisect_right
from decimal import Decimal

from hrcli.document import document, scalars
from hrcli.document.data import Value
from hrcli.errors import Refused

WIDTH = 80
FOLD = 76
LONGEST_KEY = 1000  # a YAML reader looks 1,024 characters ahead for the colon
INDICATORS = frozenset("-?:,[]{}#&*!|>'\"%@` \t=")
FLOW_MARKS = frozenset(",[]{}:?")
WORD = re.compile(r"[A-Za-z0-9_.-]{1,32}\Z")
TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""Characters that turn the direction of text: written as escapes, so that they can be seen."""
BREAK = re.compile(r"(?<=[^ \t]) (?=[^ \t])")
NOT_LITERAL = re.compile(r"\A[ \t\n]|[ \t]$|^\t", re.MULTILINE)
ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t"}

Block = tuple[str, list[str]]
"""A text in block style: its header (`|-`), and its lines without indentation."""


def scalar(value: Value, flow: bool = False) -> str:
    """`value` (text, number, true/false or nothing) on one line, quoted only where it must be."""
    if isinstance(value, str):
        check_text(value)
        return value if _plain(value, flow) else _quoted(value)
    return _word(value)


def styled(value: Value, style: str | None) -> str:
    """`value` on one line in the quotes that stood there before (`style`), where it can be."""
    if not isinstance(value, str) or style not in ("'", '"'):
        return scalar(value)
    check_text(value)
    return _double(value) if style == '"' or _needs_escapes(value) else _single(value)


def key_text(key: str, flow: bool = False) -> str:
    """`key` as it stands before its colon."""
    if len(key) > LONGEST_KEY:
        raise Refused("This key is too long.", "in what was just given", "Shorten it.")
    return scalar(key, flow)


def flow(value: Value) -> str:
    """`value` on one line: `[a, b]`, `{a: 1}`, or a scalar with the quotes that brackets need."""
    if isinstance(value, dict):
        pairs = (f"{key_text(key, True)}: {flow(inner)}" for key, inner in value.items())
        return "{" + ", ".join(pairs) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(flow(inner) for inner in value) + "]"
    return scalar(value, True)


def block(value: Value, indent: int = 0) -> str:
    """`value` as block-style YAML, each line indented by `indent` spaces and ended."""
    text = text_block(value)
    lines = [text[0], *shift(text[1], 2)] if text else lines_of(value, indent)
    return "".join(line + "\n" for line in shift(lines, indent))


def lines_of(value: Value, indent: int, one_line: bool = False) -> list[str]:
    """The lines of `value` from column 0; `indent` only tells how wide a line may become.

    With `one_line`, text of several lines stays on one, in double quotes.
    """
    if isinstance(value, dict) and value:
        found: list[str] = []
        for key, inner in value.items():
            found += entry(f"{key_text(key)}:", inner, indent, one_line=one_line)
        return found
    if isinstance(value, list) and value:
        return [line for inner in value for line in entry("-", inner, indent, one_line=one_line)]
    return [_one_line(value, WIDTH) or scalar(value)]


def entry(
    head: str, value: Value, indent: int, gap: int = 2, *, one_line: bool = False
) -> list[str]:
    """`value` behind `head` (`key:` or `-`); `gap` is the way from a dash to its text."""
    dash = head == "-"
    front = head.ljust(gap) if dash else head + " "
    text = None if one_line else text_block(value)
    if text:
        return [front + text[0], *shift(text[1], 2)]
    line = _one_line(value, WIDTH - indent - len(front))
    if line is not None:
        return [front + line]
    inner = lines_of(value, indent + (gap if dash else 2), one_line)
    if dash:
        return [front + inner[0], *shift(inner[1:], gap)]
    return [head, *shift(inner, 2)]


def shift(lines: list[str], by: int) -> list[str]:
    """`lines` moved right by `by` spaces; empty lines stay empty."""
    return [" " * by + line if line else "" for line in lines]


def text_block(value: Value, style: str | None = None) -> Block | None:
    """`value` as block text: folded where `style` is `>`, else literal; None where it is no case.

    Without a `style` only text of several lines becomes block text.
    """
    if not isinstance(value, str) or not value or NOT_LITERAL.search(value):
        return None
    if style not in ("|", ">") and "\n" not in value:
        return None
    check_text(value)
    if TURNING.search(value):
        return None
    body = value.rstrip("\n")
    ends = len(value) - len(body)
    mark = "-" if ends == 0 else "" if ends == 1 else "+"
    more = [""] * (ends - 1)
    folded = _folded(body) if style == ">" else None
    if folded is not None:
        return ">" + mark, folded + more
    return "|" + mark, body.split("\n") + more


def check_text(text: str) -> None:
    """Refuse what a case file may not hold: the reader would refuse the file afterwards."""
    bad = document.HIDDEN.search(text)
    if bad:
        raise Refused(
            f"An invisible character (U+{ord(bad.group()):04X}) stands in this text.",
            "in what was just given",
            "Delete it: remove the characters around it and type them again.",
        )


def _word(value: Value) -> str:
    """Nothing, true/false or a number, as the reader takes it back."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if not isinstance(value, (int, float)):
        raise TypeError(f"{type(value).__name__} is no value of a case file")
    written = repr(value)
    if isinstance(value, float) and value - value == 0:
        written = format(Decimal(written), "f")
        written += "" if "." in written else ".0"
    read = scalars.meaning(written)
    if type(read) is not type(value) or read != value:
        raise Refused(
            "This number is too large or too fine for a case file.",
            "in what was just given",
            "Write it with at most 18 digits, and 17 after the point, or as text in quotes.",
        )
    return written


def _one_line(value: Value, width: int) -> str | None:
    """`value` on one line: scalars, empty collections, and lists of short words that fit."""
    if isinstance(value, (dict, list)):
        if not value:
            return "{}" if isinstance(value, dict) else "[]"
        words = isinstance(value, list) and all(
            isinstance(inner, str) and WORD.match(inner) for inner in value
        )
        line = flow(value) if words else None
        return line if line is not None and len(line) <= width else None
    return scalar(value)


def _plain(text: str, in_flow: bool) -> bool:
    """Whether `text` needs no quotes: read as this text by hrcli and by every other tool."""
    if not text or text[0] in INDICATORS or text[-1] in " \t:" or text.startswith("..."):
        return False
    if ": " in text or " #" in text or "# " in text or _needs_escapes(text):
        return False
    if not text.isprintable():  # what looks like a space is none, and may be taken for a slip
        return False
    if in_flow and not FLOW_MARKS.isdisjoint(text):
        return False
    return scalars.meaning(text) is text and not scalars.reads_otherwise(text)


def _needs_escapes(text: str) -> bool:
    return "\n" in text or "\t" in text or TURNING.search(text) is not None


def _quoted(text: str) -> str:
    apostrophe = "'" in text and '"' not in text and "\\" not in text
    return _double(text) if apostrophe or _needs_escapes(text) else _single(text)


def _single(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _double(text: str) -> str:
    escaped = "".join(ESCAPES.get(character, character) for character in text)
    return '"' + TURNING.sub(lambda match: f"\\u{ord(match.group()):04X}", escaped) + '"'


def _folded(body: str) -> list[str] | None:
    """`body` wrapped as folded text; None where folding would not give it back."""
    lines: list[str] = []
    paragraphs = body.split("\n")
    if any(paragraph.startswith(" ") for paragraph in paragraphs):
        return None
    for number, paragraph in enumerate(paragraphs):
        if number and paragraph:
            lines.append("")
        lines += _wrapped(paragraph)
    return lines


def _wrapped(paragraph: str) -> list[str]:
    """`paragraph` broken at single spaces into lines of at most 76 characters where it can be."""
    lines: list[str] = []
    breaks = [match.end() for match in BREAK.finditer(paragraph)]
    start = 0
    while len(paragraph) - start > FOLD:
        beyond = bisect_right(breaks, start + FOLD)
        if beyond and breaks[beyond - 1] > start:
            cut = breaks[beyond - 1]
        elif beyond < len(breaks):
            cut = breaks[beyond]
        else:
            break
        lines.append(paragraph[start : cut - 1])
        start = cut
    return [*lines, paragraph[start:]]
