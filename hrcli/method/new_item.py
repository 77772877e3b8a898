"""What a new item of a list holds: an id of its own, the answers, and the day they were given."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from hrcli import ids
from hrcli.document.data import said, value_at
from hrcli.finding import Path
from hrcli.plan import schema
from hrcli.plan.changes import Change


def entry(at: Path, answers: Any, letter: str, plan: Any, draw: ids.Draw, today: date) -> Any:
    """An item for the list at `at`: an id that the plan does not know, then the answers in the
    schema's order, then defaults. Answers that are no keys of an item stay as they are.
    """
    part = schema.property_at("plan", (*at, 0)) or {}
    if "properties" not in part or not isinstance(answers, dict):
        return answers
    answers = dated((*at, 0), answers, today)
    item: dict[str, Any] = {}
    for key, inner in part["properties"].items():
        if key == "id" and key not in answers:
            item[key] = ids.new_item_id(letter, draw, taken(plan))
        elif key in answers:
            item[key] = answers[key]
        elif "default" in inner:
            item[key] = inner["default"]
    return item | {key: value for key, value in answers.items() if key not in item}


def dated(at: Path, answers: Mapping[str, Any], today: date) -> dict[str, Any]:
    """The answers that belong at `at`, and today wherever the schema keeps the day of an answer."""
    found = dict(answers)
    for key, inner in _inside(at).items():
        if isinstance(found.get(key), dict):
            found[key] = dated((*at, key), found[key], today)
        elif not said(found, key) and _is_day_of(inner, found):
            found[key] = today.isoformat()
    return found


def days(answered: Collection[Path], plan: Any, today: date) -> list[Change]:
    """The days to note where the places `answered` have just been filled.

    Today, where no day stands yet; and over an older one where it is the day of just that answer.
    """
    found: dict[Path, Change] = {}
    for place in answered:
        for depth in range(1, len(place)):
            above = place[:depth]
            for key, inner in _inside(above).items():
                at = (*above, key)
                is_due = value_at(plan, at) is None or inner.get("x-today") is not True
                if at not in answered and is_due and _is_day_of(inner, place[depth : depth + 1]):
                    found[at] = Change(at, today.isoformat())
    return list(found.values())


def _inside(at: Path) -> Mapping[str, Any]:
    properties: Mapping[str, Any] = (schema.property_at("plan", at) or {}).get("properties", {})
    return properties


def _is_day_of(part: Mapping[str, Any], answered: Collection[Any]) -> bool:
    """Whether a key keeps the day on which one of these was answered (x-today names which)."""
    which = part.get("x-today")
    return bool(answered) if which is True else which in answered


def taken(data: Any) -> set[str]:
    """All ids in a plan."""
    if isinstance(data, dict):
        own = {data["id"]} if isinstance(data.get("id"), str) else set()
        return own.union(*(taken(inner) for inner in data.values()))
    if isinstance(data, list):
        return set().union(*(taken(inner) for inner in data))
    return set()
