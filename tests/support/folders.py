"""What lies in a folder: its files, what was left behind, and every trace of a change."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from hrcli.store.files import TEMPORARY


def files(root: Path) -> dict[str, bytes]:
    """Every file below `root` but hrcli's own, with what it holds."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file() and ".hrcli" not in path.relative_to(root).parts
    }


def leftovers(root: Path) -> list[Path]:
    """Temporary files that hold case text."""
    return [path for path in root.rglob("*") if path.name.endswith(TEMPORARY)]


class Trace(NamedTuple):
    """What can be seen of a file without opening it, and what it holds."""

    mode: int
    changed: int
    content: bytes


def state(root: Path) -> dict[str, Trace]:
    """Everything below `root`, `.git` included, `.hrcli` not."""
    return {
        path.relative_to(root).as_posix(): Trace(
            path.stat().st_mode,
            path.stat().st_mtime_ns,
            path.read_bytes() if path.is_file() else b"",
        )
        for path in (root, *sorted(root.rglob("*")))
        if path.relative_to(root).parts[:1] != (".hrcli",)
    }
