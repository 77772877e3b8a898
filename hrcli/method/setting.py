"""What is meant by one value for one place of a plan, and what it changes there."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from hrcli import ids
from hrcli.document.data import Value, lost_at, path_of, value_at
from hrcli.errors import WrongCommand
from hrcli.finding import Path
from hrcli.folding import meant
from hrcli.method import new_item
from hrcli.method.interview import NO_ANSWER, Interview, Misheard, SeveralMeanings, heard
from hrcli.method.next_review import review_after
from hrcli.plan import check, schema
from hrcli.plan.case import Case
from hrcli.plan.changes import Change
from hrcli.terminal import line

NEXT = ("review", "next")
OWN = (("hrcli",), ("case",))


def place(case: Case, path: str) -> Path:
    """The place that a worker names in the plan. Raises WrongCommand where it is none."""
    found = path_of(case.plan_file.document.data, path)
    if not found:
        alike = meant(*lost_at(case.plan_file.document.data, path))
        see = f"hrcli show {case.id[:4]} lists the ids."
        todo = f"{alike}Name keys and ids with dots, such as goals.g2m.status; {see}"
        raise WrongCommand("This path leads nowhere in the plan.", "hrcli set", todo)
    return found


def part_at(where: Path, key_harms: Collection[str]) -> Any:
    """The schema of a place. Raises WrongCommand where the schema has no such key."""
    part = schema.property_at("plan", where, key_harms)
    if part is None:
        todo = schema.known_keys("plan", where, key_harms)
        raise WrongCommand("The plan has no such key.", "hrcli set", todo)
    return part


def need_not_own(where: Path, path: str) -> None:
    """Raises WrongCommand for what hrcli alone sets: `path` is the place as it was named."""
    if where in OWN or where[-1] == "id":
        todo = "Leave it as it is: folders, reviews and other places go by it."
        raise WrongCommand("hrcli sets this itself.", f"hrcli set {path}", todo)


def typed(case: Case, where: Path, path: str, value: str, draw: ids.Draw) -> Any:
    """What a value typed as an argument means, by the type the schema gives the place.

    Raises WrongCommand where it means nothing, or does not belong among arguments.
    """
    key_harms = case.settings.key_harms
    part = part_at(where, key_harms)
    named = f"hrcli set {path}"
    if schema.is_free_text("plan", where):
        todo = f"Give it on standard input: hrcli set CASE {path} --from -"
        raise WrongCommand("Free text does not travel as an argument.", named, todo)
    inner = schema.property_at("plan", (*where, 0), key_harms) or {}
    if "properties" in part or "properties" in inner:
        todo = "Name one key inside it, or give all of it with --from -"
        raise WrongCommand("This place holds keys of its own.", named, todo)
    if part.get("x-random") and value == "new":
        return ids.new_calendar_number(draw)
    words = schema.words_at("plan", where, key_harms)
    try:
        return heard(part, words, value, case.today, case.settings.locale)
    except SeveralMeanings as error:
        raise WrongCommand("This name does not say enough.", named, str(error)) from None
    except Misheard as error:
        hint = check.meant_word(value, words, schema.list_name("plan", where)) if words else ""
        todo = f"{hint} One of: {', '.join(words)}".strip() if words else str(error)
        raise WrongCommand("This value does not fit here.", named, todo) from None


def setting(case: Case, where: Path, value: Value) -> list[Change]:
    """What one value changes: its place, and the day on which it was answered."""
    changes = [Change(where, value)]
    if value_at(case.plan.data, where) != value:
        changes += new_item.days([where], case.plan.data, case.today)
    return changes


def answering(case: Case, answers: list[Change]) -> list[Change]:
    """What `answers` change that were asked for one by one: their places, and their days."""
    places = [change.path for change in answers]
    return [*answers, *new_item.days(places, case.plan.data, case.today)]


def asked(session: Interview, case: Case, where: Path, draw: ids.Draw) -> list[Change]:
    """What is answered now: each gap of a place with keys, one value, or more for a list."""
    there, part = value_at(case.plan.data, where), part_at(where, case.settings.key_harms)
    if where[:1] == NEXT[:1]:
        _offer_next(session, case)
    if "properties" in part:
        known = there if isinstance(there, dict) else {}
        return [Change(*gap) for gap in session.gaps(where, known)]
    if there not in NO_ANSWER:
        _tell_what_stands(session, there)
    answer = session.value(where)
    if answer is None:
        return []
    if not isinstance(answer, list):
        return [Change(where, answer)]
    return adding(case, where, answer, draw)


def _offer_next(session: Interview, case: Case) -> None:
    """Let Enter take the usual day for the next review, where none is planned."""
    usual = review_after(case, case.today)
    if usual and not case.plan.review.next:
        session.offer(NEXT, usual.isoformat())


def adding(case: Case, where: Path, new: list[Any], draw: ids.Draw) -> list[Change]:
    """The new entries behind those that stand in the list, words only once."""
    plan = case.plan.data
    stands = value_at(plan, where)
    there = stands if isinstance(stands, list) else []
    letter, made = str(where[-1])[0], list[Any]()
    for item in new:
        item = new_item.entry(where, item, letter, [plan, made], draw, case.today)
        made += [item] if item not in [*there, *made] else []
    if not there:
        return [Change(where, made)]
    return [Change((*where, place), it) for place, it in enumerate(made, start=len(there))]


def _tell_what_stands(session: Interview, there: Value) -> None:
    if not isinstance(there, list):
        session.tell(f"So far: {line(str(there))}. Enter keeps it.")
    elif not any(isinstance(item, dict) for item in there):
        session.tell(f"So far: {line(', '.join(map(str, there)))}. What you add stands beside it.")
