"""Runs one command and prints what it cost and its exit code, as JSON.

A script of its own, started as a bare interpreter: Linux counts the memory of the process that
starts a command into the command's peak, so that process has to be the smaller of the two.
"""

from __future__ import annotations

import os
import sys
import time


def main(command: list[str]) -> None:
    """Run `command` with its output thrown away; stderr goes where ours goes."""
    nothing = [(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)]
    begin = time.perf_counter()
    child = os.posix_spawn(command[0], command, os.environ, file_actions=nothing)
    _, status, used = os.wait4(child, 0)
    seconds = time.perf_counter() - begin
    peak = used.ru_maxrss // 1024 if sys.platform == "darwin" else used.ru_maxrss
    busy = used.ru_utime + used.ru_stime
    code = os.waitstatus_to_exitcode(status)
    print(f'{{"seconds": {seconds:.6f}, "busy": {busy:.6f}, "peak": {peak}, "code": {code}}}')


if __name__ == "__main__":
    main(sys.argv[1:])
