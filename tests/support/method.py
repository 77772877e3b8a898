"""What the commands of the method are given, and what they leave."""

from __future__ import annotations

import difflib
from pathlib import Path
from typing import Any

from hrcli.document.document import read

CASES = Path("cases")
ROBIN = CASES / "7KQ2-9XMP"
REVIEW = """\
unintended: {children: none_seen, client: Misses the late hours., others: none_seen}
harms: [{id: h7k, degree: none, importance: 7, confidence: 9, status: resolved}]
goals: [{id: g2m, status: achieved, value: 4, note: every weekend}]
presenting_problem_change: On time.
quality_of_life: 7
alliance: 8
went_well: All of it.
client_view: '"Good."'
worker_view: It carries itself.
set_with_client: true
"""
LAPSE = """\
date: 2026-02-08
triggers: [a quarrel on the phone]
pros: [it calmed me down]
cons: [child A woke alone]
learnt: Weekdays too.
relapse_plan_change: The sister may be rung on weekdays.
"""


def data_of(path: str | Path) -> Any:
    return read(Path(path).read_bytes()).data


def lines_changed(before: str, after: str) -> tuple[int, int]:
    """How many lines were added and how many taken out, as `git diff --numstat` counts them."""
    found = [line[0] for line in difflib.ndiff(before.splitlines(), after.splitlines())]
    return found.count("+"), found.count("-")


def newest(folder: Path, before: set[Path]) -> Path:
    (found,) = set(folder.glob("*.yaml")) - before
    return found
