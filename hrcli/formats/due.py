"""What is due as text for people, JSON and CSV for programs."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from hrcli.dates import from_today
from hrcli.escape import csv_row
from hrcli.formats.findings import as_json
from hrcli.method.due import Due
from hrcli.terminal import table

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
    return as_json({"hrcli": "due/1", "today": today.isoformat(), "due": rows})


def due_jsonl(items: Iterable[Due], today: date) -> str:
    """What is due, a line of JSON for each: the same keys, with version and day in every line."""
    head = {"hrcli": "due/1", "today": today.isoformat()}
    return "\n".join(json.dumps(head | _due_row(item)) for item in items)


def due_csv(items: Iterable[Due], today: date) -> str:
    """What is due as a table for spreadsheets; the same keys in the same order."""
    rows = [[today.isoformat(), *_due_row(item).values()] for item in items]
    return "\n".join(csv_row(row) for row in (["today", *Due._fields], *rows))
