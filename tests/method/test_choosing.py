"""What choosing an option changes in a plan."""

from __future__ import annotations

import pytest

from hrcli.errors import WrongCommand
from hrcli.method.choosing import choosing, open_options, option_named, unweighed
from hrcli.plan.changes import Change
from tests.support.casefiles import case_of, laid_over

PLAN = case_of(laid_over("", "plan")).plan


def test_only_what_is_not_decided_can_be_chosen_from() -> None:
    assert [option.id for option in open_options(PLAN)] == ["o5n"]


@pytest.mark.parametrize("typed", ["o5n", "O5N"])
def test_an_option_is_named_in_either_case(typed: str) -> None:
    assert option_named(PLAN, typed).path == ("options", 2)


@pytest.mark.parametrize(
    ("text", "known"),
    [("", "Did you mean o9c? Known: o3f, o9c, o5n"), ("options: []\n", "Known: there is none yet")],
)
def test_an_option_that_is_not_there_is_answered_with_those_that_are(text: str, known: str) -> None:
    plan = case_of(laid_over(text, "plan")).plan
    with pytest.raises(WrongCommand) as error:
        option_named(plan, "o9z")
    assert error.value.todo == known


def test_what_is_not_weighed_is_missing() -> None:
    assert unweighed(option_named(PLAN, "o5n")) == ["benefits", "costs"]
    assert unweighed(option_named(PLAN, "o3f")) == []


def test_choosing_keeps_the_answers_and_then_the_state() -> None:
    answers = {"benefits": ["later"], "because": "it suits"}
    assert choosing(PLAN, "o5n", answers) == [
        Change(("options", 2, "benefits"), ["later"]),
        Change(("options", 2, "because"), "it suits"),
        Change(("options", 2, "state"), "chosen"),
    ]


def test_choosing_twice_changes_nothing() -> None:
    assert choosing(PLAN, "o3f", {}) == []
