"""What a terminal may be shown: text made harmless, tables that fit, colour only where wanted."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import zip_longest
from typing import Literal

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


Meaning = Literal["danger", "warning", "advice", "good", "heading", "dim"]
"""What a colour stands for; the words say the same."""
_COLOURS: dict[Meaning, int] = {
    "danger": 31,
    "warning": 33,
    "advice": 36,
    "good": 32,
    "heading": 1,
    "dim": 2,
}
_COLOURING = "\x1b\\[[0-9;]*m"

Paint = Callable[[str, Meaning], str]
"""Gives a text the colour of what it means, or leaves it as it is."""


def painted(text: str, meaning: Meaning) -> str:
    """`text` in the colour of what it means; whoever prints it takes the colour out again."""
    return f"\x1b[{_COLOURS[meaning]}m{text}\x1b[0m" if text else ""


def unpainted(text: str, _meaning: Meaning) -> str:
    """The Paint that leaves text as it is."""
    return text


class Marked(str):
    """The text of a cell with what it means."""

    __slots__ = ("meaning",)
    meaning: Meaning

    def __new__(cls, text: str, meaning: Meaning) -> Marked:
        """`text`, to be painted as `meaning`."""
        made = super().__new__(cls, text)
        made.meaning = meaning
        return made


def width(text: str) -> int:
    """How many columns `text` takes on a terminal: of joined emoji and of letters with marks too.

    Most text is one column for each character; the library that knows the rest is slow to load.
    Colour takes none.
    """
    if re.match(_ONE_COLUMN_EACH, text):
        return len(text)
    if "\x1b" in text:
        return width(re.sub(_COLOURING, "", text))
    import wcwidth

    return wcwidth.width(text)


def fitted(text: str, room: int | None) -> str:
    """`text` with no line longer than `room`, parted between words; as it is where that is None.

    What goes on stands further in than its beginning. A word that is longer than the room stays
    whole, unless its script writes no spaces.
    """
    if room is None:
        return text
    return "\n".join(part for told in text.split("\n") for part in _parted(told, room))


def _parted(told: str, room: int) -> Iterator[str]:
    if width(told) <= room:
        yield told
        return
    hang = _hang(told, room)
    words = re.findall(r"\s*\S+", told)
    row = ""
    for piece in (part for word in words for part in _pieces(word, room - hang)):
        if not row or width(row + piece) <= room:
            row += piece
        else:
            yield row
            bare = piece.lstrip()
            row = " " * min(hang, max(room - width(bare), 0)) + bare
    yield row


def _hang(told: str, room: int) -> int:
    """How far in a line goes on: below the text behind a short label, else a little further in."""
    label = re.match(r"\s*\S+(?: \S+){0,2} {2,}(?=\S)", told)
    known = width(label.group()) if label else room
    return known if known <= room // 3 else len(told) - len(told.lstrip()) + 2


def _least(word: str) -> int:
    """How narrow a column may be that holds a word."""
    return min(width(word), 8) if any(map(_is_wide, word)) else width(word)


def _is_wide(sign: str) -> bool:
    return not sign.isascii() and width(sign) == 2


def _pieces(word: str, room: int) -> Iterator[str]:
    """A word, or what may be parted of one that is longer than a line: signs two columns wide, and
    what stands between strokes.
    """
    if width(word) <= room:
        yield word
        return
    piece = ""
    for sign in word:
        parts = _is_wide(sign) or piece.endswith("|")
        if parts and width(piece + sign) > room // 2:
            yield piece
            piece = ""
        piece += sign
    yield piece


def table(
    head: Sequence[str],
    rows: Iterable[Sequence[str]],
    room: int | None = None,
    paint: Paint = unpainted,
    below: Sequence[str] = (),
) -> str:
    """Rows under their heads in columns two spaces apart; plain text, no box characters.

    With `room` no line is longer than that: long cells go on below in their column, and where the
    columns would be narrower than their words, each row becomes a few lines of its own. What is
    `below` each row, if anything, stands on a line under it.
    """
    titles: list[str] = [Marked(title, "heading") for title in head]
    cells = [titles, *([_cell(cell) for cell in row] for row in rows)]
    sizes = _sizes(cells, room)
    if sizes is None:
        told = ["", *(_block(titles, row, room, paint) for row in cells[1:])]
    else:
        told = [_laid_out(row, sizes, paint) for row in cells]
    if below:
        under = ("", *(text and f"\n  {unbroken(text)}" for text in below))
        told = [row + fitted(text, room) for row, text in zip(told, under, strict=True)]
    return "\n".join(told if sizes else told[1:])


def _cell(cell: str) -> str:
    return Marked(line(cell), cell.meaning) if isinstance(cell, Marked) else line(cell)


def _sizes(cells: Sequence[Sequence[str]], room: int | None) -> list[int] | None:
    """How wide each column is; None where not even its words fit."""
    columns = list(zip(*cells, strict=True))
    sizes = [max(map(width, column)) for column in columns]
    if room is None:
        return sizes
    least = [max(_least(it) for cell in column for it in (*cell.split(), "")) for column in columns]
    left = room - 2 * (len(columns) - 1)
    if sum(least) > left:
        return None
    while sum(sizes) > left:
        widest = max(
            (it for it in range(len(sizes)) if sizes[it] > least[it]), key=sizes.__getitem__
        )
        sizes[widest] -= 1
    return sizes


def _laid_out(row: Sequence[str], sizes: Sequence[int], paint: Paint) -> str:
    """The lines of one row."""
    lines = []
    parts = [_in_column(cell, size) for cell, size in zip(row, sizes, strict=True)]
    for pieces in zip_longest(*parts, fillvalue=""):
        gaps = [size - width(piece) for piece, size in zip(pieces, sizes, strict=True)]
        told = [_mark(piece, cell, paint) for piece, cell in zip(pieces, row, strict=True)]
        lines.append("  ".join(it + " " * gap for it, gap in zip(told, gaps, strict=True)).rstrip())
    return "\n".join(lines)


def _in_column(cell: str, size: int) -> list[str]:
    return [part.strip() for part in _parted(cell, size)] if cell else [""]


def _mark(piece: str, cell: str, paint: Paint) -> str:
    return paint(piece, cell.meaning) if isinstance(cell, Marked) else piece


def _block(head: Sequence[str], row: Sequence[str], room: int | None, paint: Paint) -> str:
    """One row as lines of its own, each cell behind its head."""
    rows = [""]
    for title, cell in zip(head, row, strict=True):
        told = _mark(cell, cell, paint)
        told = f"{paint(f'{title}:', 'heading')} {told}" if title else told
        if cell and rows[-1] and width(f"{rows[-1]}  {told}") > (room or 0):
            rows.append(f"  {told}")
        elif cell:
            rows[-1] += f"  {told}" if rows[-1] else told
    return fitted("\n".join(rows), room)


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
