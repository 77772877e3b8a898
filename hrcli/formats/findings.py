"""Findings as text for people and JSON for programs."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from textwrap import indent
from typing import Any, NamedTuple

from hrcli.document.data import Value
from hrcli.finding import OTHER_RANK, Finding, Severity
from hrcli.method.after_events import client_died
from hrcli.plan.case import Case
from hrcli.rules import gate
from hrcli.rules.registry import TABLE
from hrcli.terminal import Meaning, Paint, line, unbroken, unpainted

WEIGHTS: dict[Severity, Meaning] = {
    Severity.ERROR: "danger",
    Severity.WARNING: "warning",
    Severity.ADVICE: "advice",
}


def weight(severity: Severity, paint: Paint = unpainted) -> str:
    """How heavy a finding is, in a word."""
    return paint(severity.value, WEIGHTS[severity])


def as_json(value: Value) -> str:
    return json.dumps(value, ensure_ascii=True, indent=1)


def finding_text(finding: Finding, paint: Paint = unpainted) -> str:
    """One finding in three lines: what, where, what to do."""
    word = f"{weight(finding.severity, paint)}{' (set aside)' if finding.waived else ''}"
    path = f"  {line(finding.path)}" if finding.path else ""
    return (
        f"{word} {finding.code} {_rule(finding)[0]}: "
        f"{line(finding.message)}\n"
        f"  {unbroken(finding.file)}:{finding.place}{path}\n"
        f"  {line(finding.help)}"
    )


def _rule(finding: Finding) -> tuple[str, str]:
    """The slug of the rule behind a finding, and what it rests on."""
    if finding.slug:
        return finding.slug, finding.source
    rule = TABLE[finding.code]
    return rule.slug, rule.source


def findings_text(findings: Iterable[Finding], paint: Paint = unpainted) -> str:
    """All findings for people, an empty line between them; empty where there are none."""
    return "\n\n".join(finding_text(finding, paint) for finding in findings)


def explained(code: str) -> str:
    """Where more is told about a rule; said once below the findings, however many there are."""
    return f"What a rule looks for, and why: hrcli explain {code}"


class Dangers(NamedTuple):
    """What is dangerous and open in a case: how many things, and the commands that show them."""

    number: int
    rules: tuple[str, ...]  # by code and name, the heaviest first
    commands: tuple[str, ...]


def dangers(case: Case, findings: Iterable[Finding]) -> Dangers:
    """What the findings about a case say is dangerous and open; nothing once the client died."""
    found = [] if client_died(case) else gate.dangerous(case, findings)
    ordered = sorted(found, key=lambda it: it.heaviness)
    rules = tuple(dict.fromkeys(f"{it.code} {_rule(it)[0]}" for it in ordered))
    shown_by = dict.fromkeys("safety" if it.rank < OTHER_RANK else "validate" for it in ordered)
    return Dangers(len(found), rules, tuple(f"hrcli {it} {case.id[:4]}" for it in shown_by))


def dangers_text(found: Dangers) -> str:
    """The same in one line, without any text of the case; empty where nothing is open."""
    if not found.number:
        return ""
    named, todo = ", ".join(found.rules), ", ".join(found.commands)
    return f"Dangerous and still open ({found.number}): {named}: {todo}"


class Count:
    """How many findings a check has made so far, and in how many files."""

    def __init__(self) -> None:
        self.severities: Counter[Severity] = Counter()
        self.waived = 0
        self.files = 0
        self.first = ""
        """The code of the first finding."""

    def add(self, finding: Finding) -> None:
        """Count one more finding; those set aside are counted apart."""
        self.first = self.first or finding.code
        if finding.waived:
            self.waived += 1
        else:
            self.severities[finding.severity] += 1


def text_pieces(findings: Iterable[Finding], paint: Paint = unpainted) -> Iterator[str]:
    """`findings_text` piece by piece, as they are found: a large caseload may have very many."""
    between = ""
    for finding in findings:
        yield f"{between}{finding_text(finding, paint)}\n"
        between = "\n"


def json_pieces(findings: Iterable[Finding], count: Count) -> Iterator[str]:
    """All findings as `validate/1`, piece by piece; `count` is looked at when they have ended.

    `schemas/output/validate-1.json` says what it holds.
    """
    yield '{\n "hrcli": "validate/1",\n "findings": ['
    between, end = "\n", ""
    for finding in findings:
        yield between + indent(as_json(finding_row(finding)), "  ")
        between, end = ",\n", "\n "
    yield f'{end}],\n "files": {count.files}\n}}\n'


def finding_row(finding: Finding) -> dict[str, Any]:
    """One finding as `validate/1` holds it."""
    slug, source = _rule(finding)
    return {
        "code": finding.code,
        "slug": slug,
        "severity": finding.severity.value,
        "file": finding.file,
        "line": finding.place.line,
        "column": finding.place.column,
        "path": finding.path,
        "message": finding.message,
        "help": finding.help,
        "source": source,
        "waived": finding.waived,
    }


def tally(count: Count) -> str:
    """`2 errors, 1 warning, 3 pieces of advice in 14 files`, those set aside counted apart."""
    names = (("error", "errors"), ("warning", "warnings"), ("piece of advice", "pieces of advice"))
    parts = [
        f"{number} {many if number != 1 else one}"
        for (one, many), severity in zip(names, Severity, strict=True)
        if (number := count.severities[severity])
    ]
    aside = f" ({count.waived} set aside)" if count.waived else ""
    files = f"{count.files} file{'s' * (count.files != 1)}"
    return f"{', '.join(parts) or 'nothing found'}{aside} in {files}"


def jsonl_pieces(findings: Iterable[Finding]) -> Iterator[str]:
    """A line of JSON for each finding: the keys of `validate/1`, with the version in every line."""
    for finding in findings:
        yield json.dumps({"hrcli": "validate/1", **finding_row(finding)}) + "\n"
