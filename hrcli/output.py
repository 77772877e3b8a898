"""Findings and what is due as text for people and JSON for programs."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from textwrap import indent
from typing import Any

from hrcli.dates import from_today
from hrcli.due import Due
from hrcli.escape import csv_row
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
    path = f"  {line(finding.path)}" if finding.path else ""
    return (
        f"{paint(word, COLOURS[finding.severity])} {finding.code} {_rule(finding)[0]}: "
        f"{safe(finding.message)}\n"
        f"  {line(finding.file)}:{finding.place}{path}\n"
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


class Count:
    """How many findings a check has made so far, and in how many files."""

    def __init__(self) -> None:
        self.severities: Counter[Severity] = Counter()
        self.waived = 0
        self.files = 0

    def add(self, finding: Finding) -> None:
        """Count one more finding; those set aside are counted apart."""
        if finding.waived:
            self.waived += 1
        else:
            self.severities[finding.severity] += 1


def text_pieces(findings: Iterable[Finding], paint: Paint = plain) -> Iterator[str]:
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
        yield between + indent(_json(finding_row(finding)), "  ")
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


DUE = ("STATE", "DATE", "CASE", "KIND", "ID", "WHEN")


def due_text(items: Sequence[Due], today: date) -> str:
    """What is due for people: words first, ids and dates only."""
    return table(DUE, [_due_cells(item, today) for item in items])


def due_of_caseloads(items: Sequence[Due], today: date) -> str:
    """What is due in several caseloads for people; the folder of each stands last."""
    rows = [(*_due_cells(item, today), item.caseload) for item in items]
    return table((*DUE, "CASELOAD"), rows)


def _due_cells(item: Due, today: date) -> tuple[str, ...]:
    state = item.state.upper() if item.state in ("overdue", "missing") else item.state
    when = item.date.isoformat() if item.date else "-"
    distance = from_today(item.date, today) if item.date else "no date"
    return state, when, item.case or "-", item.kind, item.id, distance


def due_notice(items: Sequence[Due]) -> str:
    """One sentence that tells no more than how much is due; empty where nothing is."""
    unread = any(item.state == "unreadable" for item in items)
    owed = [item for item in items if item.state != "unreadable"]
    late = sum(item.state in ("overdue", "missing") for item in owed)
    said = []
    if owed:
        many = f"{len(owed)} thing{'s are' if len(owed) > 1 else ' is'} due or coming up"
        said.append(f"{many}{f', {late} overdue' if late else ''}. See more: hrcli due")
    if unread:
        said.append("Some files cannot be read. See why: hrcli validate")
    return " - ".join(said)


def _due_row(item: Due) -> dict[str, Any]:
    return item._asdict() | {"date": item.date.isoformat() if item.date else None}


def due_json(items: Iterable[Due], today: date) -> str:
    """What is due as `due/1`; `schemas/output/due-1.json` says what it holds."""
    rows = [_due_row(item) for item in items]
    return _json({"hrcli": "due/1", "today": today.isoformat(), "due": rows})


def due_jsonl(items: Iterable[Due], today: date) -> str:
    """What is due, a line of JSON for each: the same keys, with version and day in every line."""
    head = {"hrcli": "due/1", "today": today.isoformat()}
    return "\n".join(json.dumps(head | _due_row(item)) for item in items)


def due_csv(items: Iterable[Due], today: date) -> str:
    """What is due as a table for spreadsheets; the same keys in the same order."""
    rows = [[today.isoformat(), *_due_row(item).values()] for item in items]
    return "\n".join(csv_row(row) for row in (["today", *Due._fields], *rows))
