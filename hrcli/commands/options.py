"""`hrcli options`: ideas from the sources, to search in; nothing is filled in."""

from __future__ import annotations

from collections.abc import Iterator

import click

from hrcli import ids
from hrcli.commands._catalogue import entry, known_ideas
from hrcli.commands._desk import Desk, desk
from hrcli.commands._screen import listing
from hrcli.commands._tab import case_ids
from hrcli.errors import NoCaseload
from hrcli.formats.starting import starting
from hrcli.knowledge.options import search
from hrcli.knowledge.places_of_help import PlaceOfHelp, about
from hrcli.method.by_id import by_id
from hrcli.method.collecting import EARLIER, Shown, shown
from hrcli.method.fitting import groups_in
from hrcli.method.priority import order
from hrcli.plan.case import Case
from hrcli.plan.plan import Harm
from hrcli.terminal import line, painted, safe


@click.command()
@click.argument("words", nargs=-1, metavar="[CASE|WORD]...", shell_complete=case_ids)
@desk
def options(desk: Desk, words: tuple[str, ...]) -> None:
    """Find ideas: those that fit the harms of a case, or the whole catalogue by words.

    With a CASE: what is worth asking early about what is used, and the ideas that fit each harm (or
    only one, by its id behind the CASE), with why, numbered as hrcli add CASE option takes them
    over; then what the case had before. With words: several narrow it down. The ideas come from the
    texts named with each. Your own, in knowledge/options.yaml of the caseload, stand first, and the
    places of help in its knowledge/resources.yaml are found by their tags. What fits is for the
    client and you to say: no idea gets into a plan by itself, and none is recommended.

    \b
    Examples:
      hrcli options child hangover
      hrcli options overdose
      hrcli options 7KQ2
      hrcli options 7KQ2 h7k
    """
    case = _case(desk, words)
    told = _of_case(desk, case, words[1:]) if case else _by_words(desk, words)
    found = False
    for text in told:
        found = True
        head, *below = safe(text).split("\n")
        listing("\n".join((painted(head, "heading") if head else "", *below)))
    if not found:
        desk.say("Nothing was found. Try one word alone, or see all of them: hrcli options")


def _case(desk: Desk, words: tuple[str, ...]) -> Case | None:
    """The case that the first word names; None where it names none, as words to search do."""
    typed = ids.as_typed(words[0]) if words else ""
    try:
        named = [it for it in desk.caseload.case_ids() if typed and it.startswith(typed)]
    except NoCaseload:
        return None
    if len(typed) < SHORTEST or not named:
        return None
    return desk.caseload.with_earlier(desk.case(words[0]))


SHORTEST = 4
"""Signs of a case's id that have to be typed here, where a word of the catalogue may stand too."""


def _of_case(desk: Desk, case: Case, named: tuple[str, ...]) -> Iterator[str]:
    known = known_ideas(desk)
    harms = _harms(case, named)
    for group in () if named else groups_in(case.plan):
        yield from (*starting(case, group), "")
        if not harms:
            yield f"Ideas about {group.name}:"
            yield from (*(entry(idea) for idea in known if group.holds(idea)), "")
    for harm in harms:
        yield from (*_for_harm(harm, shown(case, [harm], known)), "")
    if harms:
        yield f"Into the plan by number or code: hrcli add {case.id[:4]} option"
    else:
        yield f"Ideas are for a harm; name one first: hrcli add {case.id[:4]} harm"


def _for_harm(harm: Harm, offer: Shown) -> Iterator[str]:
    yield f"For {harm.id}: {line(harm.what)}"
    for number, fit in enumerate(offer.fits, start=1):
        yield f"{number}. {entry(fit.idea)}\n  fits: {fit.why}{'; your own' * fit.idea.own}"
    if offer.before:
        yield EARLIER
        yield from offer.numbered_before()


def _harms(case: Case, named: tuple[str, ...]) -> list[Harm]:
    """The harm that is named; without one, those that call for attention, the heaviest first."""
    if not named:
        return [it.harm for it in order(case.plan.present_harms)]
    return [by_id(case.plan.harms, name, "harm", "hrcli options") for name in named]


def _by_words(desk: Desk, words: tuple[str, ...]) -> Iterator[str]:
    yield from (entry(idea) for idea in search(known_ideas(desk), words))
    yield from (_place(it) for it in _places(desk, words))


def _places(desk: Desk, words: tuple[str, ...]) -> list[PlaceOfHelp]:
    """The caseload's places of help with these tags; none where there is no caseload."""
    try:
        return about(desk.caseload.settings, words)
    except NoCaseload:
        return []


def _place(place: PlaceOfHelp) -> str:
    way = "; ".join(filter(None, (place.how, place.when)))
    lines = (f"{place.id}: {place.name}, a place of help", place.what, way)
    return "\n  ".join(filter(None, lines))
