"""A case as a page for one reader, in one format: what a view holds, laid out by templates."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache

from hrcli.escape import ESCAPES
from hrcli.knowledge.labels import Labels, labels_for
from hrcli.pages.audiences import LAY, LONG_DATES
from hrcli.pages.contents import Sheet, page
from hrcli.pages.environment import Environment, environment_for
from hrcli.pages.filters import Ink
from hrcli.pages.sandbox import laid_out_apart
from hrcli.pages.views import NO_GRANT, Grant
from hrcli.plan.case import Case
from hrcli.resources import folder

FORMATS = tuple(ESCAPES)
BLANKS_AT_END = re.compile(r"(?<![ \t])[ \t]+$", re.MULTILINE)
EMPTY_LINES = re.compile(r"\n{3,}")


def render(
    case: Case,
    audience: str,
    to: str,
    own: Mapping[str, str] | None = None,
    grant: Grant = NO_GRANT,
    dangers: Sequence[str] = (),
) -> str:
    """The page of `case` for one of AUDIENCES in one of FORMATS, ending in one line end.

    A reader outside the service sees what `grant` lets pass; without one, nothing of the case.

    `dangers` is what a check found dangerous and open; it stands on the worker's plan alone.

    `own` are an agency's templates by name (`client.j2`), laid over hrcli's: with them the page is
    laid out in a limited child process, and StoppedTemplate is raised where one cannot be carried
    out. The same case gives the same text, to the byte.
    """
    return laid_out(sheet_of(case, audience, to, grant, dangers), own)


def sheet_of(
    case: Case, audience: str, to: str, grant: Grant = NO_GRANT, dangers: Sequence[str] = ()
) -> Sheet:
    """What a page of `case` for `audience` is made from: that reader's view and language."""
    labels = labels_for(case.settings.locale, case.settings.knowledge)

    def word(value: object) -> str:
        return labels.word(value, audience in LAY)

    return Sheet(page(case, audience, word, grant, dangers), audience, to, labels)


def laid_out(sheet: Sheet, own: Mapping[str, str] | None = None) -> str:
    """The text that templates make of a sheet: an agency's in a child process, else hrcli's."""
    if own:
        return laid_out_apart(sheet, built_in(), own)
    environment = _environment(sheet.to, sheet.labels, sheet.audience)
    return tidy(environment.get_template(f"{sheet.audience}.j2").render(sheet.page))


def tidy(told: str) -> str:
    """What a template made, without spaces at line ends and with one empty line at most."""
    return EMPTY_LINES.sub("\n\n", BLANKS_AT_END.sub("", told)).strip("\n") + "\n"


@cache
def built_in() -> Mapping[str, str]:
    """hrcli's own templates by name."""
    files = folder("templates").glob("*.j2")
    return {file.name: file.read_text(encoding="utf-8") for file in files}


@cache
def _environment(to: str, labels: Labels, audience: str) -> Environment:
    return environment_for(ink_for(audience, to, labels), to, built_in())


def ink_for(audience: str, to: str, labels: Labels) -> Ink:
    """How values are written on a page of one of FORMATS for one of AUDIENCES."""
    return Ink(to, labels, audience in LAY, audience in LONG_DATES)
