"""What one value for one place of a plan means, and what it changes."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from hrcli.errors import WrongCommand
from hrcli.method import setting
from hrcli.method.interview import Interview
from hrcli.plan.changes import Change
from tests.support.casefiles import TODAY, case_of, laid_over

CASE = case_of(laid_over("", "plan"))


def draw(below: int) -> int:
    """Always the first of what may be drawn."""
    return 0


def typed(path: str, value: str) -> Any:
    return setting.typed(CASE, setting.place(CASE, path), path, value, draw)


@pytest.mark.parametrize(
    ("path", "value", "meant"),
    [
        ("goals.g2m.status", "achieved", "achieved"),
        ("goals.g2m.status", "set aside", "set_aside"),
        ("review.next", "+4w", "2026-03-09"),
        ("review.next", "31/3", "2026-03-31"),
        ("goals.g2m.timed.start", "-3d", "2026-02-06"),
        ("goals.g2m.timed.start", "\u22123d", "2026-02-06"),
        ("opened", "friday", "2026-02-06"),
        ("harms.h7k.importance", "5", 5),
        ("harms.h7k.importance", "\uff15", 5),
        ("review.set_with_client", "no", False),
        ("remind", "14d", ["14d"]),
    ],
)
def test_a_typed_value_is_what_the_schema_makes_of_it(path: str, value: str, meant: Any) -> None:
    assert typed(path, value) == meant


def test_a_calendar_gets_a_number_that_is_drawn() -> None:
    assert typed("calendar", "new") not in ("", "new")


@pytest.mark.parametrize(
    ("path", "value", "what"),
    [
        ("hope", "Sunday lunch", "Free text does not travel as an argument."),
        ("client", "Robin", "This place holds keys of its own."),
        ("harms", "h7k", "This place holds keys of its own."),
        ("goals.g2m.status", "finished", "This value does not fit here."),
        ("harms.h7k.importance", "11", "This value does not fit here."),
        ("colour", "red", "The plan has no such key."),
    ],
)
def test_another_value_is_refused_and_not_repeated(path: str, value: str, what: str) -> None:
    with pytest.raises(WrongCommand) as error:
        typed(path, value)
    assert error.value.what == what
    assert value not in f"{error.value.what} {error.value.where}"


def test_what_may_be_two_days_is_refused_with_both() -> None:
    with pytest.raises(WrongCommand) as error:
        typed("review.next", "3/4")
    assert "2026-03-04 (Wednesday" in error.value.todo
    assert "2026-04-03 (Friday" in error.value.todo


@pytest.mark.parametrize("path", ["status.x", "goals.g9z.status", "harms.7.what"])
def test_a_path_leads_somewhere(path: str) -> None:
    with pytest.raises(WrongCommand, match="leads nowhere"):
        setting.place(CASE, path)


@pytest.mark.parametrize("path", ["hrcli", "case", "harms.h7k.id"])
def test_what_others_go_by_is_set_by_hrcli_alone(path: str) -> None:
    with pytest.raises(WrongCommand, match="sets this itself"):
        setting.need_not_own(setting.place(CASE, path), path)


CONSIDERING = ("use", 0, "considering")


def test_a_new_answer_brings_its_day() -> None:
    assert setting.setting(CASE, (*CONSIDERING, "answer"), "stop") == [
        Change((*CONSIDERING, "answer"), "stop"),
        Change((*CONSIDERING, "asked_on"), "2026-02-09"),
    ]


def test_the_same_answer_keeps_its_day() -> None:
    path = (*CONSIDERING, "answer")
    assert setting.setting(CASE, path, "no_change") == [Change(path, "no_change")]


def test_more_entries_stand_behind_the_others_once() -> None:
    where = ("client", "strengths")
    assert setting.adding(CASE, where, ["cooks", "a sister nearby", "cooks"], draw) == [
        Change((*where, 1), "cooks")
    ]
    assert setting.adding(CASE, ("remind",), ["14d"], draw) == [Change(("remind",), ["14d"])]


def asked(path: str, *answers: str) -> tuple[list[Change], str]:
    """What is changed after these answers, and what the worker is told meanwhile."""
    told: list[str] = []
    said = iter(answers)
    session = Interview("plan", lambda question: next(said, ""), told.append, TODAY, {})
    changes = setting.asked(session, CASE, setting.place(CASE, path), draw)
    return changes, "\n".join(told)


def test_a_question_shows_what_stands_and_enter_keeps_it() -> None:
    changes, told = asked("review.next")
    assert changes == []
    assert "So far: 2026-02-09. Enter keeps it." in told
    assert asked("review.next", "+1w")[0] == [Change(("review", "next"), "2026-02-16")]


def test_answers_for_a_list_are_added_to_it() -> None:
    changes, told = asked("client.strengths", "cooks")
    assert changes == [Change(("client", "strengths", 1), "cooks")]
    assert "So far: a sister nearby. What you add stands beside it." in told


def test_of_a_place_with_keys_the_gaps_are_asked() -> None:
    changes, _ = asked("child_safety", "positive")
    assert changes == [Change(("child_safety", "domains", "pattern_of_use"), "positive")]
    assert asked("review", "tomorrow")[0] == []  # nothing is open there


def test_answers_that_were_asked_for_bring_their_days() -> None:
    changes = setting.answering(CASE, [Change((*CONSIDERING, "answer"), "stop")])
    assert changes[-1] == Change((*CONSIDERING, "asked_on"), str(date(2026, 2, 9)))
