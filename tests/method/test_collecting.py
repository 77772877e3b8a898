"""Collecting ideas at a terminal: numbers, codes and own words; nothing goes in by itself."""

from __future__ import annotations

from typing import Any

import pytest

from hrcli.knowledge.options import built_in
from hrcli.method.collecting import asked, goal_asked
from hrcli.method.interview import Interview
from hrcli.plan.case import Case
from tests.support.casefiles import TODAY, case_of

PLAN = """\
use:
  - {id: s5p, substance: opioid_short, pattern: daily}
harms:
  - {id: h7k, domain: liver, key_harm: overdose, what: Blue lips in March}
  - {id: h2m, domain: law, what: A fine}
options:
  - {id: o1a, for: [h7k], what: Walk home, state: rejected, kind: change_how}
goals: []
"""
BY_CODE = {idea.code: idea for idea in built_in()}


def collected(case: Case, *typed: str) -> tuple[list[Any], str]:
    """The options after these answers, one after the other, and all that was shown."""
    left, told = list(typed), list[str]()

    def listen(question: str) -> str:
        told.append(question)
        return left.pop(0) if left else ""

    words = {"h7k": "Blue lips", "h2m": "A fine"}
    session = Interview("plan", listen, told.append, TODAY, {}, items=lambda _: words)
    return asked(session, case, built_in()), "\n".join(told)


def test_the_one_harm_that_lacks_ideas_is_offered_and_its_ideas_are_shown() -> None:
    found, shown = collected(case_of(PLAN), "", "court_dates")
    assert "Enter takes h2m" in shown
    idea = BY_CODE["court_dates"]
    assert found == [
        {
            "for": ["h2m"],
            "what": idea.what,
            "code": idea.code,
            "track": idea.track,
            "kind": idea.kind,
        }
    ]
    assert "1. " in shown
    assert "fits: " in shown
    assert "Walk home (rejected)" in shown


def test_several_numbers_take_over_several_ideas() -> None:
    case = case_of(PLAN)
    found, shown = collected(case, "h7k", "1, 3")
    lines = [line.strip() for line in shown.splitlines()]
    for option, number in zip(found, ("1", "3"), strict=True):
        assert f"{number}. {option['what']} ({option['code']})" in lines
        assert option["for"] == ["h7k"]


def test_an_earlier_idea_is_taken_up_again_by_its_number() -> None:
    shown = collected(case_of(PLAN), "h7k", "x")[1]
    number = next(line for line in shown.splitlines() if "Walk home" in line).split(".")[0].strip()
    found, _ = collected(case_of(PLAN), "h7k", f"{number}")
    assert found == [{"for": ["h7k"], "what": "Walk home", "kind": "change_how"}]


@pytest.mark.parametrize("wrong", ["0", "99", "1, 99"])
def test_a_number_that_is_not_there_is_asked_for_again(wrong: str) -> None:
    found, shown = collected(case_of(PLAN), "h7k", wrong, "1")
    assert "Give numbers from 1 to 13." in shown
    assert len(found) == 1


def test_own_words_are_one_idea_commas_and_all() -> None:
    said = "Leave early, then walk, group"
    found, _ = collected(case_of(PLAN), "h2m", said)
    assert found == [{"for": ["h2m"], "what": said}]


def test_several_ideas_stand_in_one_line() -> None:
    found, shown = collected(case_of(PLAN), "h2m", "Walk; 99; Ride", "Walk; 1, court_dates; Ride")
    whats = [it["what"] for it in found]
    assert (whats[0], len(whats), whats[-1]) == ("Walk", 4, "Ride")
    assert all(it["for"] == ["h2m"] for it in found)
    assert "Give numbers from 1 to" in shown
    assert shown.count("Which harms could it help with") == 1


def test_enter_takes_nothing_over() -> None:
    assert collected(case_of(PLAN), "h7k", "")[0] == []


GOALS = """\
harms: []
options: []
goals:
  - id: g1a
    specific: I write it down
    meaningful: '"I want to see it."'
    assessable: {measure: pages}
    status: not_achieved
  - {id: g2a, specific: I cook, status: active}
"""


def goal_said(case: Case, answers: dict[str, list[str]]) -> tuple[Any, str]:
    told = list[str]()

    def listen(question: str) -> str:
        told.append(question)
        key = next((it for it in answers if it in question and answers[it]), None)
        return answers[key].pop(0) if key else ""

    session = Interview("plan", listen, told.append, TODAY, {}, items=lambda _: {})
    return session.walk(lambda: goal_asked(session, case)), "\n".join(told)


def test_a_goal_that_is_over_is_taken_up_again_and_may_be_changed() -> None:
    found, shown = goal_said(case_of(GOALS), {"What exactly": ["7", "1", "", ""]})
    assert "1. I write it down (not achieved)" in shown
    assert "I cook" not in shown
    assert "Give a number from 1 to 1" in shown
    assert found["specific"] == "I write it down"
    assert found["meaningful"] == '"I want to see it."'
    assert found["assessable"]["measure"] == "pages"
    assert "id" not in found
    changed, _ = goal_said(case_of(GOALS), {"What exactly": ["1", "I write on Sundays"]})
    assert changed["specific"] == "I write on Sundays"
    own, _ = goal_said(case_of(GOALS), {"What exactly": ["I swim"]})
    assert own == {"specific": "I swim"}
