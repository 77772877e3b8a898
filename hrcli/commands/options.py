"""`hrcli options`: ideas from the sources, to search in; nothing is filled in."""

from __future__ import annotations

import click

from hrcli.commands._catalogue import entry, known_ideas
from hrcli.commands._desk import Desk, desk
from hrcli.commands._screen import listing
from hrcli.errors import NoCaseload
from hrcli.knowledge.options import search
from hrcli.knowledge.places_of_help import PlaceOfHelp, about
from hrcli.terminal import painted, safe


@click.command()
@click.argument("words", nargs=-1, metavar="[WORD]...")
@desk
def options(desk: Desk, words: tuple[str, ...]) -> None:
    """Search the catalogue of options; several words narrow it down.

    The ideas come from the texts named with each; your own, in knowledge/options.yaml of the
    caseload, are found too, and so are the places of help in its knowledge/resources.yaml by their
    tags. What fits is for the client and you to say: no idea gets into a plan
    by itself, and none is put before another.

    \b
    Examples:
      hrcli options child hangover
      hrcli options overdose
    """
    found = [entry(idea) for idea in search(known_ideas(desk), words)]
    found += [_place(it) for it in _places(desk, words)]
    for told in found:
        head, *below = safe(told).split("\n")
        listing("\n".join((painted(head, "heading"), *below)))
    if not found:
        desk.say("Nothing was found. Try one word alone, or see all of them: hrcli options")


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
