"""Text that a reader loses, takes otherwise or does not see, found in a document."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hrcli.document import slips
from hrcli.document.document import Document, scalars_below
from hrcli.document.scalars import plain, reads_otherwise
from hrcli.finding import Path

UNSEEN = re.compile(
    "[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\U000e0000-\U000e007f]",
)
"""What stands in a text unseen, or turns its direction; joiners in names and emoji are left out."""


def lost_text(document: Document) -> Iterator[Path]:
    """The values that end at a ` #` of their line: what follows is a comment, meant so or not."""
    for path, event, is_key in scalars_below(document.root, ()):
        if not is_key and not event.style and event.value:
            rest = document.text[event.end_mark.index : event.end_mark.index + 80]
            if re.match("[ \t]+#", rest):
                yield path


def read_differently(document: Document) -> Iterator[Path]:
    """The unquoted values and keys that YAML 1.1 or 1.2 tools read as another type than hrcli."""
    for path, event, is_key in scalars_below(document.root, ()):
        if event.style or not event.value:
            continue
        value = plain(event.value)
        if (is_key and not isinstance(value, str)) or (
            isinstance(value, str) and reads_otherwise(value)
        ):
            yield path


def unseen_text(document: Document) -> Iterator[Path]:
    """The values that hold characters nobody sees, or that turn the direction of the text.

    A no-break space between two words is none of them, but one at either end is.
    """
    for path, event, is_key in scalars_below(document.root, ()):
        edges = "" if event.style else event.value[:1] + event.value[-1:]
        if not is_key and (UNSEEN.search(event.value) or slips.UNSEEN.search(edges)):
            yield path
