"""Pages and copies written to a place of the worker's choice."""

from __future__ import annotations

import errno
import os
from pathlib import Path

from hrcli.document.document import MAX_BYTES
from hrcli.errors import Refused
from hrcli.folding import folded
from hrcli.store.files import (
    YAML,
    beside,
    is_file,
    is_folder,
    read_bytes,
    remove,
    settle,
    unwritable,
    write_new,
)

PAGE_BYTES = 64 * MAX_BYTES

PAGES = {
    "",
    ".md",
    ".html",
    ".txt",
    ".pdf",
    ".csv",
    ".json",
    ".jsonl",
    ".ics",
    ".service",
    ".timer",
}
"""Endings of what is written at the worker's word; a file with another one stays as it is."""

READ_BY_HRCLI = (*YAML, ".j2")


def page_place(target: Path) -> None:
    """Ask whether a page may be written to `target`, before anything is done for it.

    Raises Refused where something stands there that is no page (a link, a device, a hidden file, a
    file of another kind) or the name is one that hrcli reads, Unwritable where no folder is.
    """
    own = target.suffix in READ_BY_HRCLI or target.name.startswith(".")
    taken = os.path.lexists(target) and (target.is_symlink() or not is_file(target))
    other = os.path.lexists(target) and folded(target.suffix) not in PAGES
    if own or taken or other:
        todo = "Name a file of its own for the page, such as my-plan.html."
        raise Refused("A page is not written over this.", str(target), todo)
    if not is_folder(target.parent):
        raise unwritable(target, FileNotFoundError(errno.ENOENT, ""))


def write_page(target: Path, page: str | bytes) -> None:
    """Write a rendered page to a file of the worker's choice, all or nothing, for its owner only.

    Raises Refused and Unwritable as page_place does, Unwritable also where the disk says no.
    """
    page_place(target)
    write_copy(target, page.encode("utf-8") if isinstance(page, str) else page)


def write_copy(target: Path, content: bytes) -> None:
    """Write over a copy that another program keeps for itself, whatever its name, all or nothing.

    Git's copies of a file that is being merged are such. Raises Unwritable.
    """
    try:
        write_over(target, content)
    except OSError as error:
        raise unwritable(target, error) from None


def earlier_page(target: Path) -> bytes | None:
    """What a file of the worker's choice holds before it is written anew; None if there is none.

    Raises Unreadable where it cannot be opened.
    """
    return read_bytes(target, PAGE_BYTES) if os.path.lexists(target) else None


def write_over(target: Path, content: bytes) -> None:
    """Make `content` the file `target`, all or nothing, where no record is kept of it."""
    temporary = beside(target)
    remove(temporary)
    try:
        write_new(temporary, content)
        os.replace(temporary, target)
    finally:
        remove(temporary)
    settle(target.parent)
