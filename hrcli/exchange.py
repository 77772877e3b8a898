"""Findings and changes in the forms that other programs read: JSON lines, SARIF, JUnit, GitHub."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple
from xml.sax.saxutils import escape, quoteattr

from hrcli import __version__
from hrcli.diff import sentence, values
from hrcli.finding import Finding, Severity
from hrcli.output import finding_row
from hrcli.terminal import safe

if TYPE_CHECKING:
    from hrcli.diff import Difference

SARIF = "https://json.schemastore.org/sarif-2.1.0.json"
LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.ADVICE: "note"}
COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.ADVICE: "notice"}
_PROPERTY = {"%": "%25", "\r": "%0D", "\n": "%0A", ":": "%3A", ",": "%2C"}
_NO_URI = re.compile(r"[^A-Za-z0-9/._~-]")
_DRIVE = re.compile(r"[A-Za-z]:/")
_MESSAGE = {key: _PROPERTY[key] for key in "%\r\n"}


class Step(NamedTuple):
    """One step of a case's history: the commit, when and by whom, and what changed."""

    commit: str
    when: str
    who: str
    merge: bool
    changes: Sequence[Difference]


def jsonl_pieces(findings: Iterable[Finding]) -> Iterator[str]:
    """A line of JSON for each finding: the keys of `validate/1`, with the version in every line."""
    for finding in findings:
        yield json.dumps({"hrcli": "validate/1", **finding_row(finding)}) + "\n"


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
    from hrcli.rules import TABLE  # here, because `history` writes as well and needs no rule

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


def differences_json(found: Iterable[Difference]) -> str:
    """What differs as `diff/1`; `schemas/output/diff-1.json` says what it holds."""
    return json.dumps({"hrcli": "diff/1", "changes": [_change(each) for each in found]}, indent=1)


def history_json(case: str, steps: Iterable[Step], whole: bool) -> str:
    """The steps of a case as `history/1`; `schemas/output/history-1.json` says what it holds."""
    rows = [
        {
            "commit": step.commit,
            "when": step.when,
            "who": safe(step.who),
            "merge": step.merge,
            "changes": [_change(each) for each in step.changes],
        }
        for step in steps
    ]
    told = {"hrcli": "history/1", "case": case, "whole": whole, "steps": rows}
    return json.dumps(told, indent=1)


def _change(found: Difference) -> dict[str, Any]:
    """One change for a program: values only where they cannot be free text."""
    told = values(found)
    before, after = told or (None, None)
    return {
        "path": found.path,
        "how": found.how,
        "free_text": found.free,
        "before": before,
        "after": after,
        "says": sentence(found),
    }
