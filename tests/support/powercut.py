"""What a disk may hold after a power cut: worked out from a recording of a process's calls.

Two ways a disk may lag behind: of what was not flushed it keeps nothing at all, or it keeps the
new names while the files behind them are still empty. A call that was not made cannot be seen by
killing a process; here it can.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

CALLS = "openat,write,fsync,rename,unlink,mkdir,flock"
CALL = re.compile(r"^(?:\d+ +)?(\w+)\((.*)\) += (-?\d+|\?)", re.DOTALL)
TEXT = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')
OPENED = re.compile(r"^(\d+)<((?:\\x[0-9a-f]{2})*)>")


class State(NamedTuple):
    """One state in which a cut may leave the disk: what a file then holds; None: it is not there.

    `said` is what the process had told by then.
    """

    kept: bytes | None
    said: bytes


class _Disk:
    """Files by number, each with what was written and what of that was flushed; names likewise."""

    def __init__(self, start: dict[str, bytes]) -> None:
        self.written = [bytearray(content) for content in start.values()]
        self.flushed = [bytes(content) for content in start.values()]
        self.names = {name: number for number, name in enumerate(start)}
        self.lasting = dict(self.names)
        self.said = b""

    def apply(self, call: str, arguments: str, result: int) -> None:
        texts = [_bytes(found).decode() for found in TEXT.findall(arguments)]
        if call == "openat" and "O_CREAT" in arguments:
            self._open(texts[0], cut="O_TRUNC" in arguments)
        elif call == "write":
            self._write(arguments, result)
        elif call == "fsync":
            self._flush(_opened(arguments)[1])
        elif call == "rename":
            self.names[texts[1]] = self.names.pop(texts[0])
        elif call == "unlink":
            self.names.pop(texts[0], None)

    def _open(self, name: str, cut: bool) -> None:
        if name not in self.names:
            self.names[name] = len(self.written)
            self.written.append(bytearray())
            self.flushed.append(b"")
        elif cut:
            self.written[self.names[name]].clear()

    def _write(self, arguments: str, result: int) -> None:
        number, name = _opened(arguments)
        content = _bytes(TEXT.findall(arguments)[0])[:result]
        if number in (1, 2):
            self.said += content
        elif name in self.names:
            self.written[self.names[name]] += content

    def _flush(self, name: str) -> None:
        if name in self.names:
            self.flushed[self.names[name]] = bytes(self.written[self.names[name]])
        for path in {*self.names, *self.lasting}:
            if str(Path(path).parent) == name:  # a folder: its names last from now on
                self.lasting.pop(path, None)
                if path in self.names:
                    self.lasting[path] = self.names[path]

    def states(self, name: str) -> Iterator[State]:
        for names in (self.lasting, self.names):
            number = names.get(name)
            yield State(None if number is None else self.flushed[number], self.said)


def states(recording: str, name: str, start: dict[str, bytes]) -> Iterator[State]:
    """Every state of the file `name` after a cut behind any call of a `strace -y -xx` recording."""
    disk = _Disk(start)
    for line in recording.splitlines():
        found = CALL.match(line)
        if found and not found[3].startswith(("-", "?")):
            disk.apply(found[1], found[2], int(found[3]))
            yield from disk.states(name)


def _opened(arguments: str) -> tuple[int, str]:
    found = OPENED.match(arguments)
    return (int(found[1]), _bytes(found[2]).decode()) if found else (-1, "")


def _bytes(escaped: str) -> bytes:
    return bytes.fromhex(escaped.replace("\\x", ""))
