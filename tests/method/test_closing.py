"""What closing a case changes in its plan, and opening it again."""

from __future__ import annotations

from datetime import date

import pytest

from hrcli.errors import WrongCommand
from hrcli.method.closing import closing, ending, first_review, reopening
from hrcli.plan.case import Settings
from hrcli.plan.changes import Change
from tests.support.casefiles import case_of, laid_over

CASE = case_of(laid_over("", "plan"))
CLOSED = "status: closed\nclosed: {date: 2026-02-01, outcome: other}\nreview: {every: 4 weeks}\n"


@pytest.mark.parametrize("typed", ["goals_met", "goals met", "Goals-Met"])
def test_the_outcome_is_a_word_of_the_schema(typed: str) -> None:
    assert ending({"outcome": typed}) == "goals_met"


@pytest.mark.parametrize("answers", [{}, {"outcome": None}, {"outcome": "used again"}])
def test_another_outcome_is_refused_and_not_repeated(answers: dict[str, str | None]) -> None:
    with pytest.raises(WrongCommand) as error:
        ending(answers)
    assert "goals_met" in error.value.todo
    assert "used again" not in str(error.value)


def test_a_closed_case_has_an_outcome_and_no_review() -> None:
    assert closing(CASE, "moved_service", None) == [
        Change(("closed",), {"date": "2026-02-09", "outcome": "moved_service"}),
        Change(("status",), "closed"),
        Change(("review", "next"), None),
    ]


def test_no_review_is_taken_out_where_none_is_planned() -> None:
    case = case_of(laid_over("review: {every: 4 weeks}\n", "plan"))
    changes = closing(case, "other", "They moved away")
    assert changes[0].value["because"] == "They moved away"
    assert [change.path for change in changes] == [("closed",), ("status",)]


@pytest.mark.parametrize(("typed", "day"), [("+2w", 23), ("2026-02-09", 9), ("tomorrow", 10)])
def test_the_first_review_is_on_the_day_that_is_named(typed: str, day: int) -> None:
    assert first_review(CASE, typed) == date(2026, 2, day)


def test_without_a_day_the_interval_counts_from_today() -> None:
    assert first_review(CASE, None) == date(2026, 3, 9)
    own = case_of("status: closed\n", settings=Settings(review_every="1 week"))
    assert first_review(own, None) == date(2026, 2, 16)


def test_the_locale_says_which_day_the_first_review_is_on() -> None:
    own = case_of("status: closed\n", settings=Settings(locale="en-GB"))
    assert first_review(own, "3/4") == date(2026, 4, 3)
    with pytest.raises(WrongCommand, match="2026-03-04"):
        first_review(CASE, "3/4")


@pytest.mark.parametrize("typed", ["2026-02-08", "soon", "-3d"])
def test_the_first_review_is_no_day_that_has_gone(typed: str) -> None:
    with pytest.raises(WrongCommand, match="no day for a review"):
        first_review(CASE, typed)


def test_reopening_takes_back_all_that_closing_did() -> None:
    assert reopening(case_of(CLOSED), date(2026, 2, 23)) == [
        Change(("status",), "active"),
        Change(("review", "next"), "2026-02-23"),
        Change(("closed",), None),
    ]
