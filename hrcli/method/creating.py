"""The first plan of a case: a starter, with what is known on the first day in it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from hrcli import ids
from hrcli.dates import after, echo
from hrcli.document import edit
from hrcli.document.data import Data, Value, keyed, value_at
from hrcli.document.document import Document, read
from hrcli.finding import Path
from hrcli.method.interview import Interview
from hrcli.method.new_item import entry
from hrcli.plan import schema
from hrcli.plan.case import Settings
from hrcli.resources import text

# What the person considers with each starter, where the worker names one.
STARTERS = {"continuing": "no_change", "cutting_down": "cut_down", "quitting": "stop"}
STARTER_FOR = {"cut_down": "cutting_down", "stop": "quitting", "already_stopped": "quitting"}

OWN = ("hrcli", "case", "calendar")
NEXT: Path = ("review", "next")
CONSIDERING: Path = ("use", 0, "considering", "answer")

# What is asked of everybody, the client's first concern first; the schema words the questions.
ASKED: tuple[Path, ...] = (
    ("presenting_problem", "first_concern"),
    ("client", "alias"),
    ("client", "age_band"),
    ("client", "strengths"),
    CONSIDERING,
    ("use", 0, "substance"),
    ("use", 0, "words"),
    ("use", 0, "pattern"),
    ("use", 0, "dependence"),
    ("dependants",),
)
BEHAVIOUR: Path = ("use", 0, "behaviour")
OF_SUBSTANCES = ("substance", "dependence", "route", "supply")
"""What a use that is a behaviour does not have."""
IF_OFFERED: tuple[Path, ...] = (BEHAVIOUR, ("use", 0, "route"), ("use", 0, "supply"))
"""What is asked only where what was typed for the substance says something about it."""
LAST: tuple[Path, ...] = (("review", "next"), ("review", "set_with_client"))


def taken_over(data: Data) -> dict[Path, Any]:
    """What --from says, without what is the new case's own; its next review is never lost."""
    found: dict[Path, Any] = {(key,): it for key, it in data.items() if key not in OWN}
    review = data.get("review")
    if isinstance(review, dict):
        del found[("review",)]
        inner = {("review", key): it for key, it in review.items()}
        found |= {path: it for path, it in inner.items() if path != NEXT or it is not None}
    return found


def asked(session: Interview, settings: Settings, draw: ids.Draw) -> dict[Path, Any]:
    """The answers to what is asked of everybody, each at its place in the plan."""
    session.brief = True
    answers = {path: session.value(path) for path in ASKED if session.makes_sense(path)}
    answers |= {path: session.value(path) for path in IF_OFFERED if session.offers(path)}
    answers[("dependants",)] = _with_ids(answers[("dependants",)], draw, session.today)
    session.tell(f"  Enter takes {echo(_first_review(settings, session.today), session.today)}.")
    answers.update({path: session.value(path) for path in LAST})
    return {path: answer for path, answer in answers.items() if answer is not None}


def _with_ids(people: list[dict[str, Any]] | None, draw: ids.Draw, today: date) -> list[Any] | None:
    """The people who were named as items of a plan; an empty list says that there is nobody."""
    if people is None:
        return None
    at, found = ("dependants",), list[Any]()
    for person in people:
        found.append(entry(at, person, "d", found, draw, today))
    return found


def _first_review(settings: Settings, today: date, every: object = None) -> date:
    """The day of the first review, where no other is named: after the usual interval."""
    usual = settings.review_every
    return after(today, every or usual) or after(today, usual) or today


def creating(
    case_id: str,
    starter: str | None,
    answers: Mapping[Path, Any],
    settings: Settings,
    today: date,
    draw: ids.Draw,
) -> str:
    """The text of the first plan: a starter with the case's id, dates and answers in it.

    The starter is the one that was named, else the one for what the person considers. Who was not
    asked what they consider has said nothing.
    """
    considers = STARTERS[starter] if starter else answers.get(CONSIDERING)
    if considers:
        said = {"answer": considers, "asked_on": today.isoformat()}
        answers = {CONSIDERING[:-1]: said, **answers}
    known: dict[Path, Any] = {
        ("case",): case_id,
        ("opened",): today.isoformat(),
        ("calendar",): ids.new_calendar_number(draw),
        ("worker",): settings.worker or "me",
        ("review", "every"): settings.review_every,
        NEXT: _first_review(settings, today, answers.get(("review", "every"))).isoformat(),
        **answers,
    }
    name = starter or STARTER_FOR.get(str(considers), "continuing")
    document = read(text("templates", f"starters/{name}.yaml").encode("utf-8"))
    if BEHAVIOUR in known:
        known = {("use",): [_doing(document.data, known.pop(BEHAVIOUR))], **known}
    for path, value in known.items():
        document = read(_put(document, path, value).encode("utf-8"))
    return document.text


def _doing(starter: Value, behaviour: str) -> Value:
    """The starter's use as a behaviour: without what only a substance has."""
    use = keyed(value_at(starter, ("use", 0)))
    kept = {key: it for key, it in use.items() if key not in OF_SUBSTANCES}
    return schema.in_order("plan", ("use", 0), {**kept, "behaviour": behaviour})


def _put(document: Document, path: Path, value: Value) -> str:
    if path[:1] == ("use",) and len(path) > 1 and not value_at(document.data, ("use",)):
        return document.text  # --from replaced the list
    return edit.put(document, path, value, schema.key_order(document, path))
