"""Where an answer will stand is told at its question, from the allow-list alone."""

from __future__ import annotations

import pytest

from hrcli.finding import Path
from hrcli.pages import printed
from hrcli.pages.views import KINDS
from hrcli.plan import schema

GOAL: Path = ("goals", 0, "specific")


@pytest.mark.parametrize(
    ("kind", "path", "is_beside"),
    [
        ("plan", GOAL, True),
        ("plan", ("client", "strengths", 0), True),
        ("plan", ("relapse_plan", "for_client"), True),
        ("plan", ("goals", "g2m", "actions", "a5x", "what"), True),
        ("plan", ("client", "alias"), False),  # only where the client wants it
        ("plan", ("harms", "h7k", "what"), False),
        ("plan", ("harms", 0, "degree"), False),
        ("plan", ("asked.violence",), False),
        ("event", ("learnt",), False),
    ],
)
def test_what_the_client_will_read_says_so(kind: str, path: Path, is_beside: bool) -> None:
    assert (printed.beside(kind, path) != "") is is_beside


def test_all_pages_are_told_and_on_which_condition() -> None:
    told = printed.told("plan", GOAL)
    assert "the client's page and the review sheet" in told
    assert "only under a consent" in told
    assert "where the client wants it" in printed.told("plan", ("client", "alias"))
    assert printed.told("plan", ("harms", 0, "key_harm")) == "Stays in the worker's own plan."
    assert printed.told("plan", ("picked",)) == ""


def test_every_question_knows_where_its_answer_goes() -> None:
    for kind in KINDS:
        for name, part in schema.properties(kind):
            path = tuple(0 if it == "" else it for it in name.replace("[]", ".").split("."))
            inner = schema.property_at(kind, (*path, 0)) or {}
            if part.get("x-question") and "properties" not in {**part, **inner}:
                assert printed.told(kind, path), (kind, name)
