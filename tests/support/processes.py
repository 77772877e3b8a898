"""Runs hrcli as real processes: cold ones, and cheap ones forked from this interpreter."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import tempfile
import termios
import traceback
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import BinaryIO, NamedTuple

import filelock  # noqa: F401  # loaded here, once, for all the processes that are forked
import jsonschema  # noqa: F401
import jsonschema_rs  # noqa: F401

from hrcli.cli import main
from tests.support.places import ROOT

END = b"\x04"  # Ctrl-D, for whoever asks more than is typed
PATIENCE = 60
TODAY = ("--today", "2026-02-09")


class Done(NamedTuple):
    """How a process ended (below 0: killed by that signal) and what it printed."""

    code: int
    out: str
    err: str


class Process:
    """hrcli in a process of its own, forked from this one; nothing is imported anew."""

    def __init__(
        self,
        words: Sequence[str],
        folder: Path,
        stdin: bytes = b"",
        keys: bytes | None = None,
        before: Callable[[], object] = lambda: None,
    ) -> None:
        """`keys` puts it at a terminal and types them; `before` is called in the new process."""
        self.out, self.err, given = (_empty() for _ in range(3))
        given.write(stdin)
        given.seek(0)
        self.terminal = None if keys is None else _Terminal(keys)
        self.id = os.fork()
        if self.id == 0:
            streams = [given.fileno(), self.out.fileno(), self.err.fileno()]
            if self.terminal:
                os.close(self.terminal.outer)
                streams = [self.terminal.inner] * 3
            become(words, folder, streams, before)
        given.close()

    def kill(self) -> None:
        """End it and whatever it started, at once."""
        try:
            os.killpg(self.id, signal.SIGKILL)
        except ProcessLookupError:  # it has not yet made its group
            os.kill(self.id, signal.SIGKILL)

    def wait(self) -> Done:
        """Wait for the end."""
        try:
            said = self.terminal.read() if self.terminal else ""
        except AssertionError:
            self.kill()
            raise
        code = os.waitstatus_to_exitcode(os.waitpid(self.id, 0)[1])
        out, err = (_all(stream) for stream in (self.out, self.err))
        return Done(code, out + said, err + said)


def _empty() -> BinaryIO:
    return tempfile.TemporaryFile()  # type: ignore[return-value]


class _Terminal:
    """A wide terminal, and what is typed at it beforehand."""

    def __init__(self, keys: bytes) -> None:
        self.outer, self.inner = pty.openpty()
        fcntl.ioctl(self.inner, termios.TIOCSWINSZ, struct.pack("HHHH", 50, 200, 0, 0))
        os.write(self.outer, keys + 4 * END)

    def read(self) -> str:
        """All that was shown, up to the end of the process."""
        os.close(self.inner)
        shown = b""
        while True:
            if not select.select([self.outer], [], [], PATIENCE)[0]:
                raise AssertionError(f"still waiting for an answer to: {shown[-200:]!r}")
            try:
                piece = os.read(self.outer, 65536)
            except OSError:  # how Linux says that nobody holds the terminal any more
                piece = b""
            if not piece:
                os.close(self.outer)
                return shown.decode("utf-8", "replace")
            shown += piece


def become(
    words: Sequence[str], folder: Path, streams: Sequence[int], before: Callable[[], object]
) -> None:
    """Go on as `hrcli words`; never comes back."""
    code: object = 70
    try:
        os.setsid()
        if os.isatty(streams[0]):
            fcntl.ioctl(streams[0], termios.TIOCSCTTY, 0)
        os.chdir(folder)
        for number, stream in enumerate(streams):
            os.dup2(stream, number)
        sys.stdin, sys.stdout, sys.stderr = open(0), open(1, "w"), open(2, "w")  # noqa: SIM115
        signal.signal(signal.SIGINT, signal.default_int_handler)
        before()
        main(list(words), prog_name="hrcli")
    except SystemExit as end:
        code = end.code
    except BaseException:
        traceback.print_exc()
    finally:
        for stream in (sys.stdout, sys.stderr):
            try:
                stream.flush()
            except OSError:
                code = 71
        os._exit(code if isinstance(code, int) else 0)


def _all(stream: BinaryIO) -> str:
    with stream:
        stream.seek(0)
        return stream.read().decode("utf-8", "replace")


def forked(words: Sequence[str], folder: Path, **more: object) -> Done:
    """Run hrcli in a forked process to its end."""
    return Process(words, folder, **more).wait()  # type: ignore[arg-type]


def cold(
    words: Sequence[str],
    folder: Path,
    wrapper: Sequence[str] = (),
    stdin: bytes | None = None,
    env: Mapping[str, str] | None = None,
) -> Done:
    """Run hrcli in a new interpreter, under `wrapper` (strace ...), to its end."""
    done = subprocess.run(
        [*wrapper, sys.executable, "-m", "hrcli", *words],
        cwd=folder,
        env={
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "PYTHONHASHSEED": "0",
            "PYTHONSAFEPATH": "1",
            **(env or {}),
        },
        input=stdin,
        stdin=subprocess.DEVNULL if stdin is None else None,
        capture_output=True,
    )
    return Done(done.returncode, done.stdout.decode(), done.stderr.decode("utf-8", "replace"))
