"""What the benchmarks measure: the same invented caseload everywhere, and a command that runs."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks import cases
from benchmarks.measures import Row
from benchmarks.page import table
from hrcli import ids
from hrcli.document.document import read
from hrcli.finding import Severity
from hrcli.plan.case import Case
from hrcli.rules import examine
from hrcli.store.caseload import Caseload

ROOT = Path(__file__).parent.parent
COUNT = 40


def test_the_same_seed_gives_the_same_files() -> None:
    assert list(cases.cases(5)) == list(cases.cases(5))
    assert list(cases.cases(5)) != list(cases.cases(5, seed=2))


def test_a_larger_caseload_begins_with_the_smaller_one() -> None:
    assert list(cases.cases(9))[:4] == list(cases.cases(4))


@pytest.mark.parametrize("history", [True, False])
def test_the_invented_cases_are_whole_and_free_of_errors(history: bool, tmp_path: Path) -> None:
    cases.write(tmp_path / "caseload", COUNT, history)
    found = list(Caseload(tmp_path / "caseload").cases(cases.TODAY))
    assert len(found) == COUNT
    for case in found:
        assert isinstance(case, Case)
        assert ids.is_case_id(case.id)
        errors = [it for it in examine(case) if it.severity is Severity.ERROR]
        assert errors == []
    assert any(case.reviews for case in found if isinstance(case, Case)) is history


def test_the_invented_plans_are_as_large_as_real_ones_and_unlike_each_other() -> None:
    plans = [case.texts["plan.yaml"].encode() for case in cases.cases(COUNT)]
    sizes = [len(plan) for plan in plans]
    assert all(4_000 <= size <= 7_500 for size in sizes)
    assert 5_500 < sum(sizes) / COUNT < 6_500
    assert len({read(plan).data["presenting_problem"]["text"] for plan in plans}) > COUNT / 2


def quick(*options: str) -> str:
    """What a quick run prints; it leaves the page as it was."""
    page = ROOT / "docs" / "performance.md"
    before = page.read_bytes() if page.exists() else None
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks", "--quick", *options],
        capture_output=True,
        text=True,
        cwd=ROOT,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    assert (page.read_bytes() if page.exists() else None) == before
    return done.stdout


def test_a_quick_run_prints_every_measure_and_writes_nothing() -> None:
    page = quick()
    for words in (
        "--help",
        "places looked up",
        "peak memory of `due`",
        "`list`, 6 cases",
        "`set`",
        "`history`",
        "client copies",
    ):
        assert words in page


def test_one_measure_can_be_asked_for_alone() -> None:
    page = quick("--only", "reading")
    assert "places looked up" in page
    assert "--help" not in page


@pytest.mark.parametrize(
    ("met", "word"), [(True, "| yes |"), (False, "| **no** |"), (None, "|  |")]
)
def test_the_table_says_whether_a_bar_is_met(met: bool | None, word: str) -> None:
    assert table([Row("x", "2 ms", "y: 1 ms", 2.0, bar="at most 3", met=met)]).endswith(f"{word}\n")
