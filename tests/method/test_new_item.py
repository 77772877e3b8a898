"""Where a new item goes, and what it holds."""

from __future__ import annotations

from typing import Any

import pytest

from hrcli.errors import WrongCommand
from hrcli.finding import Path
from hrcli.method import new_item
from tests.support.casefiles import case_of, laid_over

CASE = case_of(laid_over("", "plan"))


def draw(below: int) -> int:
    """Always the first of what may be drawn."""
    return 0


@pytest.mark.parametrize(
    ("where", "inside", "path"),
    [
        ("harms", None, ("harms",)),
        ("harms", "g2m", ("harms",)),
        ("client.strengths", None, ("client", "strengths")),
        ("goals[].actions", "g2m", ("goals", 0, "actions")),
        ("use[].functions", "s8w", ("use", 0, "functions")),
    ],
)
def test_a_list_lies_in_the_plan_or_in_an_item(where: str, inside: str | None, path: Path) -> None:
    assert new_item.list_at(CASE.plan, where, inside) == path


@pytest.mark.parametrize("inside", [None, "g9z", "status.x", "g2m.actions"])
def test_it_has_to_be_clear_which_item_a_list_lies_in(inside: str | None) -> None:
    with pytest.raises(WrongCommand) as error:
        new_item.list_at(CASE.plan, "goals[].actions", inside)
    assert "one of its goals" in error.value.todo


def test_some_lists_hold_texts_alone() -> None:
    assert new_item.has_keys(("goals", 0, "actions"))
    assert not new_item.has_keys(("client", "strengths"))


def test_one_more_item_stands_behind_the_others_with_an_id_of_its_own() -> None:
    (change,) = new_item.adding_each(CASE, ("harms",), [{"what": "Quarrels"}], "h", draw)
    assert change.path == ("harms", 1) == new_item.behind(("harms",), CASE.plan)
    assert change.value["what"] == "Quarrels"
    assert change.value["id"].startswith("h")
    assert change.value["id"] not in new_item.taken(CASE.plan.data)


@pytest.mark.parametrize("answers", [{"id": "h2x", "what": "Quarrels"}, "Sings"])
def test_what_was_given_stays_as_it_is(answers: Any) -> None:
    at: Path = ("harms",) if isinstance(answers, dict) else ("client", "strengths")
    (change,) = new_item.adding_each(CASE, at, [answers], "h", draw)
    assert change.path == (*at, 1)
    assert change.value == answers if isinstance(answers, str) else change.value["id"] == "h2x"
