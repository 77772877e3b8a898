"""Findings in the forms that other programs read: SARIF, JUnit, GitHub."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from hrcli import __version__
from hrcli.finding import Finding, Severity
from hrcli.formats.findings import finding_row
from hrcli.rules import TABLE
from hrcli.terminal import safe

SARIF = "https://json.schemastore.org/sarif-2.1.0.json"
LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.ADVICE: "note"}
COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.ADVICE: "notice"}
_PROPERTY = {"%": "%25", "\r": "%0D", "\n": "%0A", ":": "%3A", ",": "%2C"}
_NO_URI = re.compile(r"[^A-Za-z0-9/._~-]")
_DRIVE = re.compile(r"[A-Za-z]:/")
_MESSAGE = {key: _PROPERTY[key] for key in "%\r\n"}


def github_pieces(findings: Iterable[Finding]) -> Iterator[str]:
    """A workflow command of GitHub for each finding that is not set aside."""
    for finding in findings:
        if finding.waived:
            continue
        line, column = finding.place
        title = f"{finding.code} {finding_row(finding)['slug']}"
        words = {"file": finding.file, "line": line, "col": column, "title": title}
        told = ",".join(f"{key}={_escaped(str(it), _PROPERTY)}" for key, it in words.items())
        message = _escaped(f"{finding.message} {finding.help}", _MESSAGE)
        yield f"::{COMMANDS[finding.severity]} {told}::{message}\n"


def _escaped(text: str, signs: dict[str, str]) -> str:
    return "".join(signs.get(character, character) for character in safe(text))


def sarif_pieces(findings: Iterable[Finding]) -> Iterator[str]:
    """All findings as SARIF 2.1.0, with the rules that they come from."""
    rows = [(finding, finding_row(finding)) for finding in findings]
    rules = {finding.code: _sarif_rule(finding, row) for finding, row in rows}
    run = {
        "tool": {
            "driver": {"name": "hrcli", "version": __version__, "rules": list(rules.values())}
        },
        "columnKind": "unicodeCodePoints",
        "results": [_sarif_result(finding, list(rules)) for finding, _ in rows],
    }
    yield json.dumps({"$schema": SARIF, "version": "2.1.0", "runs": [run]}, indent=1) + "\n"


def _sarif_rule(finding: Finding, row: dict[str, Any]) -> dict[str, Any]:
    source = row["source"] or "hrcli"
    short = row["slug"].replace("-", " ")
    known = TABLE.get(finding.code)
    return {
        "id": finding.code,
        "name": row["slug"],
        "shortDescription": {"text": short},
        "fullDescription": {"text": f"{known.finds} {known.why}" if known else short},
        "help": {"text": f"hrcli explain {finding.code}"},
        "properties": {"source": source},
    }


def _sarif_result(finding: Finding, rules: Sequence[str]) -> dict[str, Any]:
    line, column = finding.place
    place: dict[str, Any] = {
        "physicalLocation": {
            "artifactLocation": {"uri": _uri(finding.file)},
            "region": {"startLine": line, "startColumn": column},
        }
    }
    if finding.path:
        place["logicalLocations"] = [{"fullyQualifiedName": finding.path}]
    aside = [{"kind": "inSource"}] if finding.waived else []
    return {
        "ruleId": finding.code,
        "ruleIndex": rules.index(finding.code),
        "level": LEVELS[finding.severity],
        "message": {"text": f"{finding.message} {finding.help}"},
        "locations": [place],
        "suppressions": aside,
    }


def _uri(name: str) -> str:
    """The name of a file as an address; one outside the folder of the run is a whole one."""
    name = name.replace("\\", "/")
    whole = "file://" if name.startswith("/") else "file:///" if _DRIVE.match(name) else ""
    return whole + _NO_URI.sub(lambda sign: "".join(f"%{it:02X}" for it in sign[0].encode()), name)


def junit_pieces(findings: Iterable[Finding]) -> Iterator[str]:
    """All findings as a JUnit report: a failure for each error, else the finding is skipped."""
    cases = [(finding, finding_row(finding)["slug"]) for finding in findings]
    failed = sum(finding.blocks for finding, _ in cases)
    counts = f'tests="{len(cases)}" failures="{failed}" skipped="{len(cases) - failed}"'
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield f'<testsuites><testsuite name="hrcli" errors="0" {counts}>\n'
    for finding, slug in cases:
        yield _junit_case(finding, slug)
    yield "</testsuite></testsuites>\n"


def _junit_case(finding: Finding, slug: str) -> str:
    where = f"{finding.file}:{finding.place}"
    name = quoteattr(safe(f"{finding.code} {slug} {where}"))
    text = f"{safe(finding.message)} {safe(finding.help)}"
    inner = f"<skipped message={quoteattr(f'{finding.severity.value}: {text}')}/>"
    if finding.blocks:
        inner = f"<failure message={quoteattr(text)}>{escape(safe(where))}</failure>"
    return f"<testcase classname={quoteattr(safe(finding.file))} name={name}>{inner}</testcase>\n"
