"""A contact that is noted: what was typed about it, and what its event holds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from hrcli.errors import WrongCommand
from hrcli.folding import folded, meant, same
from hrcli.knowledge.table_of_facts import named
from hrcli.method.by_id import by_id
from hrcli.method.interview import Interview, Misheard, heard
from hrcli.plan import schema
from hrcli.plan.case import Case

COMMAND = "hrcli note"
MOST = 9999
REACHED = {
    "reached": "There was contact.",
    "not_reached": "Nobody answered, or the client did not come.",
}


def kind(reached: bool) -> str:
    """The kind of event that a contact is, or what only was to be one."""
    met, tried = named("noted")
    return met if reached else tried


def how_typed(typed: str) -> str:
    """How the client was met, by the word or its beginning. Raises WrongCommand."""
    words = schema.words_at("event", ("how",))
    try:
        return str(heard({}, words, typed, date.min))
    except Misheard:
        todo = f"{meant(typed, words)}One of: {', '.join(words)}"
        raise WrongCommand("This is no way to meet.", f"{COMMAND} --how", todo) from None


def goals_typed(case: Case, typed: Iterable[str]) -> list[str]:
    """The ids of the goals that a contact was about. Raises WrongCommand for one there is not."""
    found = (by_id(case.plan.goals, name, "goal", f"{COMMAND} --goal").id for name in typed)
    return list(dict.fromkeys(found))


def supplies_typed(known: Sequence[str], typed: Iterable[str]) -> list[dict[str, Any]]:
    """What was given out, as `kits=2` or `kits` says it; `known` is the agency's own list.

    Raises WrongCommand for anything else; it is not repeated.
    """
    counts: dict[str, int] = {}
    for said in typed:
        name, _, number = said.partition("=")
        what = _supply(known, name)
        counts[what] = counts.get(what, 0) + _count(what, number)
    return given(counts)


def given(counts: dict[str, int]) -> list[dict[str, Any]]:
    """The things given out with their numbers, as the event holds them."""
    return [{"what": what, "count": count} for what, count in counts.items()]


def _supply(known: Sequence[str], typed: str) -> str:
    if not known:
        what = "The settings name nothing that is given out."
        todo = "List it in hrcli.yaml, such as: supplies: [kits, needles, condoms]"
        raise WrongCommand(what, f"{COMMAND} --supply", todo)
    begun = [it for it in known if typed.strip() and folded(it).startswith(folded(typed))]
    found = next((it for it in known if same(it, typed)), begun[0] if len(begun) == 1 else None)
    if found is None:
        todo = f"{meant(typed, known)}Known: {', '.join(known)}"
        raise WrongCommand("The settings name no such thing.", f"{COMMAND} --supply", todo)
    return found


def _count(what: str, typed: str) -> int:
    number = folded(typed) or "1"
    if number.isascii() and number.isdigit() and 1 <= int(number[:9]) <= MOST:
        return int(number)
    todo = f"Write how many, a whole number up to {MOST}, such as: --supply {what}=2"
    raise WrongCommand("This is no number of things.", f"{COMMAND} --supply", todo)


def asked(session: Interview, case: Case, said: dict[str, Any]) -> dict[str, Any]:
    """What is asked about a contact beside what was said: how, whether reached, goals, supplies.

    `said` has `reached` where an option says it. Gives the answers by the keys of an event, and
    `reached` as True, False or None.
    """
    found = dict(said)
    if "how" not in found:
        found["how"] = session.value(("how",))
    if "reached" not in found:
        answer = session.choice("reached", "Was the client reached?", REACHED)
        found["reached"] = None if answer is None else answer == "reached"
    if "goals" not in found and case.plan.open_goals:
        found["goals"] = session.value(("goals",))
    if "supplies" not in found and case.settings.supplies:
        found["supplies"] = _supplies_asked(session, case.settings.supplies)
    found["what"] = session.value(("what",))
    return found


def _supplies_asked(session: Interview, known: Sequence[str]) -> list[dict[str, Any]]:
    words = {schema.as_word(it): it for it in known}
    counts = {}
    for place, word in enumerate(session.several("given", "Was anything given out?", words)):
        at = ("supplies", place, "count")
        session.tell(f"  {words[word]}:")
        session.offer(at, "1")
        counts[words[word]] = session.value(at) or 1
    return given(counts)


def noted(case: Case, answers: dict[str, Any]) -> dict[str, Any]:
    """The answers for the event of a contact. Raises WrongCommand where it is not said whether
    the client was reached: it would count as contact, or be lost as one.
    """
    if answers.get("reached") is None:
        todo = "Say it with --reached or --not-reached."
        raise WrongCommand("Whether the client was reached is not said.", COMMAND, todo)
    said = {key: value for key, value in answers.items() if value not in (None, [], "")}
    del said["reached"]
    return {"kind": kind(answers["reached"]), "date": case.today.isoformat(), **said}
