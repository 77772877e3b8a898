"""What is amiss in an agency's templates, found before a page is made of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date

from hrcli.errors import StoppedTemplate
from hrcli.finding import Finding, Place, Severity
from hrcli.knowledge.labels import labels_for
from hrcli.pages import sample_case
from hrcli.pages.audiences import AUDIENCES
from hrcli.pages.contents import Sheet
from hrcli.pages.environment import Unparsable, environment_for, unknown_filters
from hrcli.pages.filters import Ink
from hrcli.pages.render import FORMATS, built_in, sheet_of
from hrcli.pages.sandbox import FOLDER, missing_names
from hrcli.plan.case import Case, Settings

REPORT = "report"
_UNQUOTED = re.compile(r"[\w-]=\s*\{[{%]")
_UNESCAPED = re.compile(r"\|\s*safe\b|\{%[-+]?\s*autoescape\b")
_OUTSIDE = re.compile(
    r"""https?:|@import|url\(|<[^<>]*\s(?:src|srcset|href|action|poster|data)\s*=""",
    re.IGNORECASE,
)
_ACTIVE = re.compile(
    r"<\s*(?:script|iframe|object|embed|form|base|link)\b|<[^<>]*\son[a-z]+\s*=|javascript:"
    r"|<[^<>]*http-equiv\s*=\s*[\"']?refresh",
    re.IGNORECASE,
)


ReportSheets = Callable[[Case], Iterable[Sheet]]
"""The pages of all reports on one case; from above, since reports stand on pages."""


def amiss(
    own: Mapping[str, str], today: date, settings: Settings, reports: ReportSheets
) -> list[Finding]:
    """What is amiss in the agency's templates (text by name), in the order of their lines.

    Each page is also laid out once, from an invented case that has everything, so that a field
    that its reader does not get to see is found before somebody waits for the page.
    """
    found = [slip for name, source in own.items() for slip in _in_source(name, source)]
    if not any(slip.slug == "unreadable" for slip in found):
        found += _in_pages(own, sample_case.case(today, settings), reports)
    return sorted(set(found), key=lambda slip: (slip.file, slip.place, slip.code))


def _slip(
    code: str, slug: str, name: str, line: int, message: str, todo: str, weight: Severity
) -> Finding:
    where = f"{FOLDER}/{name}"
    return Finding(code, weight, message, todo, Place(line, 1), file=where, slug=slug)


def _error(code: str, slug: str, name: str, line: int, message: str, todo: str) -> Finding:
    return _slip(code, slug, name, line, message, todo, Severity.ERROR)


def _in_source(name: str, source: str) -> Iterator[Finding]:
    """What the text of a template shows by itself."""
    yield from _unread(name, source)
    if name not in built_in() and not name.startswith("part_"):
        message = "No page is made of a template with this name."
        todo = f"Call it after one of hrcli's: {', '.join(sorted(built_in()))}; or part_... .j2"
        yield _slip("TPL05", "unused", name, 1, message, todo, Severity.WARNING)
    for number, line in enumerate(source.split("\n"), start=1):
        yield from _in_line(name, number, line)


def _in_line(name: str, number: int, line: str) -> Iterator[Finding]:
    if _UNESCAPED.search(line):
        message = "Here text of the case would go out as it is, mark-up and all."
        yield _error("TPL02", "unescaped", name, number, message, "Take safe or autoescape away.")
    if _UNQUOTED.search(line):
        message = "An attribute is filled with text of the case, but has no quotes around it."
        yield _error(
            "TPL03", "unquoted", name, number, message, 'Put it in quotes: name="{{ .. }}"'
        )
    if _OUTSIDE.search(line) or _ACTIVE.search(line):
        message = "This reaches out of the page, or acts: a link, a file from elsewhere, a script."
        todo = "Take it out: a page stands alone, and what it loads tells others who reads it."
        yield _error("TPL04", "reaches-out", name, number, message, todo)


def _unread(name: str, source: str) -> Iterator[Finding]:
    environment = environment_for(Ink("html", labels_for("en")), "html", {})
    todo = "Mend the line; hrcli's own templates show the forms: hrcli templates show client.j2"
    try:
        for used in unknown_filters(environment, source, name):
            message = f"There is no filter called {used.name}."
            known = f"There are: {', '.join(environment.filters)}."
            yield _error("TPL01", "unreadable", name, used.line, message, known)
    except Unparsable as error:
        message = f"This template cannot be read: {error.message}"
        yield _error("TPL01", "unreadable", name, error.line, message, todo)


def _in_pages(own: Mapping[str, str], whole: Case, reports: ReportSheets) -> Iterator[Finding]:
    """What shows when the pages are made of an invented case that has everything."""
    for sheet in _sheets(own, whole, reports):
        try:
            for name, line, field in missing_names(sheet, built_in(), own):
                if name in own:
                    yield _missing(name, line, field, sheet.audience)
        except StoppedTemplate as stop:
            yield _stopped(stop, sheet.audience)


def _sheets(own: Mapping[str, str], whole: Case, reports: ReportSheets) -> Iterator[Sheet]:
    """Every page that could be made with one of the agency's templates."""
    grant = sample_case.grant(whole)
    readers = [*AUDIENCES, REPORT]
    touched = [name for name in readers if f"{name}.j2" in own]
    everywhere = len(touched) < len(own)  # a part that several pages share
    for reader in readers if everywhere else touched:
        if reader == REPORT:
            yield from reports(whole)
        else:
            yield from (sheet_of(whole, reader, to, grant) for to in FORMATS)


def _missing(name: str, line: int, field: str, audience: str) -> Finding:
    message = f"The page for the reader `{audience}` does not hold `{field}`."
    todo = "Leave it out, or check how it is spelt; who may see what: schemas/views.yaml of hrcli."
    return _error("TPL06", "missing-field", name, line, message, todo)


def _stopped(stop: StoppedTemplate, audience: str) -> Finding:
    name, _, line = stop.where.rpartition(":")
    place = int(line) if line.isdecimal() else 1
    name = (name if line.isdecimal() else stop.where).removeprefix(f"{FOLDER}/")
    message = f"{stop.what} (page for the reader `{audience}`)"
    return _error("TPL07", "stopped", name, place, message, stop.todo)
