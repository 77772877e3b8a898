"""What a disk may hold after a power cut: worked out from a recording of a process's calls.

Two ways a disk may lag behind: of what was not flushed it keeps nothing at all, or it keeps the
new names while the files behind them are still empty. A folder that is renamed takes along what
stands in it, as far as it was flushed itself. A call that was not made cannot be seen by
killing a process; here it can.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

CALLS = "openat,write,fsync,rename,unlink,mkdir,rmdir,flock"
CALL = re.compile(r"^(?:\d+ +)?(\w+)\((.*)\) += (-?\d+|\?)", re.DOTALL)
TEXT = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')
OPENED = re.compile(r"^(\d+)<((?:\\x[0-9a-f]{2})*)>")


class State(NamedTuple):
    """One state in which a cut may leave the disk: its files, and what was said by then."""

    files: dict[str, bytes]
    said: bytes


class _File:
    """What was written to a file, and what of that was flushed."""

    def __init__(self, content: bytes = b"") -> None:
        self.written = bytearray(content)
        self.flushed = content


class _Folder:
    """The names in a folder as they are, and as they were when it was flushed."""

    def __init__(self) -> None:
        self.names: dict[str, _File | _Folder] = {}
        self.lasting: dict[str, _File | _Folder] = {}

    def files(self, place: str, lasting: bool) -> Iterator[tuple[str, bytes]]:
        for name, it in (self.lasting if lasting else self.names).items():
            if isinstance(it, _Folder):
                yield from it.files(f"{place}/{name}", lasting)
            else:
                yield f"{place}/{name}", it.flushed


class _Disk:
    """All folders and files, from the root on."""

    def __init__(self, start: dict[str, bytes]) -> None:
        self.root = _Folder()
        self.said = b""
        for name, content in start.items():
            folder = self.root
            *above, own = name.strip("/").split("/")
            for part in above:
                inner = folder.names.setdefault(part, _Folder())
                assert isinstance(inner, _Folder)
                folder.lasting[part] = inner
                folder = inner
            folder.names[own] = folder.lasting[own] = _File(content)

    def apply(self, call: str, arguments: str, result: int) -> None:
        texts = [_bytes(found).decode() for found in TEXT.findall(arguments)]
        if call == "openat" and "O_CREAT" in arguments:
            self._open(texts[0], cut="O_TRUNC" in arguments)
        elif call == "write":
            self._write(arguments, result)
        elif call == "fsync":
            self._flush(_opened(arguments)[1])
        elif call == "rename":
            self._move(*texts)
        elif call in ("unlink", "rmdir"):
            folder, own = self._place(texts[0])
            folder.names.pop(own, None)
        elif call == "mkdir":
            folder, own = self._place(texts[0])
            folder.names.setdefault(own, _Folder())

    def _place(self, name: str) -> tuple[_Folder, str]:
        """The folder that a name stands in, and its last part; outside the disk one of its own."""
        folder = self.root
        *above, own = name.strip("/").split("/")
        for part in above:
            inner = folder.names.get(part)
            folder = inner if isinstance(inner, _Folder) else _Folder()
        return folder, own

    def _at(self, name: str) -> _File | _Folder | None:
        folder, own = self._place(name)
        return folder.names.get(own)

    def _move(self, old: str, new: str) -> None:
        start, name = self._place(old)
        end, own = self._place(new)
        if name in start.names:
            end.names[own] = start.names.pop(name)

    def _open(self, name: str, cut: bool) -> None:
        folder, own = self._place(name)
        known = folder.names.setdefault(own, _File())
        if cut and isinstance(known, _File):
            known.written.clear()

    def _write(self, arguments: str, result: int) -> None:
        number, name = _opened(arguments)
        content = _bytes(TEXT.findall(arguments)[0])[:result]
        known = self._at(name)
        if number in (1, 2):
            self.said += content
        elif isinstance(known, _File):
            known.written += content

    def _flush(self, name: str) -> None:
        known = self._at(name)
        if isinstance(known, _File):
            known.flushed = bytes(known.written)
        elif known:
            known.lasting = dict(known.names)

    def states(self) -> Iterator[State]:
        for lasting in (True, False):
            yield State(dict(self.root.files("", lasting)), self.said)


def states(recording: str, start: dict[str, bytes]) -> Iterator[State]:
    """Every state after a cut behind any call of a `strace -y -xx` recording that changes it."""
    disk = _Disk(start)
    known: list[State] = []
    for line in recording.splitlines():
        found = CALL.match(line)
        if found and not found[3].startswith(("-", "?")):
            disk.apply(found[1], found[2], int(found[3]))
            if found[1] == "openat" and "O_CREAT" not in found[2]:
                continue
            now = list(disk.states())
            if now != known:
                yield from now
            known = now


def _opened(arguments: str) -> tuple[int, str]:
    found = OPENED.match(arguments)
    return (int(found[1]), _bytes(found[2]).decode()) if found else (-1, "")


def _bytes(escaped: str) -> bytes:
    return bytes.fromhex(escaped.replace("\\x", ""))
