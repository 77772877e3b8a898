"""Which day a review was held on, what its file holds, and what it changes in the plan."""

from __future__ import annotations

from datetime import date

import pytest

from hrcli.document.document import read
from hrcli.errors import WrongCommand
from hrcli.method import reviewing
from hrcli.plan.case import Case, File
from hrcli.plan.changes import amended
from tests.support.casefiles import TODAY, case_of, document_of, laid_over

NAME = "reviews/2026-02-02-k7fw.yaml"
OLD = laid_over("", "review")
CASE = case_of(laid_over("", "plan"), {NAME: OLD})


def test_a_review_is_held_today_where_no_other_day_is_named() -> None:
    assert reviewing.day_of(TODAY, {}, None) == TODAY
    assert reviewing.day_of(TODAY, {}, "2026-02-05") == date(2026, 2, 5)
    assert reviewing.day_of(TODAY, {}, "last friday") == date(2026, 2, 6)
    assert reviewing.day_of(TODAY, {}, "3/2", "de") == date(2026, 2, 3)


@pytest.mark.parametrize("typed", ["tomorrow", "2026-02-10", "lately"])
def test_a_review_cannot_be_held_on_a_day_to_come(typed: str) -> None:
    with pytest.raises(WrongCommand) as error:
        reviewing.day_of(TODAY, {}, typed)
    assert typed not in str(error.value)


def test_a_correction_keeps_the_day_of_the_old_review() -> None:
    old = reviewing.corrected(CASE, NAME)
    assert old == reviewing.corrected(CASE, "2026-02-02-k7fw.yaml")
    assert reviewing.day_of(TODAY, old, "2026-02-05") == date(2026, 2, 2)
    assert reviewing.file_day(CASE, {"corrects": NAME, "held_on": "2026-02-02"}) == str(TODAY)


def test_nobody_is_corrected_where_no_file_is_named() -> None:
    assert reviewing.corrected(CASE, None) == {}
    with pytest.raises(WrongCommand, match="no such review"):
        reviewing.corrected(CASE, "nothing.yaml")


def test_the_answers_may_give_the_day_themselves() -> None:
    given = {"held_on": "2026-02-05"}
    assert reviewing.day_given(given, TODAY, TODAY, is_said=False) == date(2026, 2, 5)
    assert reviewing.day_given({}, TODAY, TODAY, is_said=True) == TODAY
    assert reviewing.day_given({"held_on": str(TODAY)}, TODAY, TODAY, is_said=True) == TODAY
    with pytest.raises(WrongCommand, match="another day"):
        reviewing.day_given(given, TODAY, TODAY, is_said=True)


def test_a_review_without_an_answer_is_none() -> None:
    reviewing.need_answers({"alliance": 8})
    with pytest.raises(WrongCommand, match="Nothing was answered"):
        reviewing.need_answers({})


def test_a_record_always_names_the_next_review() -> None:
    record = reviewing.record(CASE, {"alliance": 8}, TODAY, f"somewhere/{NAME}")
    assert record["held_on"] == "2026-02-09"
    assert record["next"] == "2026-03-09"
    assert record["worker"] == "jm"
    assert record["corrects"] == "2026-02-02-k7fw.yaml"


def test_a_review_takes_the_place_of_one_with_its_name() -> None:
    other = File(NAME, document_of("held_on: 2026-02-03\n"))
    known = reviewing.with_review(CASE, other)
    assert [review.file for review in known.reviews] == [other]
    assert len(reviewing.with_review(CASE, other._replace(name="reviews/b.yaml")).reviews) == 2


def after(case: Case) -> Case:
    """The case once every review is taken in that the plan does not know of."""
    document = case.plan_file.document
    changes = reviewing.finishing(case, reviewing.unfinished(case))
    return case.with_plan(read(document.encoded(amended(document, changes))))


def test_what_was_cut_short_is_finished_oldest_first() -> None:
    newer = OLD.replace("2026-02-02", "2026-02-08").replace("confidence: 7", "confidence: 9")
    late = newer.replace("next: 2026-03-02\n", "")
    case = case_of(laid_over("", "plan"), {"reviews/z.yaml": OLD, "reviews/a.yaml": late})
    finished = after(case)
    assert finished.plan.harms[0].confidence == 9
    assert finished.plan.review.last == date(2026, 2, 8)
    assert finished.plan.review.next == date(2026, 3, 8)
    assert reviewing.unfinished(finished) == []
    assert reviewing.finishing(finished, finished.reviews) == []


@pytest.mark.parametrize("status", ["status: proposed", ""])
def test_what_nobody_has_agreed_on_no_review_makes_active(status: str) -> None:
    plan = laid_over("", "plan").replace("    status: active\n", f"    {status}\n")
    finished = after(case_of(plan, {NAME: OLD}))
    assert [goal.status for goal in finished.plan.goals] == [status.partition(": ")[2]]
