"""What a terminal may be shown: text made harmless, tables that fit, colour only where wanted."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence

# C0, C1, bidi controls, tags, surrogates: whatever could move the cursor or reorder a line.
# Joiners stay: names and emoji need them.
_UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069"
    "\ud800-\udfff\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)


def safe(text: str) -> str:
    """`text` with every character that could forge what a terminal shows made visible."""
    return _UNSAFE.sub(lambda match: f"<U+{ord(match.group()):04X}>", text)


def line(text: str) -> str:
    """`text` made harmless and put on one line."""
    return safe(" ".join(text.split()))


def width(text: str) -> int:
    """How many columns `text` takes on a terminal."""
    columns = 0
    for character in text:
        if unicodedata.combining(character):
            continue
        columns += 2 if unicodedata.east_asian_width(character) in "WF" else 1
    return columns


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
