"""A case as a page for one reader, in one format: what a view holds, laid out by templates."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from hrcli.escape import ESCAPES
from hrcli.knowledge.labels import Labels, labels_for
from hrcli.pages.audiences import LAY, LONG_DATES
from hrcli.pages.contents import Sheet, page
from hrcli.pages.filters import Ink
from hrcli.pages.sandbox import laid_out_apart
from hrcli.pages.views import NO_GRANT, Grant
from hrcli.plan.case import Case
from hrcli.resources import folder

if TYPE_CHECKING:
    from jinja2.runtime import Context
    from jinja2.sandbox import ImmutableSandboxedEnvironment

FORMATS = tuple(ESCAPES)
NAME = re.compile(r"[a-z][a-z0-9_]*(?:\.[a-z]+)?\.j2\Z")
"""What a template may be called: a file of one folder, never a path."""
LARGEST = 10**9
"""The largest number a template may multiply; it has no powers and repeats no text."""


def render(
    case: Case,
    audience: str,
    to: str,
    own: Mapping[str, str] | None = None,
    grant: Grant = NO_GRANT,
) -> str:
    """The page of `case` for one of AUDIENCES in one of FORMATS, ending in one line end.

    A reader outside the service sees what `grant` lets pass; without one, nothing of the case.

    `own` are an agency's templates by name (`client.j2`), laid over hrcli's: with them the page is
    laid out in a limited child process, and StoppedTemplate is raised where one cannot be carried
    out. The same case gives the same text, to the byte.
    """
    return laid_out(sheet_of(case, audience, to, grant), own)


def sheet_of(case: Case, audience: str, to: str, grant: Grant = NO_GRANT) -> Sheet:
    """What a page of `case` for `audience` is made from: that reader's view and language."""
    labels = labels_for(case.settings.locale, case.settings.knowledge)

    def word(value: object) -> str:
        return labels.word(value, audience in LAY)

    return Sheet(page(case, audience, word, grant), audience, to, labels)


def laid_out(sheet: Sheet, own: Mapping[str, str] | None = None) -> str:
    """The text that templates make of a sheet: an agency's in a child process, else hrcli's."""
    if own:
        return laid_out_apart(sheet, built_in(), own)
    environment = _environment(sheet.to, sheet.labels, sheet.audience)
    return tidy(environment.get_template(f"{sheet.audience}.j2").render(sheet.page))


def tidy(told: str) -> str:
    """What a template made, without spaces at line ends and with one empty line at most."""
    told = re.sub(r"[ \t]+$", "", told, flags=re.MULTILINE)
    return re.sub(r"\n{3,}", "\n\n", told).strip("\n") + "\n"


@cache
def built_in() -> Mapping[str, str]:
    """hrcli's own templates by name."""
    files = folder("templates").glob("*.j2")
    return {file.name: file.read_text(encoding="utf-8") for file in files}


@cache
def _environment(to: str, labels: Labels, audience: str) -> ImmutableSandboxedEnvironment:
    return environment_for(ink_for(audience, to, labels), to, built_in())


def ink_for(audience: str, to: str, labels: Labels) -> Ink:
    """How values are written on a page of one of FORMATS for one of AUDIENCES."""
    return Ink(to, labels, audience in LAY, audience in LONG_DATES)


def environment_for(
    ink: Ink, to: str, templates: Mapping[str, str]
) -> ImmutableSandboxedEnvironment:
    """A sandbox over `templates` where every value is escaped and a misspelt name is an error."""
    from jinja2 import FunctionLoader, StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    class Environment(ImmutableSandboxedEnvironment):
        intercepted_binops = frozenset(("*", "**", "%"))

        def getattr(self, obj: Any, attribute: str) -> Any:
            # `client.copy` is the key of that name, never the method of a mapping.
            if isinstance(obj, dict):
                known = attribute in obj
                return obj[attribute] if known else self.undefined(obj=obj, name=attribute)
            return super().getattr(obj, attribute)

        def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
            if _grows(operator, left, right):
                raise OverflowError
            return super().call_binop(context, operator, left, right)

    def load(name: str) -> tuple[str, str, None] | None:
        file = f"format.{to}.j2" if name == "format.j2" else name
        return (templates[file], file, None) if NAME.match(file) and file in templates else None

    environment = Environment(
        autoescape=True,
        finalize=ink,
        loader=FunctionLoader(load),
        lstrip_blocks=True,
        trim_blocks=True,
        undefined=StrictUndefined,
    )
    environment.filters = ink.filters()
    # Jinja's own globals (range, cycler ..) are left out; pages need none.
    environment.globals = {"_": ink.phrase, "language": ink.labels.language}
    return environment


def _grows(operator: str, left: Any, right: Any) -> bool:
    """Whether an operation could make something huge out of something small."""
    if operator == "%":
        return isinstance(left, str)
    if operator == "**" or not all(isinstance(value, int | float) for value in (left, right)):
        return True
    return any(abs(value) > LARGEST for value in (left, right))
