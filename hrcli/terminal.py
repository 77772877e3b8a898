"""What a terminal may be shown: text made harmless, tables that fit, colour only where wanted."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

_INVISIBLE = (
    "\u034f\u115f\u1160\u17b4\u17b5\u180e\u2028-\u202e\u2061-\u206f\u3164\ufeff\uffa0"
    "\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0000-\U000e00ff\U000e01f0-\U000e0fff"
)
"""Blanks and controls that nobody sees, tags, and what turns the direction of a whole passage."""
_RAW = "\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff"
"""C0 and C1, which move a cursor; halves of characters, and what no file of text may hold."""
_BREAKS = "\u200b\u2060"
"""Where a line may and may not end: nothing to see, but Khmer and Thai are written with them."""
_MARKS = "\u00ad\u061c\u200e\u200f"
"""Which way a sign next to a number or a name is read, and where a word may be parted."""

# Joiners and the choice between two shapes of a sign stay: names and emoji need them. Patterns are
# compiled where they are needed, which --help is not.
_ON_PAPER = f"[{_INVISIBLE}{_RAW}]"
_UNSAFE = f"[{_INVISIBLE}{_RAW}{_BREAKS}{_MARKS}]"
_LINE_BREAKS = r"\s*[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]\s*"
_ONE_COLUMN_EACH = "[ -~\u00a0-\u02ff\u0370-\u0482\u048a-\u058f\u1e00-\u1fff\u2010-\u2027]*\\Z"


def safe(text: str) -> str:
    """`text` with every character that could forge what a terminal shows made visible."""
    return re.sub(_UNSAFE, _named, text)


def _named(sign: re.Match[str]) -> str:
    return f"<U+{ord(sign.group()):04X}>"


def line(text: str) -> str:
    """`text` made harmless and put on one line."""
    return safe(" ".join(text.split()))


def unbroken(text: str) -> str:
    """`text` made harmless and put on one line, its other white space kept."""
    return safe(re.sub(_LINE_BREAKS, " ", text))


def on_paper(text: str) -> str:
    """`text` made harmless and put on one line for a page, which has no cursor to move.

    Marks of direction stay, since without them Arabic and Hebrew with numbers in it reads wrong;
    what only says where a line may end is left out.
    """
    told = " ".join(text.split())
    return re.sub(_ON_PAPER, _named, told.translate(dict.fromkeys(map(ord, _BREAKS))))


def width(text: str) -> int:
    """How many columns `text` takes on a terminal: of joined emoji and of letters with marks too.

    Most text is one column for each character; the library that knows the rest is slow to load.
    """
    if re.match(_ONE_COLUMN_EACH, text):
        return len(text)
    import wcwidth

    return wcwidth.width(text)


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Rows under their heads in columns two spaces apart; plain text, no box characters."""
    cells = [list(head), *([line(cell) for cell in row] for row in rows)]
    widths = [max(width(row[column]) for row in cells) for column in range(len(head))]
    lines = (
        "  ".join(
            cell + " " * (size - width(cell)) for cell, size in zip(row, widths, strict=True)
        ).rstrip()
        for row in cells
    )
    return "\n".join(lines)


BLOCKS = "▁▂▃▄▅▆▇█"
PLAIN_MARKS = "_.:-=+*#"


def sparkline(values: Sequence[float], low: float, high: float, marks: str = BLOCKS) -> str:
    """One mark for each value, the higher the taller; `low` and `high` end the scale.

    PLAIN_MARKS are for terminals that have no blocks. It stands beside the words, never in their
    place.
    """
    steps = len(marks) - 1
    whole = high - low or 1
    return "".join(
        marks[min(max(round((value - low) / whole * steps), 0), steps)] for value in values
    )


def bar(share: int) -> str:
    """A share of a hundred as `[####------]`."""
    full = round(share / 10)
    return f"[{'#' * full}{'-' * (10 - full)}]"


def marks_for(encoding: str | None) -> str:
    """The marks that a terminal with this encoding can show."""
    try:
        BLOCKS.encode(encoding or "ascii")
    except (LookupError, UnicodeEncodeError):
        return PLAIN_MARKS
    return BLOCKS


def wants_colour(choice: str, is_terminal: bool, environment: Mapping[str, str]) -> bool:
    """Whether to use colour: `choice` is always, never or auto; NO_COLOR beats what forces it."""
    if choice != "auto":
        return choice == "always"
    if environment.get("NO_COLOR"):
        return False
    for name in ("CLICOLOR_FORCE", "FORCE_COLOR"):
        if environment.get(name, "0") not in ("", "0"):
            return True
    return is_terminal and environment.get("TERM") != "dumb"
