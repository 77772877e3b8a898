"""A case as a page for one reader, in one format: what a view holds, laid out by templates."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from hrcli.dates import day
from hrcli.escape import ESCAPES
from hrcli.page import page
from hrcli.plan import Case
from hrcli.resources import text as own_text

if TYPE_CHECKING:
    from jinja2.sandbox import ImmutableSandboxedEnvironment
    from markupsafe import Markup

AUDIENCES = ("plan", "client")
FORMATS = tuple(ESCAPES)
WIDTH = 78
_TEMPLATE = re.compile(r"[a-z][a-z0-9_]*(?:\.[a-z]+)?\.j2\Z")
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def render(case: Case, audience: str, to: str, own: Mapping[str, str] | None = None) -> str:
    """The page of `case` for one of AUDIENCES in one of FORMATS, ending in one line end.

    `own` are an agency's templates by name (`client.j2`), laid over hrcli's. The same case gives
    the same text, to the byte.
    """
    environment = _environment(to) if not own else _new_environment(to, own)
    told = environment.get_template(f"{audience}.j2").render(page(case, audience))
    return _tidy(told)


def _tidy(told: str) -> str:
    told = re.sub(r"[ \t]+$", "", told, flags=re.MULTILINE)
    return re.sub(r"\n{3,}", "\n\n", told).strip("\n") + "\n"


def _weekday(value: object) -> str:
    """`2026-02-09 (Monday)`; what is no date stays as it is."""
    found = day(value)
    return f"{value} ({WEEKDAYS[found.weekday()]})" if found else str(value or "")


def _word(value: object) -> str:
    """A word of a vocabulary as people write it: `life_threatening` is life threatening."""
    return str(value or "").replace("_", " ")


def _label(value: object) -> str:
    """The same with a capital, for the head of a row."""
    told = _word(value)
    return told[:1].upper() + told[1:]


def _pairs(value: Mapping[str, object]) -> list[tuple[str, object]]:
    """The keys and values of a mapping where something stands."""
    return [(key, inner) for key, inner in value.items() if _said(inner)]


def _words(value: object) -> list[str]:
    values = value if isinstance(value, list | tuple) else [value]
    return [_word(word) for word in values if word]


def _said(value: object) -> bool:
    """Whether there is anything to print; 0 and false are answers."""
    return value is not None and value != [] and value != () and str(value).strip() != ""


def _plain(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)


class _Ink:
    """How values become text of one format: everything is escaped but what macros have made."""

    def __init__(self, to: str) -> None:
        from markupsafe import Markup

        self.made: type[Markup] = Markup
        self.escape: Callable[[str], str] = ESCAPES[to]

    def __call__(self, value: object) -> Markup:
        return value if isinstance(value, self.made) else self.made(self.escape(_plain(value)))

    def oneline(self, value: object) -> Markup:
        return self.made(" ".join(self(value).split()))

    def lines(self, value: object) -> list[Markup]:
        """The lines of a text, each inert; what macros have made is one line."""
        made = isinstance(value, self.made)
        lines = map(self.oneline, [value] if made else _plain(value).splitlines())
        return [line for line in lines if line]

    def tight(self, value: object) -> Markup:
        """What macros have made, without empty lines."""
        return self.made(re.sub(r"\n\s*\n", "\n", self(value)).strip("\n"))

    def listed(self, values: Iterable[object] | None, between: str = ", ") -> Markup:
        return self.made(between.join(self.oneline(value) for value in values or ()))

    def wrapped(self, value: object, first: str = "", rest: str = "") -> Markup:
        return self.made(
            textwrap.fill(
                str(self.oneline(value)),
                WIDTH,
                initial_indent=first,
                subsequent_indent=rest,
                break_on_hyphens=False,
            )
        )

    def underlined(self, value: object, mark: str) -> Markup:
        told = str(self.wrapped(value))
        longest = max((len(line) for line in told.splitlines()), default=0)
        return self.made(f"{told}\n{mark * longest}")


def _filters(ink: _Ink) -> dict[str, Callable[..., Any]]:
    """All that a template may do to a value; jinja's own `safe`, `join` .. are left out."""
    return {
        "day": _weekday,
        "label": _label,
        "last": lambda values: values[-1],
        "lines": ink.lines,
        "listed": ink.listed,
        "oneline": ink.oneline,
        "pairs": _pairs,
        "said": _said,
        "tight": ink.tight,
        "underlined": ink.underlined,
        "word": _word,
        "words": _words,
        "wrapped": ink.wrapped,
    }


@cache
def _environment(to: str) -> ImmutableSandboxedEnvironment:
    return _new_environment(to, {})


def _new_environment(to: str, own: Mapping[str, str]) -> ImmutableSandboxedEnvironment:
    """A sandbox where every value is escaped for the format and a misspelt name is an error."""
    from jinja2 import FunctionLoader, StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    class Environment(ImmutableSandboxedEnvironment):
        def getattr(self, obj: Any, attribute: str) -> Any:
            # `client.copy` is the key of that name, never the method of a mapping.
            if isinstance(obj, dict):
                return obj.get(attribute, self.undefined(obj=obj, name=attribute))
            return super().getattr(obj, attribute)

    def load(name: str) -> str | None:
        file = f"format.{to}.j2" if name == "format.j2" else name
        try:
            return own.get(file) or own_text("templates", file) if _TEMPLATE.match(file) else None
        except FileNotFoundError:
            return None

    ink = _Ink(to)
    environment = Environment(
        autoescape=True,
        finalize=ink,
        loader=FunctionLoader(load),
        lstrip_blocks=True,
        trim_blocks=True,
        undefined=StrictUndefined,
    )
    environment.filters = _filters(ink)
    environment.globals = {}
    return environment
