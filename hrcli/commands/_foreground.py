"""A program of the worker's own in the foreground: while it runs, the keyboard belongs to it."""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager


def run(words: Sequence[str], patience: float | None = None, reads: bool = True) -> int:
    """Runs a program and gives its exit code; Ctrl-C and Ctrl-\\ are for it to answer, not for us.

    Without `reads` it gets no input. Raises OSError where it cannot be started, TimeoutExpired
    where it takes longer than `patience` (seconds).
    """
    stdin = None if reads else subprocess.DEVNULL
    with _deaf_to_the_keyboard():
        return subprocess.run(words, stdin=stdin, timeout=patience, check=False).returncode


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
