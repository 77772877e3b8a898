"""The first plan of a case: a starter, with what is known on the first day in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from hrcli import ids
from hrcli.dates import after, echo
from hrcli.document import edit
from hrcli.document.data import Data, Value, keyed, value_at
from hrcli.document.document import Document, read
from hrcli.finding import Path
from hrcli.method.interview import Interview, Listen, Misheard, heard
from hrcli.method.new_item import taken
from hrcli.method.next_review import usual_interval
from hrcli.method.signs import NOT_NOW, sign
from hrcli.plan import schema, substance_names
from hrcli.plan.case import Settings
from hrcli.plan.substance_names import SubstanceName
from hrcli.resources import text

# What the person considers with each starter, where the worker names one.
STARTERS = {"continuing": "no_change", "cutting_down": "cut_down", "quitting": "stop"}
STARTER_FOR = {"cut_down": "cutting_down", "stop": "quitting", "already_stopped": "quitting"}

OWN = ("hrcli", "case", "calendar")
NEXT: Path = ("review", "next")
EVERY: Path = ("review", "every")
CONSIDERING: Path = ("use", 0, "considering", "answer")

# What is asked of everybody, the client's first concern first; the schema words the questions. What
# comes after the uses is asked last. The rest comes with the steps of the method.
ASKED: tuple[Path, ...] = (
    ("presenting_problem", "first_concern"),
    ("client", "alias"),
    ("client", "age_band"),
)
BEHIND: tuple[Path, ...] = (("client", "strengths"), CONSIDERING)
USE: Path = ("use",)
SUBSTANCE: Path = ("use", 0, "substance")
DEPENDANTS: Path = ("dependants",)
OF_SUBSTANCES = ("substance", "dependence", "route", "supply")
"""What a use that is a behaviour does not have."""
IF_OFFERED = ("route", "supply")
"""What is asked only where what was typed for the substance says something about it."""
MORE = "#more"
"""Among the answers: the names that were typed behind the first one, where several were."""


def taken_over(data: Data) -> dict[Path, Any]:
    """What --from says, without what is the new case's own; its next review is never lost."""
    found: dict[Path, Any] = {(key,): it for key, it in data.items() if key not in OWN}
    review = data.get("review")
    if isinstance(review, dict):
        del found[("review",)]
        inner = {("review", key): it for key, it in review.items()}
        found |= {path: it for path, it in inner.items() if path != NEXT or it is not None}
    return found


def asked(
    session: Interview,
    settings: Settings,
    draw: ids.Draw,
    used: Mapping[Path, Value] | None = None,
) -> dict[Path, Any]:
    """The answers to what is asked of everybody, each at its place in the plan.

    `used` is what is known of the uses already; nothing more is asked about them.
    """
    session.brief = True
    answers = {path: session.value(path) for path in ASKED}
    answers |= used or _uses(session)
    answers |= {path: session.value(path) for path in BEHIND}
    answers[DEPENDANTS] = _dependants(session.whether(DEPENDANTS), draw)
    session.tell(f"  Enter takes {echo(_first_review(settings, session.today), session.today)}.")
    answers[NEXT] = session.value(NEXT)
    return {path: answer for path, answer in answers.items() if answer is not None}


def _dependants(there: bool | None, draw: ids.Draw) -> list[Value] | None:
    """Somebody who depends on the client, of whom a step of the method asks more; an empty list
    says that there is nobody.
    """
    somebody: list[Value] = [{"id": ids.new_item_id("d", draw, set())}]
    return None if there is None else somebody if there else []


def _uses(session: Interview) -> dict[Path, Value]:
    """What is used, at its places in the plan: several names may be given in one answer.

    Only what one of them means is asked for where it does not say so itself.
    """
    session.tell("  Several with commas: alcohol, cannabis.")
    found = _use(session, (*USE, 0))
    for place, name in enumerate(session.known.get(MORE, ()), start=1):
        try:
            found |= _meant(name, (*USE, place), session.today)
        except Misheard:
            found |= _use(session, (*USE, place), name)
        else:
            if understood := _name(name):
                session.tell(f"  {understood.remark}")
    return found


def _name(typed: str) -> SubstanceName | None:
    return substance_names.named(typed, schema.words_at("plan", SUBSTANCE))


def _use(session: Interview, at: Path, name: str = "") -> dict[Path, Value]:
    """What is said of one use: its substance or behaviour, and what its name says beside that.

    `name` is what was typed for it already.
    """
    listen = session.listen
    session.listen = _Naming(session, listen, name)
    try:
        found = {(*at, "substance"): session.value((*at, "substance"))}
    finally:
        session.listen = listen
    beside = [key for key in ("behaviour", *IF_OFFERED) if session.offers((*at, key))]
    found |= {(*at, key): session.value((*at, key)) for key in beside}
    found[(*at, "words")] = session.offered_at((*at, "words")) or None
    return {path: it for path, it in found.items() if it is not None}


class _Naming:
    """Listens at the question for a substance.

    Where several names are typed at once, those behind the first comma are kept among the answers.
    A name that means one class, whoever says it, is taken without asking again.
    """

    def __init__(self, session: Interview, listen: Listen, name: str) -> None:
        self.known = session.known
        self.listen = listen
        self.name = name  # of a further use: it is heard first
        self.is_further = bool(name)
        self.is_first = True
        self.sure = False

    def __call__(self, question: str) -> str:
        if self.sure:
            self.sure = False
            return ""  # Enter takes what the name stands for
        typed, self.name = self.name or self._typed(question), ""
        name = _name(typed)
        self.is_first, self.sure = False, name is not None and name.sure
        return typed

    def _typed(self, question: str) -> str:
        """What is typed now; of several names the first, unless it is one of them itself."""
        typed = self.listen(question)
        if self.is_further:
            return typed
        first, *more = several(typed)
        says = typed.strip() and sign(typed) in ("", NOT_NOW)
        if more or (self.is_first and says):
            self._begin(more)
        return first

    def _begin(self, more: list[str]) -> None:
        """Keep what was typed for further uses, and nothing that was said of them before."""
        further = re.compile(r"use\.[1-9]")
        for name in [it for it in self.known if further.match(it)]:
            del self.known[name]
        self.known[MORE] = more


def several(typed: str) -> list[str]:
    """The names of substances in one answer, or their numbers, each once.

    A comma between two digits belongs to a name (1,4-BD), unless there are numbers alone.
    """
    parts = re.split(r"," if re.fullmatch(r"[\d,\s]*", typed) else r",(?!\d)|(?<!\d),", typed)
    return list(dict.fromkeys(part.strip() for part in parts if part.strip())) or [typed]


def named(typed: Iterable[str], today: date) -> dict[Path, Value]:
    """The uses that are named at the shell, at their places in the plan.

    Raises Misheard where a name means nothing, or several things.
    """
    found: dict[Path, Value] = {}
    for place, name in enumerate(name for it in typed for name in several(it)):
        found |= _meant(name, (*USE, place), today)
    return found


def _meant(name: str, at: Path, today: date) -> dict[Path, Value]:
    """The use at `at` that a name means by itself: of a substance, or a behaviour.

    Raises Misheard where it means nothing, or several things.
    """
    part, words = schema.property_at("plan", SUBSTANCE), schema.words_at("plan", SUBSTANCE)
    try:
        found: dict[Path, Value] = {(*at, "substance"): heard(part or {}, words, name, today)}
    except Misheard:
        if (word := schema.as_word(name)) in schema.words_at("plan", (*USE, 0, "behaviour")):
            return {(*at, "behaviour"): word}
        raise
    return found | ({(*at, "words"): " ".join(name.split())} if _name(name) else {})


def _first_review(settings: Settings, today: date, every: object = None) -> date:
    """The day of the first review, where no other is named: after the usual interval."""
    usual = usual_interval(settings, (), {})
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
        **({} if settings.review_by_degree else {EVERY: settings.review_every}),
        NEXT: _first_review(settings, today, answers.get(EVERY)).isoformat(),
        **answers,
    }
    name = starter or STARTER_FOR.get(str(considers), "continuing")
    document = read(text("templates", f"starters/{name}.yaml").encode("utf-8"))
    for path, value in _with_uses(document.data, known, draw).items():
        document = read(_put(document, path, value).encode("utf-8"))
    return document.text


def _with_uses(starter: Value, known: Mapping[Path, Value], draw: ids.Draw) -> Mapping[Path, Value]:
    """What is `known`, with the uses as whole items where there are several, or a behaviour.

    One substance is filled into the starter's own use.
    """
    told: dict[int, dict[str, Value]] = {}
    for path, value in known.items():
        if len(path) == len(SUBSTANCE) and path[:1] == USE and isinstance(path[1], int):
            told.setdefault(path[1], {})[str(path[2])] = value
    if USE in known or (not set(told) - {0} and "behaviour" not in told.get(0, {})):
        return known
    own, found = keyed(value_at(starter, (*USE, 0))), list[Value]()
    for place in sorted(told):
        name = {"id": ids.new_item_id("s", draw, taken([own, found]))} if place else {}
        found.append(_whole({**own, **told[place], **name}))
    return {**{path: it for path, it in known.items() if path[:1] != USE}, USE: found}


def _whole(use: Data) -> Value:
    """A use in the schema's order; one that is a behaviour without what only a substance has."""
    left_out = OF_SUBSTANCES if "behaviour" in use else ()
    kept = {key: it for key, it in use.items() if key not in left_out}
    return schema.in_order("plan", (*USE, 0), kept)


def _put(document: Document, path: Path, value: Value) -> str:
    if path[:1] == ("use",) and len(path) > 1 and not value_at(document.data, ("use",)):
        return document.text  # --from replaced the list
    return edit.put(document, path, value, schema.key_order(document, path))
