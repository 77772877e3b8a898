"""The catalogue of options as it stands for a caseload: hrcli's own ideas, and an agency's."""

from __future__ import annotations

from collections.abc import Iterator

from hrcli.commands._desk import Desk
from hrcli.errors import NoCaseload
from hrcli.knowledge.options import Idea, built_in, ideas, laid_over
from hrcli.store.files import is_file

OWN = "knowledge/options.yaml"


def known_ideas(desk: Desk) -> tuple[Idea, ...]:
    """The built-in ideas, and those of the caseload where there is one."""
    try:
        caseload = desk.caseload
    except NoCaseload:
        return built_in()
    if not is_file(caseload.path(OWN)):
        return built_in()
    document = caseload.read(OWN)
    document.need_sound(OWN)
    return laid_over(ideas(document.data), built_in())


def entry(idea: Idea) -> str:
    """An idea with its code, what it is, where it comes from, and what to mind."""
    return "\n".join((f"{idea.code}: {idea.what}", *what_is_known(idea)))


def what_is_known(idea: Idea) -> Iterator[str]:
    """What kind of idea it is and at which level it works, the evidence for it, a caution."""
    yield f"  {', '.join(filter(None, (idea.track, idea.kind, idea.level)))}".replace("_", " ")
    if idea.sources:
        mark = f" ({idea.mark})" if idea.mark else ""
        yield f"  From: {'; '.join(idea.sources)}{mark}; not yet reviewed by a clinician."
    if idea.caution:
        yield f"  Mind: {idea.caution}"
