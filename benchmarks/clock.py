"""Time and memory of commands and functions, measured in turn so that noise meets all alike."""

from __future__ import annotations

import gc
import json
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import NamedTuple

from benchmarks.installed import Programs


class Cost(NamedTuple):
    """What something cost: medians of its runs, and its highest peak of memory."""

    seconds: float
    busy: float  # seconds of a processor, which other work on the machine hardly changes
    mebibytes: float = 0.0


class Failed(Exception):
    """A measured command did not do its work, so its time would mean nothing."""


def side_by_side(
    commands: Mapping[str, Sequence[str]], runs: int, programs: Programs, folder: Path
) -> dict[str, Cost]:
    """The cost of each of `commands`, run in `folder`: one round to warm up, then `runs` rounds."""
    seen: dict[str, list[dict[str, float]]] = {name: [] for name in commands}
    for number in range(runs + 1):
        for name, command in commands.items():
            found = _weighed(command, programs, folder)
            if number or not runs:
                seen[name].append(found)
    return {
        name: Cost(
            median(it["seconds"] for it in found),
            median(it["busy"] for it in found),
            max(it["peak"] for it in found) / 1024,
        )
        for name, found in seen.items()
    }


def once(
    commands: Mapping[str, Sequence[str]], programs: Programs, folder: Path
) -> dict[str, Cost]:
    """The cost of each of `commands` in a single run, for those that take long."""
    return side_by_side(commands, 0, programs, folder)


def _weighed(command: Sequence[str], programs: Programs, folder: Path) -> dict[str, float]:
    script = str(Path(__file__).with_name("weigh.py"))
    done = subprocess.run(
        [sys.executable, "-S", "-E", script, *command],
        cwd=folder,
        env=programs.environment,
        capture_output=True,
        text=True,
        check=True,
    )
    found: dict[str, float] = json.loads(done.stdout)
    if found["code"]:
        raise Failed(f"{Path(command[0]).name} ended with {found['code']}: {done.stderr[-500:]}")
    return found


def in_turn(works: Mapping[str, Callable[[], object]], runs: int) -> dict[str, Cost]:
    """The cost of each of `works`, run in turn in this process.

    What the process holds besides is kept out of the garbage collector's rounds meanwhile.
    """
    gc.collect()
    gc.freeze()
    seen: dict[str, list[tuple[float, float]]] = {name: [] for name in works}
    for _ in range(runs):
        for name, work in works.items():
            begin, busy = time.perf_counter(), time.process_time()
            work()
            seen[name].append((time.perf_counter() - begin, time.process_time() - busy))
    gc.unfreeze()
    return {
        name: Cost(median(it[0] for it in found), median(it[1] for it in found))
        for name, found in seen.items()
    }
