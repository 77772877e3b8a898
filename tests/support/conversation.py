"""hrcli at a terminal of its own, prompt by prompt, in a process forked from this one."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.support.processes import PATIENCE, become

ASKS = re.compile(r"[^\n]: \Z")
"""What a shown text ends with while an answer is waited for."""
WRAPPED = " \r"
"""What a line editor, which pytest brings along, shows where it thinks that the line is full."""
SETTLED = 0.005
"""Seconds in which nothing more may be shown, for a text that ends so to be a question."""
PRESSED_AGAIN = 0.2
"""Seconds after which Ctrl-C is pressed once more: the first may come before anybody listens."""


def _plain() -> None:
    """A terminal without colour and without a cursor to move, as a screen reader has it."""
    os.environ["TERM"] = "dumb"
    os.environ.pop("COLUMNS", None)  # the terminal's own width counts


Size = tuple[int, int]  # lines, columns
WIDE: Size = (50, 200)


class Conversation:
    """A command that asks; `shown` is all that stood on the screen so far."""

    def __init__(
        self, words: Sequence[str], folder: Path, size: tuple[int, int] = (50, 200)
    ) -> None:
        self.shown = ""
        self.code: int | None = None
        self._read_to = 0
        self._outer, inner = pty.openpty()
        fcntl.ioctl(self._outer, termios.TIOCSWINSZ, struct.pack("HHHH", *size, 0, 0))
        self._id = os.fork()
        if self._id == 0:
            os.close(self._outer)
            become(words, folder, [inner] * 3, _plain)
        os.close(inner)

    def questions(self) -> Iterator[str]:
        """Each line that asks, as it comes; the answer is to be typed before the next is taken."""
        while self._to_the_next_question():
            yield self.shown.rsplit("\n", 1)[-1]

    def type(self, answer: str) -> None:
        """Type an answer and Enter."""
        self._read_to = len(self.shown)
        os.write(self._outer, f"{answer}\n".encode())

    def interrupt(self, key: bytes = b"\x03") -> int:
        """Press Ctrl-C, or Ctrl-D, until the command has ended; gives its exit code."""
        while self.code is None:
            os.write(self._outer, key)
            while self.code is None and self._take(PRESSED_AGAIN):
                """The key itself is shown, then perhaps something more."""
        return self.code

    def _to_the_next_question(self) -> bool:
        while self.code is None:
            asks = ASKS.search(self.shown, self._read_to)
            if not self._take(SETTLED if asks else PATIENCE):
                if asks:
                    return True
                os.killpg(self._id, signal.SIGKILL)
                raise AssertionError(f"nothing is shown any more after: {self.shown[-120:]!r}")
        return False

    def _take(self, seconds: float) -> bool:
        """Whether anything was shown in that time, the end included."""
        if not select.select([self._outer], [], [], seconds)[0]:
            return False
        try:
            piece = os.read(self._outer, 65536)
        except OSError:  # how Linux says that nobody holds the terminal any more
            piece = b""
        if piece:
            shown = self.shown + piece.decode("utf-8", "replace")
            self.shown = shown.replace("\r\n", "\n").replace(WRAPPED, "")
        else:
            os.close(self._outer)
            self.code = os.waitstatus_to_exitcode(os.waitpid(self._id, 0)[1])
        return True
