"""Findings and what is due as text for people and JSON for programs."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any

from hrcli.dates import from_today
from hrcli.due import Due
from hrcli.finding import Finding, Severity
from hrcli.terminal import line, safe, table

Paint = Callable[[str, str], str]
"""Gives a text a colour (red, yellow, ...), or leaves it as it is."""

COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.ADVICE: "cyan"}


def plain(text: str, colour: str) -> str:
    """The Paint that leaves text as it is."""
    return text


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=True, indent=1)


def finding_text(finding: Finding, paint: Paint = plain) -> str:
    """One finding in three lines: what, where, what to do."""
    word = f"{finding.severity.value}{' (set aside)' if finding.waived else ''}"
    where = f"{finding.file}:{finding.place.line}:{finding.place.column}"
    path = f"  {line(finding.path)}" if finding.path else ""
    return (
        f"{paint(word, COLOURS[finding.severity])} {finding.code} {_rule(finding)[0]}: "
        f"{safe(finding.message)}\n"
        f"  {where}{path}\n"
        f"  {safe(finding.help)} (hrcli explain {finding.code})"
    )


def _rule(finding: Finding) -> tuple[str, str]:
    """The slug of the rule behind a finding, and what it rests on."""
    if finding.slug:
        return finding.slug, finding.source
    from hrcli.rules import TABLE  # here, because `due` prints as well and needs no rule

    rule = TABLE[finding.code]
    return rule.slug, rule.source


def findings_text(findings: Iterable[Finding], paint: Paint = plain) -> str:
    """All findings for people, an empty line between them; empty where there are none."""
    return "\n\n".join(finding_text(finding, paint) for finding in findings)


def findings_json(findings: Iterable[Finding], files: int) -> str:
    """All findings as `validate/1`; `schemas/output/validate-1.json` says what it holds."""
    rows = [
        {
            "code": finding.code,
            "slug": _rule(finding)[0],
            "severity": finding.severity.value,
            "file": finding.file,
            "line": finding.place.line,
            "column": finding.place.column,
            "path": finding.path,
            "message": finding.message,
            "help": finding.help,
            "source": _rule(finding)[1],
            "waived": finding.waived,
        }
        for finding in findings
    ]
    return _json({"hrcli": "validate/1", "findings": rows, "files": files})


def tally(findings: Sequence[Finding], files: int) -> str:
    """`2 errors, 1 warning, 3 pieces of advice in 14 files`, those set aside counted apart."""
    counted = [finding.severity for finding in findings if not finding.waived]
    waived = len(findings) - len(counted)
    names = (("error", "errors"), ("warning", "warnings"), ("piece of advice", "pieces of advice"))
    parts = [
        f"{count} {many if count != 1 else one}"
        for (one, many), severity in zip(names, Severity, strict=True)
        if (count := counted.count(severity))
    ]
    aside = f" ({waived} set aside)" if waived else ""
    return f"{', '.join(parts) or 'nothing found'}{aside} in {files} file{'s' * (files != 1)}"


def due_text(items: Sequence[Due], today: date) -> str:
    """What is due for people: words first, ids and dates only."""
    rows = []
    for item in items:
        state = item.state.upper() if item.state in ("overdue", "missing") else item.state
        when = item.date.isoformat() if item.date else "-"
        distance = from_today(item.date, today) if item.date else "no date"
        rows.append((state, when, item.case, item.kind, item.id, distance))
    return table(("STATE", "DATE", "CASE", "KIND", "ID", "WHEN"), rows)


def due_json(items: Iterable[Due], today: date) -> str:
    """What is due as `due/1`; `schemas/output/due-1.json` says what it holds."""
    rows = [
        {
            "case": item.case,
            "kind": item.kind,
            "id": item.id,
            "date": item.date.isoformat() if item.date else None,
            "state": item.state,
            "days": item.days,
        }
        for item in items
    ]
    return _json({"hrcli": "due/1", "today": today.isoformat(), "due": rows})
