"""A program of the worker's own in the foreground: while it runs, the keyboard belongs to it."""

from __future__ import annotations

import signal
import subprocess
import webbrowser
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import FrameType


def run(words: Sequence[str], patience: float | None = None, reads: bool = True) -> int:
    """Runs a program and gives its exit code; Ctrl-C and Ctrl-\\ are for it to answer, not for us.

    Without `reads` it gets no input. Raises OSError where it cannot be started, TimeoutExpired
    where it takes longer than `patience` (seconds).
    """
    stdin = None if reads else subprocess.DEVNULL
    with _deaf_to_the_keyboard():
        return subprocess.run(words, stdin=stdin, timeout=patience, check=False).returncode


def browse(address: str) -> bool:
    """Shows an address in the browser that the environment names (BROWSER), else the system's own.

    Gives whether one was found. One that runs in the terminal has it until it is left.
    """
    try:
        return webbrowser.open(address)
    except (webbrowser.Error, OSError, ValueError):  # the last: BROWSER is no line of words
        return False


@contextmanager
def hearing_the_end() -> Iterator[None]:
    """A window that is closed, and a polite kill, end what is done here as Ctrl-C does."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    names = ("SIGTERM", "SIGHUP")  # the second is unknown to Windows
    known = [number for name in names if (number := getattr(signal, name, None)) is not None]
    kept = {number: signal.signal(number, stop) for number in known}
    try:
        yield
    finally:
        for number, handler in kept.items():
            signal.signal(number, handler)


@contextmanager
def _deaf_to_the_keyboard() -> Iterator[None]:
    """What the keyboard sends does nothing here; a program that is started hears it as ever.

    A handler of ours, since a signal that is ignored would be ignored by the program as well.
    """
    names = ("SIGINT", "SIGQUIT")  # the second is unknown to Windows
    kept = {
        number: signal.signal(number, lambda *_: None)
        for name in names
        if (number := getattr(signal, name, None)) is not None
    }
    try:
        yield
    finally:
        for number, handler in kept.items():
            signal.signal(number, handler)
