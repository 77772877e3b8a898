"""Where a new item goes, and what it holds: an id of its own, the answers, and their day."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from hrcli import ids
from hrcli.document.data import Data, Value, items, length_at, path_of, said, text, value_at
from hrcli.errors import WrongCommand
from hrcli.finding import Path
from hrcli.folding import meant
from hrcli.plan import schema
from hrcli.plan.case import Case
from hrcli.plan.changes import Change
from hrcli.plan.plan import Plan
from hrcli.plan.schema import Schema


def list_at(plan: Plan, where: str, inside: str | None) -> Path:
    """The path of a list in a plan, as `harms` or `goals[].actions` say where it lies.

    `inside` is the id of the item around it. Raises WrongCommand where that is not clear.
    """
    outer, inner = where.split("[].") if "[]." in where else ("", where)
    if not outer:
        return tuple(inner.split("."))
    path = path_of(plan.data, f"{outer}.{inside}") if inside else None
    if path is None or len(path) != 2:
        alike = meant(inside or "", (text(it, "id") for _, it in items(plan.data, outer)))
        todo = f"{alike}Name it with --in ID, the id of one of its {outer}; hrcli show lists them."
        raise WrongCommand("It is not clear what this belongs to.", "hrcli add", todo)
    return (*path, inner)


def has_keys(at: Path) -> bool:
    """Whether the items of this list have keys of their own, or are plain texts."""
    return "properties" in (schema.property_at("plan", (*at, 0)) or {})


def behind(at: Path, plan: Plan) -> Path:
    """The place of one more item in the list at `at`."""
    return (*at, length_at(plan.data, at))


def adding_each(
    case: Case, at: Path, several: Iterable[Value], letter: str, draw: ids.Draw
) -> list[Change]:
    """What several more items in the list at `at` change, each with an id of its own."""
    length, found = length_at(case.plan.data, at), list[Change]()
    for place, answers in enumerate(several, start=length):
        there: list[Value] = [case.plan.data, *(change.value for change in found)]
        item = entry(at, answers, letter, there, draw, case.today)
        found.append(Change((*at, place), item))
    return found


def entry(at: Path, answers: Value, letter: str, plan: Value, draw: ids.Draw, today: date) -> Value:
    """An item for the list at `at`: an id that the plan does not know, then the answers in the
    schema's order, then defaults. Answers that are no keys of an item stay as they are.
    """
    part = schema.property_at("plan", (*at, 0)) or {}
    if "properties" not in part or not isinstance(answers, dict):
        return answers
    answers = dated((*at, 0), answers, today)
    item: dict[str, Value] = {}
    for key, inner in part["properties"].items():
        if key == "id" and key not in answers:
            item[key] = ids.new_item_id(letter, draw, taken(plan))
        elif key in answers:
            item[key] = answers[key]
        elif "default" in inner:
            item[key] = inner["default"]
    return item | {key: value for key, value in answers.items() if key not in item}


def dated(at: Path, answers: Data, today: date) -> dict[str, Value]:
    """The answers that belong at `at`, and today wherever the schema keeps the day of an answer."""
    found = dict(answers)
    for key, inner in _inside(at).items():
        if isinstance(below := found.get(key), dict):
            found[key] = dated((*at, key), below, today)
        elif not said(found, key) and _is_day_of(inner, found):
            found[key] = today.isoformat()
    return found


def days(answered: Collection[Path], plan: Value, today: date) -> list[Change]:
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


def _inside(at: Path) -> Schema:
    properties: Schema = (schema.property_at("plan", at) or {}).get("properties", {})
    return properties


def _is_day_of(part: Schema, answered: Collection[Any]) -> bool:
    """Whether a key keeps the day on which one of these was answered (x-today names which)."""
    which = part.get("x-today")
    return bool(answered) if which is True else which in answered


def taken(data: Value) -> set[str]:
    """All ids in a plan."""
    if isinstance(data, dict):
        own = {data["id"]} if isinstance(data.get("id"), str) else set()
        return own.union(*(taken(inner) for inner in data.values()))
    if isinstance(data, list):
        return set().union(*(taken(inner) for inner in data))
    return set()
