"""The catalogue of options as it stands for a caseload: hrcli's own ideas, and an agency's."""

from __future__ import annotations

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
