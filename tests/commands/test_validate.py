"""In which order findings are told: to people the heaviest first, to programs by their lines."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from hrcli.finding import Severity
from hrcli.rules import registry
from hrcli.rules.topics import OVERDOSE, together
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


def test_what_is_about_an_overdose_stands_together(run: Run, caseload: Path) -> None:
    plan = """hrcli: plan/1
use:
  - {id: s8w, substance: opioid_short, supply: unregulated, pattern: daily}
  - {id: s9w, substance: alcohol, dependence: likely, pattern: daily}
client: {alias: Robin, context: [{is: past_overdose}, {is: postpartum, since: 2025-12-01}]}
goals:
  - {id: g2m, for: [h7k], intervention: stop_abrupt, specific: None from Monday, status: active}
"""
    (caseload / PLAN).write_text(laid_over(plan, "plan"), encoding="utf-8")
    page = run("validate", "7KQ2", code=1).stdout
    safety = run("safety", "7KQ2", code=1).stdout
    for told in (
        [piece.split()[1] for piece in page.split("\n\n")],
        re.findall(r"^(?:error|warning|advice) (\S+)", safety, re.MULTILINE),
    ):
        where = [told.index(code) for code in told if code in OVERDOSE]
        assert len(where) > 2
        assert where == list(range(where[0], where[0] + len(where)))


def test_one_danger_is_gathered_where_its_heaviest_rule_stands() -> None:
    told = ["R-ALC-01", "R-OPI-03", "R-ALC-04", "R-PPT-01", "GOA01", "HRM13"]
    gathered = ["R-ALC-01", "R-OPI-03", "R-PPT-01", "HRM13", "R-ALC-04", "GOA01"]
    assert together(told, str) == gathered
    assert together(["R-ALC-01", "GOA01"], str) == ["R-ALC-01", "GOA01"]
    assert together(told, lambda it: "" if it == "HRM13" else it)[-1] == "HRM13"


def test_the_rules_about_an_overdose_are_there() -> None:
    assert set(registry.TABLE) >= OVERDOSE


def test_lines_order_them_where_somebody_wants_it(run: Run, mixed: None) -> None:
    page = run("validate", "7KQ2", "--by-line", code=1).stdout
    codes = [piece.replace(" (set aside)", "").split()[1] for piece in page.split("\n\n")]
    assert codes == [row["code"] for row in in_json(run)]


def test_programs_get_the_order_of_lines(run: Run, mixed: None) -> None:
    rows = in_json(run)
    places = [(row["file"], row["line"], row["column"], row["code"]) for row in rows]
    assert places == sorted(places)
