"""Findings as other programs read them: JSON lines, GitHub annotations, SARIF, JUnit."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable
from pathlib import Path
from typing import Any

import junitparser
import pytest
from conftest import PLAN, Run

from hrcli.finding import Finding, Place, Severity
from hrcli.formats.ci import github_pieces, junit_pieces, sarif_pieces
from hrcli.formats.findings import jsonl_pieces

NASTY = "a\n::error::b\r,:%\x1b[2K\x00\u202e]]><&\"'"
FINDINGS = [
    Finding("SCH04", Severity.ERROR, "This word.", "Write one.", Place(3, 5), "a.b", "p.yaml"),
    Finding("OPT01", Severity.WARNING, "m", "h", Place(1, 1), "", "p.yaml", slug="s", source="x"),
    Finding("GOA01", Severity.ADVICE, "m", "h", Place(2, 1), "", "p.yaml", slug="t", source="x"),
    Finding("GOA02", Severity.ERROR, "m", "h", Place(2, 2), "", "p.yaml", True, "u", "x"),
    Finding("GOA02", Severity.ERROR, NASTY, NASTY, Place(2, 3), NASTY, NASTY, False, "u", "x"),
]


def spoilt(run: Run, caseload: Path) -> None:
    """A caseload with an error, below the folder where hrcli runs."""
    plan = caseload / PLAN
    plan.write_text(plan.read_text().replace("status: active", "status: actve", 1))


def test_json_lines_hold_what_json_holds(run: Run, caseload: Path) -> None:
    spoilt(run, caseload)
    whole = json.loads(run("validate", "--format", "json", code=1).stdout)["findings"]
    lines = run("validate", "--format", "jsonl", code=1).stdout.splitlines()
    assert [json.loads(line) for line in lines] == [{"hrcli": "validate/1", **it} for it in whole]
    assert whole


def test_github_gets_one_line_for_each_finding_and_no_second_command() -> None:
    lines = "".join(github_pieces(FINDINGS)).split("\n")
    assert lines[0] == (
        "::error file=p.yaml,line=3,col=5,title=SCH04 unknown-word::This word. Write one."
    )
    assert [line.partition(" ")[0] for line in lines] == [
        "::error",
        "::warning",
        "::notice",
        "::error",
        "",
    ]
    assert "\r" not in lines[3]
    assert "\x1b" not in lines[3]
    properties = lines[3].partition(" ")[2].partition("::")[0]
    assert [part.partition("=")[0] for part in properties.split(",")] == [
        "file",
        "line",
        "col",
        "title",
    ]


def sarif(findings: list[Finding]) -> Any:
    return json.loads("".join(sarif_pieces(findings)))


def test_sarif_says_where_what_and_by_which_rule() -> None:
    told = sarif(FINDINGS)
    assert (told["version"], set(told)) == ("2.1.0", {"$schema", "version", "runs"})
    (run,) = told["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == ["SCH04", "OPT01", "GOA01", "GOA02"]
    first = run["results"][0]
    place = first["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "p.yaml"
    assert place["region"] == {"startLine": 3, "startColumn": 5}
    assert first["message"]["text"] == "This word. Write one."
    assert [it["level"] for it in run["results"]] == ["error", "warning", "note", "error", "error"]
    assert [len(it["suppressions"]) for it in run["results"]] == [0, 0, 0, 1, 0]
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        assert re.fullmatch(r"(?:[A-Za-z0-9/._~-]|%[0-9A-F]{2})+", uri)


def rules_broken(client: Callable[[str], str], log: Path) -> list[str]:
    """What Microsoft's validator finds amiss, by its own rules and those of GitHub's service."""
    words = [
        client("sarif-multitool"),
        "validate",
        "'--rule-kind=Sarif;Ghas'",
        shlex.quote(str(log)),
    ]
    told = subprocess.run(words, capture_output=True, text=True, timeout=120).stdout
    assert "Analysis completed successfully" in told, told
    return [line for line in told.splitlines() if re.search(r": (?:error|warning) \w+\d{4}:", line)]


def test_a_sarif_validator_has_nothing_to_say(
    run: Run,
    caseload: Path,
    tmp_path: Path,
    client: Callable[[str], str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    spoilt(run, caseload)
    (tmp_path / "bin").mkdir()
    log = tmp_path / "log.sarif"
    inside = run("validate", "--format", "sarif", code=1).stdout
    monkeypatch.chdir(tmp_path / "bin")  # the files now lie outside the folder of the run
    outside = run("--caseload", str(caseload), "validate", "--format", "sarif", code=1).stdout
    assert '"uri": "file:///' in outside
    for told in (
        inside,
        outside,
        "".join(sarif_pieces(FINDINGS)),
        "".join(sarif_pieces([])),
    ):
        log.write_text(told, "utf-8")
        # The project has no address of its own that `informationUri` could name.
        broken = [it for it in rules_broken(client, log) if "'informationUri'" not in it]
        assert broken == []
    log.write_text(told.replace('"results": []', '"results": [{"ruleIndex": 7}]'), "utf-8")
    assert rules_broken(client, log)


def test_junit_fails_for_errors_alone() -> None:
    suite = ElementTree.fromstring("".join(junit_pieces(FINDINGS)))[0]
    assert (suite.get("tests"), suite.get("failures"), suite.get("skipped")) == ("5", "2", "3")
    assert [case[0].tag for case in suite] == [
        "failure",
        "skipped",
        "skipped",
        "skipped",
        "failure",
    ]
    assert suite[0][0].get("message") == "This word. Write one."
    assert suite[0][0].text == "p.yaml:3:5"


def test_a_reader_of_junit_reports_counts_the_same(run: Run, caseload: Path) -> None:
    spoilt(run, caseload)
    found = json.loads(run("validate", "--format", "json", code=1).stdout)["findings"]
    told = run("validate", "--format", "junit", code=1).stdout
    read = junitparser.JUnitXml.fromstring(told.encode())
    assert (read.tests, read.errors) == (len(found), 0)
    errors = [it for it in found if it["severity"] == "error" and not it["waived"]]
    assert read.failures == len(errors) > 0
    (suite,) = read
    failed = [
        case for case in suite if any(isinstance(it, junitparser.Failure) for it in case.result)
    ]
    assert [case.classname for case in failed] == [it["file"] for it in errors]


def test_nothing_found_is_well_formed_too() -> None:
    assert "".join(jsonl_pieces([])) == "".join(github_pieces([])) == ""
    assert sarif([])["runs"][0]["results"] == []
    assert len(ElementTree.fromstring("".join(junit_pieces([])))[0]) == 0


@pytest.mark.parametrize("form", ["jsonl", "github", "sarif", "junit"])
def test_no_text_of_a_case_gets_out(run: Run, caseload: Path, form: str) -> None:
    plan = caseload / PLAN
    plan.write_text(plan.read_text().replace("status: active", "status: Canary x", 1))
    said = run("validate", "--format", form, code=1).stdout
    assert "SCH04" in said
    assert "Canary" not in said
