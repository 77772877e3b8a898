"""In which order findings are told: to people the heaviest first, to programs by their lines."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from hrcli.finding import Severity
from tests.support.casefiles import laid_over
from tests.support.running import PLAN, Run

MIXED = """hrcli: plan/1
client: {alias: Robin, age_band: adult, safe_contact: {paper: ok}}
none_seen: [liver, lover]
use: [{id: s8w, substance: barbiturate, words: the old pills, pattern: daily}]
options: []
goals:
  - {id: g2m, for: [h7k], intervention: stop_abrupt, specific: None from Monday, status: active}
waivers: [{rule: AUT05, because: on leave, by: jm, until: 2026-03-01}]
"""


@pytest.fixture(name="mixed")
def fixture_mixed(caseload: Path) -> None:
    (caseload / PLAN).write_text(laid_over(MIXED, "plan"), encoding="utf-8")


def in_json(run: Run) -> list[dict[str, Any]]:
    page = run("validate", "7KQ2", "--format", "json", code=1).stdout
    return [dict(row) for row in json.loads(page)["findings"]]


def test_people_are_told_the_heaviest_first(run: Run, mixed: None) -> None:
    pieces = run("validate", "7KQ2", code=1).stdout.split("\n\n")
    heads = [piece.replace(" (set aside)", "").split()[:2] for piece in pieces]
    aside = ["(set aside)" in piece.splitlines()[0] for piece in pieces]
    assert aside == [*[False] * (len(pieces) - 1), True]
    weights = [[it.value for it in Severity].index(weight) for weight, _ in heads[:-1]]
    assert weights == sorted(weights)
    assert len(set(weights)) == len(Severity)
    assert heads[0][1] == "R-BARB-01"
    errors = [code for weight, code in heads[1:-1] if weight == "error"]
    assert not any(code.startswith("R-") for code in errors)
    assert {code for _, code in heads} == {row["code"] for row in in_json(run)}


def test_lines_order_them_where_somebody_wants_it(run: Run, mixed: None) -> None:
    page = run("validate", "7KQ2", "--by-line", code=1).stdout
    codes = [piece.replace(" (set aside)", "").split()[1] for piece in page.split("\n\n")]
    assert codes == [row["code"] for row in in_json(run)]


def test_programs_get_the_order_of_lines(run: Run, mixed: None) -> None:
    rows = in_json(run)
    places = [(row["file"], row["line"], row["column"], row["code"]) for row in rows]
    assert places == sorted(places)
