"""The sandbox in which templates are laid out: everything escaped, and nothing that acts.

The only module that knows jinja2, beside the child that lays out an agency's templates.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from jinja2 import FunctionLoader, StrictUndefined, TemplateSyntaxError, nodes
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment

from hrcli.document.data import Value
from hrcli.pages.filters import Ink

NAME = re.compile(r"[a-z][a-z0-9_]*(?:\.[a-z]+)?\.j2\Z")
"""What a template may be called: a file of one folder, never a path."""
LARGEST = 10**9
"""The largest number a template may multiply; it has no powers and repeats no text."""


class UsedFilter(NamedTuple):
    """A filter that a template names, and the line where it does."""

    name: str
    line: int


class Unparsable(Exception):
    """A template that is no template, with the line and what is wrong there."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line
        self.message = message


class Environment(ImmutableSandboxedEnvironment):
    """jinja2's sandbox, in which no operation makes something huge out of something small."""

    intercepted_binops = frozenset(("*", "**", "%"))

    def getattr(self, obj: Any, attribute: str) -> Any:
        # `client.copy` is the key of that name, never the method of a mapping.
        if isinstance(obj, dict):
            known = attribute in obj
            return obj[attribute] if known else self.undefined(obj=obj, name=attribute)
        return super().getattr(obj, attribute)

    def call_binop(self, context: Context, operator: str, left: Value, right: Value) -> Any:
        if _grows(operator, left, right):
            raise OverflowError
        return super().call_binop(context, operator, left, right)


def environment_for(ink: Ink, to: str, templates: Mapping[str, str]) -> Environment:
    """A sandbox over `templates` where every value is escaped and a misspelt name is an error."""

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
    labels = ink.labels
    environment.globals = {
        "_": ink.phrase,
        "language": labels.language,
        "direction": labels.direction,
    }
    return environment


def unknown_filters(environment: Environment, source: str, name: str) -> list[UsedFilter]:
    """The filters that the template `name` uses and nobody knows; in the order of their lines.

    They are looked up only when a template is compiled. Raises Unparsable.
    """
    try:
        used = environment.parse(source, name).find_all(nodes.Filter)
        return [UsedFilter(it.name, it.lineno) for it in used if it.name not in environment.filters]
    except TemplateSyntaxError as error:
        raise Unparsable(error.lineno, str(error.message)) from None
    except RecursionError:
        raise Unparsable(1, "too much stands inside one another.") from None


def _grows(operator: str, left: Value, right: Value) -> bool:
    """Whether an operation could make something huge out of something small."""
    if operator == "%":
        return isinstance(left, str)
    if operator == "**" or not (isinstance(left, int | float) and isinstance(right, int | float)):
        return True
    return any(abs(value) > LARGEST for value in (left, right))
