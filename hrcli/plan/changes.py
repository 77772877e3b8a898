"""Several changes to one plan in a row: its text before them to its text after them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from hrcli.document import edit
from hrcli.document.data import Value
from hrcli.document.document import Document, read
from hrcli.finding import Path
from hrcli.plan import schema


class Change(NamedTuple):
    """One value and where it goes; positions behind the end of a list add to it.

    With `gone` the item of a list, or the key, at `path` is taken out, and its comments with it.
    """

    path: Path
    value: Value
    gone: bool = False


def amended(document: Document, changes: Iterable[Change]) -> str:
    """The text of a plan after all `changes`; comments, order and quotes stay as they are.

    New keys land in the schema's order. Raises edit.CannotEdit where one of them is impossible.
    """
    for change in changes:
        if change.gone:
            text = edit.remove(document, change.path)
        else:
            order = schema.key_order(document, change.path)
            text = edit.put(document, change.path, change.value, order)
        document = read(document.encoded(text))
    return document.text
