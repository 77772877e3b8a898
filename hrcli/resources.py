"""Where hrcli's own data lie: schemas, templates, examples, knowledge."""

from __future__ import annotations

from pathlib import Path

from hrcli.errors import Unreadable

HERE = Path(__file__).parent


def folder(name: str) -> Path:
    """The folder `name`: inside the package (wheel) or beside it (checkout, editable install).

    importlib.resources cannot find mapped folders in an editable install and costs 24 ms.
    """
    for base in (HERE, HERE.parent):
        if (base / name).is_dir():
            return base / name
    what = "hrcli cannot read its own files: it is not installed as folders on a disk."
    raise Unreadable(what, str(HERE), "Install it with pipx or pip; a zip of it will not do.")


def text(name: str, file: str) -> str:
    """The text of one of hrcli's own files."""
    return (folder(name) / file).read_text(encoding="utf-8")


def page(file: str) -> Path:
    """Where one of the pages about hrcli lies, for people to open."""
    return folder("docs") / file
