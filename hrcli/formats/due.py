"""What is due as text for people, JSON and CSV for programs."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, TypeAlias

from hrcli.dates import from_today
from hrcli.escape import csv_row
from hrcli.formats.findings import as_json
from hrcli.method.due import Due
from hrcli.terminal import Marked, Meaning, Paint, table, unpainted

DUE = ("STATE", "DATE", "CASE", "KIND", "ID", "WHEN")
LOUD = {"overdue": "OVERDUE", "missing": "MISSING"}
MEANINGS: dict[str, Meaning] = {
    **dict.fromkeys(("overdue", "missing", "unreadable"), "danger"),
    "today": "warning",
}

Words: TypeAlias = Mapping[tuple[str, str, str], str]
"""The words of actions, by the caseload, the case, and the id in a list of what is due."""
NO_WORDS: Words = {}


def due_text(
    items: Sequence[Due],
    today: date,
    several: bool = False,
    room: int | None = None,
    paint: Paint = unpainted,
    words: Words = NO_WORDS,
) -> str:
    """What is due for people: words first, ids and dates only; of `several` caseloads the folder
    of each stands last. No line is longer than `room`. Below an action stand its `words`.
    """
    rows = [_due_cells(item, today) for item in items]
    below = [_words(it, words) for it in items] if words else ()
    if not several:
        return table(DUE, rows, room, paint, below)
    of_each = [(*row, item.caseload) for row, item in zip(rows, items, strict=True)]
    return table((*DUE, "CASELOAD"), of_each, room, paint, below)


def _words(item: Due, words: Words) -> str:
    return words.get((item.caseload, item.case, item.id), "") if item.kind == "action" else ""


def _due_cells(item: Due, today: date) -> tuple[str, ...]:
    state = _state(item.state)
    when = item.date.isoformat() if item.date else "-"
    distance = from_today(item.date, today) if item.date else "no date"
    return state, when, item.case or "-", item.kind, item.id, distance


def _state(word: str) -> str:
    meaning = MEANINGS.get(word)
    told = LOUD.get(word, word)
    return Marked(told, meaning) if meaning else told


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
