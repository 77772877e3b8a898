"""The page docs/performance.md: what was measured, on what machine, and what came out."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterable, Sequence
from importlib.metadata import PackageNotFoundError, version

import yaml

from benchmarks.measures import Row, Stage

LIBRARIES = ("click", "PyYAML", "jsonschema-rs")

ABOUT = """\
# Speed and memory

This page is written by `make bench` (`python -m benchmarks`); what stands here was measured, not
estimated. Times of single runs depend on the machine and on what else it does, so look at the
ratios: each command is run in turn with what it is compared to, after one round to warm up, and
the medians are divided. Beside it stands the ratio in processor time, which other work on the
machine hardly changes; the bar of `validate` is judged by it. A whole process is measured from its
start to its end, hrcli being installed from a wheel into a virtual environment of its own. Memory
is the highest resident size that the system reports for the process.

The cases are invented by `benchmarks/cases.py`: plans of 4 to 7 KB (about 6 on average), up to
twelve reviews of about 1 KB and up to three events each, the same on every machine.
"""

AGAIN = """\
## Once more

    make bench                        # all of it, some twenty minutes
    python -m benchmarks --quick      # a look in a few seconds, which writes nothing
    python -m benchmarks --keep DIR   # keeps the caseloads and the installation for next time
    python -m benchmarks --only checking   # one measure alone (any of start_up, reading, checking,
                                           # memory, walking, saving), which writes nothing
"""


def page(rows: Iterable[Row], stages: Sequence[Stage]) -> str:
    """The whole page as Markdown."""
    parts = (ABOUT, machine(), table(rows), profile(stages), AGAIN)
    return "\n".join(parts)


def machine() -> str:
    """What the numbers were measured on; no name and no path."""
    libraries = ", ".join(f"{name} {_version(name)}" for name in LIBRARIES)
    parser = "with libyaml" if yaml.__with_libyaml__ else "without libyaml"
    return (
        "## The machine\n\n"
        f"{os.cpu_count()} cores ({platform.machine()}), {platform.system()}, "
        f"{platform.python_implementation()} {platform.python_version()}; "
        f"{libraries} ({parser}).\n"
    )


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "as installed for the comparison"


def table(rows: Iterable[Row]) -> str:
    """The rows, each with its ratio, its bar, and whether it is met."""
    lines = [
        "## What came out",
        "",
        "| what | took | against | ratio | ratio, processor time | bar | met |",
        "|---|---|---|---|---|---|---|",
        *(_line(row) for row in rows),
    ]
    return "\n".join(lines) + "\n"


def _line(row: Row) -> str:
    busy = "" if row.busy is None else f"{row.busy:.2f}"
    met = {None: "", True: "yes", False: "**no**"}[row.met]
    cells = (row.what, row.took, row.against, f"{row.ratio:.2f}", busy, row.bar, met)
    return f"| {' | '.join(cells)} |"


def profile(stages: Sequence[Stage]) -> str:
    """Where the time of one case goes."""
    total = sum(stage.seconds for stage in stages)
    lines = [
        "## Where the time of `validate` goes",
        "",
        "One case with all its reviews and events, on average, without starting up:",
        "",
        "| stage | ms a case | share |",
        "|---|---|---|",
    ]
    lines += [
        f"| {stage.name} | {stage.seconds * 1000:.2f} | {stage.seconds / total:.0%} |"
        for stage in stages
    ]
    return "\n".join(lines) + "\n"
