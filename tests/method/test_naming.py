"""Harms are named one after the other, and the parts of life in which none was found."""

from __future__ import annotations

from typing import Any

from hrcli.method import naming
from hrcli.method.interview import Interview
from tests.support.casefiles import TODAY, case_of

PLAN = """hrcli: plan/1
harms:
- {id: h2m, domain: law, what: A fine}
none_seen: [liver]
"""


def named(*typed: str) -> tuple[Any, Any, list[str]]:
    left, asked = list(typed), list[str]()

    def listen(question: str) -> str:
        asked.append(question)
        return left.pop(0) if left else ""

    session = Interview("plan", listen, lambda _: None, TODAY, {})
    harms, none = session.walk(lambda: naming.asked(session, case_of(PLAN).plan))
    return harms, none, asked


def test_harm_after_harm_then_what_is_left_of_life() -> None:
    harms, none, asked = named("Quarrels", "lover", *[""] * 6, "Late", *[""] * 7, "", "all")
    assert [it["what"] for it in harms] == ["Quarrels", "Late"]
    assert none == ["livelihood"]
    assert asked[-1].startswith("In which parts of life was no harm found?")


def test_nothing_is_said_for_the_client() -> None:
    assert named("")[:2] == ([], [])
    assert named("", "none")[1] == []
    assert named("", "1")[1] == ["lover"]


def test_that_none_was_found_stands_beside_what_stood_there() -> None:
    plan = case_of(PLAN).plan
    (change,) = naming.none_found(plan, ["lover", "liver"])
    assert (change.path, change.value) == (("none_seen",), ["liver", "lover"])
    assert naming.none_found(plan, ["liver"]) == []
