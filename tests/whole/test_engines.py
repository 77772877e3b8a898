"""What hrcli writes down, read by databases that an agency has already, as the docs show it."""

from __future__ import annotations

import csv
import os
import re
import shutil
import subprocess
from collections.abc import Callable
from datetime import date
from pathlib import Path

import duckdb
import pytest

from tests.support.places import ROOT
from tests.support.running import PLAN, Run

PAGE = (ROOT / "docs" / "teams.md").read_text("utf-8")
SHOWN = dict(re.findall(r"```sql\n-- (\w+)\n(.*?)```", PAGE, re.DOTALL))
DUE_COLUMNS = {
    "today": "DATE",
    "case": "VARCHAR",
    "kind": "VARCHAR",
    "id": "VARCHAR",
    "date": "DATE",
    "state": "VARCHAR",
    "days": "BIGINT",
    "caseload": "VARCHAR",
}


@pytest.fixture
def files(run: Run, caseload: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder with what the page has hrcli write: one date is missing, some counts withheld."""
    plan = caseload / PLAN
    plan.write_text(re.sub(r"(  next: )2026\S+", r"\1null", plan.read_text("utf-8")), "utf-8")
    written = re.findall(r"^\$ hrcli (.*) > (\w+\.csv)$", PAGE, re.MULTILINE)
    assert len(written) == 2
    for words, name in written:
        (caseload / name).write_text(run(*words.split()).stdout, "utf-8")
    monkeypatch.chdir(caseload)
    return caseload


def table(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(path.read_text("utf-8").splitlines()))


def asked_for(folder: Path) -> list[tuple[str, int, date | None]]:
    """What the last line of each example asks for, counted here."""
    rows = table(folder / "due.csv")
    return [
        (
            kind,
            sum(row["kind"] == kind for row in rows),
            min(date.fromisoformat(it["date"]) for it in rows if it["kind"] == kind and it["date"]),
        )
        for kind in sorted({row["kind"] for row in rows})
    ]


def figures_of(folder: Path) -> list[str]:
    return [row["figure"] for row in table(folder / "figures.csv")]


def test_duckdb_reads_the_files_with_the_right_types(files: Path) -> None:
    engine = duckdb.connect()
    *before, question = SHOWN["DuckDB"].strip().split(";\n")
    for statement in before:
        engine.execute(statement)
    assert engine.execute(question).fetchall() == asked_for(files)
    types = {row[0]: row[1] for row in engine.execute("DESCRIBE due").fetchall()}
    assert types == DUE_COLUMNS
    assert engine.execute("SELECT count(*) FROM due WHERE date IS NULL").fetchall() == [(1,)]
    figures = figures_of(files)
    numbers = [int(it) for it in figures if it != "withheld"]
    assert 0 < len(numbers) < len(figures)
    found = engine.execute("SELECT count(*), count(figure), sum(figure) FROM figures").fetchone()
    assert found == (len(figures), len(numbers), sum(numbers))


def test_duckdb_reads_json_lines_too(run: Run, files: Path) -> None:
    Path("due.jsonl").write_text(run("due", "--within", "30d", "--format", "jsonl").stdout, "utf-8")
    engine = duckdb.connect()
    found = engine.execute("SELECT count(*), min(date), min(days) FROM 'due.jsonl'").fetchone()
    rows = table(Path("due.csv"))
    days = [int(row["days"]) for row in rows if row["days"]]
    assert found
    assert found[0] == len(rows)
    assert isinstance(found[1], date)
    assert found[2] == min(days)


def test_postgresql_reads_the_files(
    files: Path, client: Callable[[str], str], tmp_path: Path
) -> None:
    """A server of its own for as long as the test runs; `psql` is given the page's own lines."""
    place = Path(shutil.copytree(files, tmp_path / "open", ignore=shutil.ignore_patterns("cases")))
    more = "SELECT count(*), count(figure), sum(figure) FROM figures;\n"
    done = subprocess.run(
        [client("pg_virtualenv"), "psql", "-XqAt", "-v", "ON_ERROR_STOP=1"],
        input=SHOWN["PostgreSQL"] + more,
        cwd=place,
        env={name: value for name, value in os.environ.items() if name != "TMPDIR"},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    lines = [line for line in done.stdout.splitlines() if "|" in line]
    figures = figures_of(files)
    numbers = [int(it) for it in figures if it != "withheld"]
    wanted = [f"{kind}|{many}|{first}" for kind, many, first in asked_for(files)]
    assert lines == [*wanted, f"{len(figures)}|{len(numbers)}|{sum(numbers)}"]
