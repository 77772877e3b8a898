"""The child that lays out agency templates: limits itself first, then reads its order."""

from __future__ import annotations

import json
import pickle
import signal
import sys
import types
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any

import jinja2.debug  # noqa: F401  # jinja2 loads it only when something fails: too late for us
from jinja2 import TemplateError, TemplateNotFound, TemplateSyntaxError, Undefined, UndefinedError
from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from hrcli.document.data import Data
from hrcli.pages.environment import environment_for
from hrcli.pages.render import ink_for, tidy
from hrcli.pages.sandbox import SECONDS, Order

MEMORY = 512 * 1024 * 1024
LONGEST_PAGE = 4 * 1024 * 1024
WALL_SECONDS = SECONDS - 4  # the rest is for starting up on a busy machine
_CLOSED = "This template asks for something that is closed to templates."
_WHY: tuple[tuple[type[BaseException], str], ...] = (
    (SecurityError, _CLOSED),
    (UndefinedError, "This template names something that its reader's page does not hold."),
    (TemplateNotFound, "This template uses another one that is not there."),
    (RecursionError, "This template calls itself without end."),
    (MemoryError, "This template takes too much memory."),
    (TimeoutError, "This template takes too long."),
    (OverflowError, "This template makes something too large."),
)


def main() -> None:
    """Read an order from standard input, carry it out, and write the answer as JSON."""
    order: Order = pickle.load(sys.stdin.buffer)
    _warm_up()
    _limit()
    answer = _carried_out(order)
    sys.stdout.buffer.write(json.dumps(answer).encode("ascii"))


def _warm_up() -> None:
    """Load what jinja2 loads late, while files can still be opened."""
    environment = ImmutableSandboxedEnvironment(autoescape=True)
    whole = "{% macro a() %}é{{ 1 ~ 'x' }}{% endmacro %}{{ a() }}"
    for source in (whole, "{{ x.y.z }}", "{% x %}"):
        with suppress(TemplateError):
            environment.from_string(source).render(x={})


def _too_long(*_: Any) -> None:
    raise TimeoutError


def _limit() -> None:
    """Give up memory, files, processes and time; what a system lacks is left to the parent."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    for name in ("RLIMIT_CORE", "RLIMIT_FSIZE", "RLIMIT_NOFILE", "RLIMIT_NPROC"):
        if hasattr(resource, name):
            resource.setrlimit(getattr(resource, name), (0, 0))
    signal.signal(signal.SIGALRM, _too_long)
    signal.setitimer(signal.ITIMER_REAL, WALL_SECONDS)


def _carried_out(order: Order) -> dict[str, Any]:
    sheet = order.sheet
    ink = ink_for(sheet.audience, sheet.to, sheet.labels)
    environment = environment_for(ink, sheet.to, {**order.known, **order.own})
    missing: list[tuple[str, int, str]] = []
    if order.survey:
        environment.undefined = _noting(missing, {**order.known, **order.own})
    try:
        text = tidy("".join(_pieces(environment, sheet.audience, sheet.page)))
    except BaseException as error:
        return _told(error, order)
    return {"missing": missing} if order.survey else {"text": text}


def _pieces(environment: ImmutableSandboxedEnvironment, audience: str, page: Data) -> Iterator[str]:
    """The page piece by piece; one that grows too long is stopped where it stands."""
    length = 0
    made = environment.get_template(f"{audience}.j2").generate(page)
    for piece in made:
        length += len(piece)
        if length > LONGEST_PAGE:
            assert isinstance(made, types.GeneratorType)
            made.throw(OverflowError())
        yield piece


def _told(error: BaseException, order: Order) -> dict[str, Any]:
    """What went wrong and where; never the error's own text, which may hold a value."""
    if isinstance(error, TemplateSyntaxError):
        # This text speaks of the template alone: nothing of a case has been read yet.
        return {
            "why": f"This template cannot be read: {error.message}",
            "template": error.name,
            "line": error.lineno,
        }
    known = isinstance(error, TemplateError)
    why = next((said for kind, said in _WHY if isinstance(error, kind)), _CLOSED if known else "")
    places = [place for place in _places(error) if place[0] in order.known or place[0] in order.own]
    own = [place for place in places if place[0] in order.own]
    name, line = (own or places or [(f"{order.sheet.audience}.j2", None)])[-1]
    return {"why": why, "template": name, "line": line}


def _places(error: BaseException) -> Iterator[tuple[str, int | None]]:
    """The templates and lines an error came through, outermost first."""
    trace = error.__traceback__
    while trace:
        yield trace.tb_frame.f_code.co_filename, trace.tb_lineno
        trace = trace.tb_next


def _noting(missing: list[tuple[str, int, str]], templates: Mapping[str, str]) -> type[Undefined]:
    """An undefined value that writes down who asked for it, and lets the page go on."""

    class Noting(Undefined):
        def __init__(self, *words: Any, **named: Any) -> None:
            super().__init__(*words, **named)
            place = _asking(templates)
            if place and (*place, str(self._undefined_name)) not in missing:
                missing.append((*place, str(self._undefined_name)))

        def __getattr__(self, name: str) -> Any:
            if name.startswith("__"):
                raise AttributeError(name)
            return self

        def __getitem__(self, key: Any) -> Any:
            return self

        def __call__(self, *_: Any, **__: Any) -> Any:
            return ""

    return Noting


def _asking(templates: Mapping[str, str]) -> tuple[str, int] | None:
    """The template and line that runs right now."""
    frame: types.FrameType | None = sys._getframe()  # noqa: SLF001 - documented; the name is its whole privacy
    while frame:
        template = frame.f_globals.get("__jinja_template__")
        if template is not None and frame.f_code.co_filename in templates:
            line = template.get_corresponding_lineno(frame.f_lineno)
            return frame.f_code.co_filename, line
        frame = frame.f_back
    return None
