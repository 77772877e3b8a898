"""How text of a case is made inert in each output format, so that it can only be read."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from html import escape as html_escape

from hrcli.folding import first_seen
from hrcli.terminal import line, on_paper

_MARKS = re.compile(r"[\\`*_\[\]<>#|~@]|&(?=[#\w])|:(?=//)|(?<=[wW]{3})\.")
_LEADING = re.compile(r"(?=[-+=])|\d{1,9}(?=[.)])")


def html(text: str) -> str:
    """`text` for HTML, between tags or inside a quoted attribute."""
    return html_escape(on_paper(text))


def markdown(text: str) -> str:
    """`text` for Markdown: no mark-up, no link, no list, table or heading comes out of it."""
    marked = _MARKS.sub(lambda mark: "\\" + mark.group(), on_paper(text))
    start = _LEADING.match(marked)
    return f"{start.group()}\\{marked[start.end() :]}" if start else marked


def plain(text: str) -> str:
    """`text` for a text file: one line, control characters made visible."""
    return on_paper(text)


_CONTROLS = ("\t", "\r", "\0")
_FORMULA = frozenset("=+-@\u2212")
"""What a spreadsheet takes for the beginning of a formula, in one form."""


def spreadsheet(text: str) -> str:
    """`text` for a cell of a CSV file: one that a spreadsheet would reckon with is kept as text.

    Looked at is the first character that can be seen, since spreadsheets trim what stands before.
    """
    reckoned = first_seen(text) in _FORMULA or text.lstrip(" ").startswith(_CONTROLS)
    return f"'{line(text)}" if reckoned else line(text)


_PARTED = frozenset(',;"')
"""What a cell must be quoted for; many a spreadsheet takes a semicolon for the end of a cell."""


def csv_row(cells: Iterable[str | int | None], quoted: bool = False) -> str:
    """One line of a CSV file, without its end; None is an empty cell.

    Cells are quoted where they have to be, or all of them (`quoted`), so that an empty text is told
    from nothing and a word from a number.
    """
    return ",".join(_cell(cell, quoted) for cell in cells)


def _cell(value: str | int | None, quoted: bool) -> str:
    text = spreadsheet(value) if isinstance(value, str) else "" if value is None else str(value)
    return '"{}"'.format(text.replace('"', '""')) if quoted or _PARTED & set(text) else text


ESCAPES: Mapping[str, Callable[[str], str]] = {"md": markdown, "html": html, "txt": plain}
"""By the ending of the output file."""
