"""Pages of cases that are given as data: examples, a case with every word in it, a hostile one."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from datetime import date
from html.parser import HTMLParser
from typing import Any

from hrcli.document.document import Document, read
from hrcli.pages.render import render as rendered
from hrcli.pages.views import INFORMATION, Grant
from hrcli.plan.case import Case, File, Settings, events_of, reviews_of
from hrcli.plan.plan import plan_of
from tests.support.canary import CHOSEN, Filling
from tests.support.places import EXAMPLES

TODAY = date(2026, 2, 9)
GOLDEN_CASES = ("7KQ2-9XMP", "6PYF-G4DK")


def render(case: Case, audience: str, to: str, own: Mapping[str, str] | None = None) -> str:
    """The page under the first consent of the case, as if it covered everything."""
    first = next((consent.id for consent in case.plan.consents), "none")
    return rendered(case, audience, to, own, Grant(first, frozenset(INFORMATION)))


def file_of(name: str, data: Any) -> File:
    """A file that says `data`, whatever that is."""
    document = Document("")
    document.data = data
    return File(name, document)


def case_of(plan: Any, reviews: Any = (), events: Any = ()) -> Case:
    """A case made of data: its plan, its reviews and its events."""
    return Case(
        id="7KQ2-9XMP",
        plan_file=file_of("plan.yaml", plan),
        plan=plan_of(plan),
        reviews=reviews_of(file_of(f"reviews/{n}.yaml", it) for n, it in enumerate(reviews)),
        events=events_of(file_of(f"events/{n}.yaml", it) for n, it in enumerate(events)),
        settings=Settings(),
        today=TODAY,
        whole=True,
    )


def example(case: str) -> Case:
    """A case of the examples."""
    folder = EXAMPLES / "cases" / case

    def data(kind: str) -> list[Any]:
        return [read(path.read_bytes()).data for path in sorted(folder.glob(f"{kind}/*.yaml"))]

    return case_of(read((folder / "plan.yaml").read_bytes()).data, data("reviews"), data("events"))


def filled(chosen: Mapping[str, str]) -> tuple[Case, dict[str, dict[str, str]]]:
    """A case with every property filled, and which canary stands where in it."""
    fillings = {kind: Filling(kind, chosen) for kind in ("plan", "review", "event")}
    data = {kind: filling.whole() for kind, filling in fillings.items()}
    case = case_of(data["plan"], [data["review"]], [data["event"]])
    return case, {kind: filling.words for kind, filling in fillings.items()}


HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "</style></main></body><h1>x",
    "{{ 7*7111 }} {% include 'plan.j2' %} {# x #}",
    "# heading",
    "- item\n- item\n\n> quote\n\n```\ncode\n```",
    "1. one",
    "2) two",
    "| a | b |\n| --- | --- |\n| c | d |",
    "[link](https://example.org) ![picture](x.png) <https://example.org>",
    "[x]: https://example.org\n[x]",
    "**bold** _slanted_ `code` ~~gone~~ &lt;b&gt; &#60;",
    "text\n===\n\n---\n***\n___",
    "+ plus\n\n    four spaces\n\ttab",
    "www.example.org https://example.org a@example.org",
    "\\\\ ends with \\",
    "*", "_", "`", "=", "-", "+", "#", ">", "|", "~~~", "$x$", "%", "&amp;", ":---",
]  # fmt: skip
CONTROLS = "a\x1b[31mred\x07\x9b2J\u202egnp\u2028b\x00c"


def hostile_case(*texts: str) -> Case:
    """A filled case with `texts`, one after the other, wherever somebody may write freely."""
    turn = itertools.cycle(texts)

    def spoilt(data: Any) -> Any:
        if isinstance(data, dict):
            return {key: spoilt(value) for key, value in data.items()}
        if isinstance(data, list):
            return [spoilt(item) for item in data]
        return next(turn) if isinstance(data, str) and data.startswith("Canary") else data

    case = filled(CHOSEN)[0]
    reviews, events = ([spoilt(file.data) for file in f] for f in (case.reviews, case.events))
    return case_of(spoilt(case.plan.data), reviews, events)


class Shape(HTMLParser):
    """The tags of a page with their attributes, in order, without its text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[Any] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, *attrs))

    def handle_endtag(self, tag: str) -> None:
        self.tags.append(f"/{tag}")


def lines_of(text: str) -> str:
    """A harmless text with as many lines as `text` has."""
    return "\n".join("harmless" for line in text.splitlines() if line.strip())
