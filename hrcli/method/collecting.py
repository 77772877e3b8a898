"""Collecting ideas for a harm: what is shown to think along with, what is taken over of it.

An idea is in the plan only where the worker typed its number, its code or own words.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any, NamedTuple

from hrcli.document.data import Value
from hrcli.folding import same
from hrcli.knowledge.options import Idea, in_words
from hrcli.method.fitting import Before, Fit, before, fitting, goals_before
from hrcli.method.interview import Interview
from hrcli.plan.case import Case
from hrcli.plan.plan import Goal, Harm
from hrcli.terminal import line

OPTIONS = "options"
FOR = (OPTIONS, 0, "for")
IDEAS = "What could be done? (several with ;)"
FITTING = "Ideas that fit; nothing of it is in the plan yet. For more: hrcli options WORD"
USE_CHANGE = "use_change"
EARLIER = "Earlier in this case:"
HOW = "  Numbers or codes (1, 4), or your own words; several with ; between them."


GOAL = ("goals", 0)
SPECIFIC = (*GOAL, "specific")


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
    answered = [harm.id] if harm else _which(session, case)
    if harm:
        session.about(f"\nHarm {harm.id}: {line(harm.what)}")
    offer = shown(case, _named(case, _names(answered)), known)
    for told in _menu(offer):
        session.tell(told)
    about = {"for": answered} if answered else {}
    return [{**about, **it} for it in _taken(session, offer, known)]


def asked_for_change(session: Interview) -> list[dict[str, Value]]:
    """An idea for stopping or cutting down, named at the terminal; none where none was."""
    session.brief = True
    session.about("The client thinks of using less: an idea for that as well?")
    at = (OPTIONS, 0)
    typed = session.value((*at, "what"))
    told = {"for": True, "track": USE_CHANGE, "what": typed}
    rest = session.gaps(at, told) if typed else ()
    answers = {str(path[-1]): it for path, it in rest}
    return [{"what": typed, "track": USE_CHANGE, **answers}] if typed else []


def _which(session: Interview, case: Case) -> Value:
    """Ask which harms ideas are for; the first without one, or the only one, is offered."""
    there = [harm for harm in case.plan.present_harms if harm.id]
    without = [it for it in there if not any(it.id in o.harms for o in case.plan.options)]
    likely = without or (there if len(there) == 1 else [])
    if likely:
        session.offer(FOR, likely[0].id)
    answered: Value = session.value(FOR)
    return answered


def _names(answered: Value) -> list[str]:
    return [str(it) for it in answered] if isinstance(answered, list) else []


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


def _taken(session: Interview, offer: Shown, known: Collection[Idea]) -> list[dict[str, Value]]:
    """What is taken over by its number or code, or said in own words; nothing where it is left."""
    what = (OPTIONS, 0, "what")
    typed = session.value(what, IDEAS)
    while typed:
        taken = [it for part in _between(typed, ";") for it in _meant(part, offer, known)]
        if all(taken):
            return [it for it in taken if it]
        most = len(offer.fits) + len(offer.before)
        session.tell(f"  Give numbers from 1 to {most}.")
        typed = session.again(what, IDEAS)
    return []


def _meant(part: str, offer: Shown, known: Collection[Idea]) -> list[dict[str, Value] | None]:
    """The ideas that stand in a part of what was typed: numbers and codes with commas, or one in
    own words; None for a number that is none.
    """
    pieces = _between(part, ",")
    taken = [_one(piece, offer, known) for piece in pieces]
    own_words = not all(taken) and not all(piece.isdecimal() for piece in pieces)
    return [{"what": part}] if own_words else taken


def _between(typed: str, sign: str) -> list[str]:
    return [part.strip() for part in typed.split(sign) if part.strip()]


def _one(part: str, offer: Shown, known: Collection[Idea]) -> dict[str, Value] | None:
    if part.isdecimal():
        return offer.option(int(part))
    return next((in_words({"what": it.code}, (it,)) for it in known if same(it.code, part)), None)


def goal_asked(session: Interview, case: Case) -> dict[str, Any]:
    """The answers about a new goal; what an earlier one said is offered where it is taken up."""
    earlier = goals_before(case)
    if earlier:
        for key in ("for", "option"):  # they stand before it
            session.value((*GOAL, key))
        session.tell("Goals that are over; type a number to begin with that one again:")
        for number, goal in enumerate(earlier, start=1):
            session.tell(f"  {number}. {line(goal.specific)} ({goal.status.replace('_', ' ')})")
        _take_up(session, earlier)
    return session.item(GOAL)


def _take_up(session: Interview, earlier: Sequence[Goal]) -> None:
    """Where a number is typed for what will be done, offer what that goal said."""
    while str(typed := session.value(SPECIFIC) or "").isdecimal():
        if 1 <= int(typed) <= len(earlier):
            goal = earlier[int(typed) - 1]
            for path, said in (
                (SPECIFIC, goal.specific),
                ((*GOAL, "meaningful"), goal.meaningful),
                ((*GOAL, "assessable", "measure"), goal.assessable.measure),
            ):
                if said:
                    session.offer(path, said)
        else:
            session.tell(f"  Give a number from 1 to {len(earlier)}, or your own words.")
        session.again(SPECIFIC)
