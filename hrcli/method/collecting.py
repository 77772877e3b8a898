"""Collecting ideas for a harm: what is shown to think along with, what is taken over of it.

An idea is in the plan only where the worker typed its number, its code or own words.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from hrcli.document.data import Value
from hrcli.finding import Path
from hrcli.folding import same
from hrcli.knowledge.options import Idea, in_words
from hrcli.method.fitting import Before, Fit, before, fitting
from hrcli.method.interview import Interview
from hrcli.plan.case import Case
from hrcli.plan.plan import Harm
from hrcli.terminal import line

OPTIONS: Path = ("options",)
AT = (*OPTIONS, 0)
FOR, WHAT = (*AT, "for"), (*AT, "what")
FITTING = "Ideas that fit; nothing of it is in the plan yet. For more: hrcli options WORD"
USE_CHANGE = "use_change"
EARLIER = "Earlier in this case:"
HOW = "  A number, a code, several with commas (1, 4), or your own words."


class Shown(NamedTuple):
    """The ideas that are shown for some harms, numbered in this order, the earlier ones last."""

    fits: Sequence[Fit]
    before: Sequence[Before]

    def option(self, number: int) -> dict[str, Value] | None:
        """What an option takes over from the idea with this number; None where there is none."""
        if 1 <= number <= len(self.fits):
            idea = self.fits[number - 1].idea
            return in_words({"what": idea.code}, (idea,))
        earlier = number - len(self.fits)
        return self.before[earlier - 1].answers if 1 <= earlier <= len(self.before) else None

    def numbered_before(self) -> Iterator[str]:
        """The ideas that came before, each under its number, with what became of it."""
        for number, it in enumerate(self.before, start=len(self.fits) + 1):
            yield f"  {number}. {line(it.what)} ({it.was})"


def shown(case: Case, harms: Collection[Harm], known: Collection[Idea]) -> Shown:
    """What there is to think along with for these harms, and what the case had before."""
    return Shown(fitting(case.plan, harms, known), before(case))


def asked(
    session: Interview, case: Case, known: Collection[Idea], harm: Harm | None = None
) -> list[dict[str, Value]]:
    """The options that were named at the terminal; none where none was.

    With a `harm` they are for that one; else it is asked which they are for.
    """
    if harm:
        session.tell(f"\nHarm {harm.id}: {line(harm.what)}")
        session.known.setdefault(_name(FOR), [harm.id])
    else:
        _offer_harm(session, case)
    answered = session.value(FOR)
    offer = shown(case, _named(case, answered or ()), known)
    for told in _menu(offer):
        session.tell(told)
    taken = _taken(session, offer, known)
    if taken is None:
        return _in_own_words(session, answered)
    return [{"for": answered, **it} if answered else it for it in taken]


def _in_own_words(session: Interview, harms: Value) -> list[dict[str, Value]]:
    """Ideas in own words, one after the other, until one is not given, and the rest of each."""
    found = [session.item(AT)]
    while session.another((*OPTIONS, len(found), "what")):
        at = (*OPTIONS, len(found))
        session.known.setdefault(_name((*at, "for")), harms)
        found.append(session.item(at))
    return found


def _name(path: Path) -> str:
    return ".".join(map(str, path))


def asked_for_change(session: Interview) -> list[dict[str, Value]]:
    """Ideas for stopping or cutting down, named at the terminal; none where none was."""
    session.tell("The client thinks of using less: an idea for that as well?")
    session.known.setdefault(_name((*AT, "track")), USE_CHANGE)
    typed = session.value(WHAT)
    return [session.item(AT)] if typed else []


def _offer_harm(session: Interview, case: Case) -> None:
    """Offer the one harm that has no idea yet, or the only one there is."""
    there = [harm for harm in case.plan.present_harms if harm.id]
    without = [it for it in there if not any(it.id in o.harms for o in case.plan.options)]
    for only in (without, there):
        if len(only) == 1:
            session.offer(FOR, only[0].id)
            return


def _named(case: Case, names: Collection[str]) -> list[Harm]:
    """The harms with these ids; without any, all that call for attention."""
    return [harm for harm in case.plan.harms if harm.id in names] or list(case.plan.present_harms)


def _menu(offer: Shown) -> Iterator[str]:
    if offer.fits:
        yield FITTING
    for number, fit in enumerate(offer.fits, start=1):
        own = "; your own" if fit.idea.own else ""
        yield f"  {number}. {fit.idea.what} ({fit.idea.code})\n     fits: {fit.why}{own}"
        if fit.idea.caution:
            yield f"     Mind: {fit.idea.caution}"
    if offer.before:
        yield EARLIER
        yield from offer.numbered_before()
    yield HOW


def _taken(
    session: Interview, offer: Shown, known: Collection[Idea]
) -> list[dict[str, Value]] | None:
    """What is taken over by its number or code; None where it is said in own words."""
    typed = session.value(WHAT)
    while True:
        if typed is None:
            return []
        parts = _parts(typed)
        taken = [it for part in parts if (it := _one(part, offer, known))]
        if parts and len(taken) == len(parts):
            return taken
        if not all(part.isdecimal() for part in parts):
            return None
        count = len(offer.fits) + len(offer.before)
        session.tell(f"  Give numbers from 1 to {count}.")
        typed = session.again(WHAT)


def _parts(typed: str) -> list[str]:
    return [part.strip() for part in re.split(r"[,;]", typed) if part.strip()]


def _one(part: str, offer: Shown, known: Collection[Idea]) -> dict[str, Value] | None:
    if part.isdecimal():
        return offer.option(int(part))
    return next((in_words({"what": it.code}, (it,)) for it in known if same(it.code, part)), None)
