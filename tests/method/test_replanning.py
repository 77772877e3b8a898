"""What a re-plan changes, and what it has to be told."""

from __future__ import annotations

import pytest

from hrcli.errors import WrongCommand
from hrcli.method.replanning import carried, replanning, said_in
from hrcli.plan.changes import Change
from tests.support.casefiles import case_of, laid_over

CASE = case_of(laid_over("", "plan").replace(", done_on: 2026-01-15", ""))
ACTION = ("goals", 0, "actions", 0)


def test_unmet_goals_are_proposed_and_nothing_is_agreed_any_more() -> None:
    assert [goal.id for goal in carried(CASE.plan)] == ["g2m"]
    assert replanning(CASE, None, {"a5x": "keep"}) == [
        Change(("goals", 0, "status"), "proposed"),
        Change(("goals", 0, "carried_from"), {"date": "2026-02-09", "status": "active"}),
        Change(("agreed",), None),
        Change(("replans", 0), {"date": "2026-02-09"}),
    ]


@pytest.mark.parametrize(
    ("word", "changes"),
    [
        ("keep", []),
        ("done", [Change((*ACTION, "done_on"), "2026-02-09")]),
        ("set_aside", [Change((*ACTION, "set_aside_on"), "2026-02-09")]),
    ],
)
def test_an_open_action_is_kept_done_or_set_aside(word: str, changes: list[Change]) -> None:
    made = replanning(CASE, "A new shift", {"a5x": word})
    assert [change for change in made if change.path[:4] == ACTION] == changes
    assert made[-1].value["because"] == "A new shift"


@pytest.mark.parametrize("actions", [{}, {"a5x": "perhaps"}, "keep"])
def test_every_open_action_needs_a_word(actions: object) -> None:
    with pytest.raises(WrongCommand) as error:
        said_in({"because": "x", "actions": actions}, CASE.plan)
    assert error.value.todo == "Under actions write keep or done or set_aside for: a5x"


def test_what_was_said_about_other_actions_is_left_out() -> None:
    said = said_in({"actions": {"a5x": "keep", "a9z": "done"}}, CASE.plan)
    assert said == {"because": None, "actions": {"a5x": "keep"}}
