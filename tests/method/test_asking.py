"""Asking early: what is said before, which answers become entries, and what they change."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from hrcli.document.document import read
from hrcli.errors import WrongCommand
from hrcli.knowledge.table_of_facts import early_questions, medicines
from hrcli.method import asking
from hrcli.method.asking import need_answers, offered, recording
from hrcli.method.early_questions import topics
from hrcli.method.interview import Interview
from hrcli.plan.case import Case
from hrcli.plan.changes import amended
from tests.support.casefiles import TODAY, case_of

ALONE = "Were you alone together?"
WORDS = {question.about: question.question for question in early_questions()}


class Talk:
    """Says what is planned for a question, and otherwise nothing; keeps what it was shown."""

    def __init__(self, said: Mapping[str, str]) -> None:
        self.said = said
        self.shown: list[str] = []

    def listen(self, question: str) -> str:
        self.shown.append(question)
        return next((it for words, it in self.said.items() if question.startswith(words)), "")

    def hold(self, case: Case, known: dict[str, Any] | None = None) -> dict[str, Any]:
        known = {} if known is None else known
        session = Interview("plan", self.listen, self.shown.append, case.today, known)
        return asking.asked(session, case.plan, [it for it in topics(case) if it.to_ask])


def plan_with(text: str = "") -> Case:
    return case_of(f"hrcli: plan/1\ncase: 7KQ2-9XMP\n{text}")


def after(case: Case, answers: Mapping[str, Any]) -> Any:
    return read(amended(case.plan_file.document, recording(case, answers)).encode()).data


def test_what_must_be_passed_on_is_said_before_the_first_question() -> None:
    talk = Talk({})
    assert talk.hold(plan_with()) == {}
    assert "alone together" in talk.shown[0]
    assert "pass on" in talk.shown[0]
    places = [talk.shown.index(WORDS[about]) for about in ("violence", "suicide", "pregnancy")]
    assert places == sorted(places)
    assert talk.shown[-1].startswith(medicines().question)


def test_each_answer_becomes_an_entry_and_enter_none() -> None:
    talk = Talk({ALONE: "yes", WORDS["violence"]: "absent", WORDS["suicide"]: "d"})
    day = TODAY.isoformat()
    assert talk.hold(plan_with()) == {
        "asked": [
            {"about": "violence", "answer": "absent", "asked_on": day, "alone": True},
            {"about": "suicide", "answer": "declined", "asked_on": day, "alone": True},
        ]
    }


def test_it_is_said_where_violence_is_better_left_open() -> None:
    talk = Talk({ALONE: "no", WORDS["suicide"]: "past"})
    assert talk.hold(plan_with())["asked"][0]["alone"] is False
    assert asking.NOT_ALONE in talk.shown


def test_whether_they_are_alone_is_asked_only_where_it_matters() -> None:
    known = plan_with("harms:\n  - {id: h7k, key_harm: domestic_violence}\n")
    talk = Talk({WORDS["suicide"]: "absent"})
    (entry,) = talk.hold(known)["asked"]
    assert "alone" not in entry
    assert not any(ALONE in shown for shown in talk.shown)


def test_each_question_says_what_present_and_past_mean_there() -> None:
    talk = Talk({})
    talk.hold(plan_with())
    menu = next(shown for shown in talk.shown if shown.startswith("Pregnancy"))
    question = next(it for it in early_questions() if it.about == "pregnancy")
    assert all(it in menu for it in (question.present, question.past, question.absent, "declined"))


def test_answers_begun_on_another_day_keep_that_day() -> None:
    known: dict[str, Any] = {"#begun": "2026-02-06"}
    (entry,) = Talk({WORDS["suicide"]: "absent"}).hold(plan_with(), known)["asked"]
    assert entry["asked_on"] == "2026-02-06"


def test_a_word_that_may_mean_two_answers_is_asked_again() -> None:
    shown: list[str] = []
    said = iter(["p", "pa", "", ""])
    session = Interview("plan", lambda _: next(said), shown.append, TODAY, {})
    some = [it for it in topics(plan_with()) if it.to_ask][1:]
    (entry,) = asking.asked(session, plan_with().plan, some)["asked"]
    assert (entry["about"], entry["answer"]) == ("suicide", "past")


# Medicines


def test_the_medicines_that_are_not_written_yet_are_offered() -> None:
    known = plan_with("client: {context: [on_oat, {is: on_lithium}]}\n").plan
    words = offered(known)
    assert "on_naltrexone" in words
    assert {"on_oat", "on_lithium", "pregnant"}.isdisjoint(words)


def test_medicines_become_words_of_context_behind_those_that_are_there() -> None:
    case = plan_with("client:\n  context: [low_support]\n")
    answers = Talk({medicines().question: "on_oat, on_maoi"}).hold(case)
    assert answers == {"client": {"context": ["on_oat", "on_maoi"]}}
    assert after(case, answers)["client"]["context"] == ["low_support", "on_oat", "on_maoi"]


# What they change


def test_older_answers_stay_on_record() -> None:
    old = "asked:\n  - {about: suicide, answer: absent, asked_on: 2025-01-12}\n"
    case = plan_with(old)
    new = {"asked": [{"about": "suicide", "answer": "present"}]}
    assert after(case, new)["asked"] == [
        {"about": "suicide", "answer": "absent", "asked_on": "2025-01-12"},
        {"about": "suicide", "answer": "present", "asked_on": TODAY.isoformat()},
    ]


def test_the_same_answers_twice_change_nothing() -> None:
    answers = {
        "asked": [{"answer": "absent", "about": "violence", "alone": True}],
        "client": {"context": [{"is": "on_oat", "since": "2026-01-02"}]},
    }
    case = plan_with()
    document = read(amended(case.plan_file.document, recording(case, answers)).encode())
    assert recording(case.with_plan(document), answers) == []


def test_not_asked_writes_nothing() -> None:
    assert recording(plan_with(), {"asked": [{"about": "suicide", "answer": "not_asked"}]}) == []


@pytest.mark.parametrize(
    "answers",
    [
        {},
        {"asked": []},
        {"client": {"context": []}},
        {"asked": [{}], "harms": []},
        {"client": {"context": ["on_oat"], "alias": "x"}},
    ],
)
def test_nothing_and_something_else_are_refused(answers: Mapping[str, Any]) -> None:
    with pytest.raises(WrongCommand):
        need_answers(answers)


USE = """\
use:
  - {id: s1a, substance: %s, pattern: not_assessed, dependence: not_assessed}
  - {id: s2a, substance: caffeine, pattern: daily, considering: {answer: no_change},
     functions: [{what: mornings}]}
"""


@pytest.mark.parametrize(
    ("substance", "keys"),
    [
        ("alcohol", ["pattern", "dependence"]),
        ("nicotine_tobacco", ["pattern", "route"]),
        ("opioid_short", ["pattern", "route", "supply", "dependence"]),
        ("cocaine", ["pattern", "route", "supply"]),
        ("cannabis", ["pattern", "route"]),
    ],
)
def test_how_it_is_used_is_asked_as_fits_the_substance(substance: str, keys: list[str]) -> None:
    places = asking.places_open(plan_with(USE % substance))
    asked = [place[2] for place in places if place[:2] == ("use", 0)]
    assert asked == [*keys, "considering", "functions"]
    assert not any(place[:2] == ("use", 1) for place in places)
