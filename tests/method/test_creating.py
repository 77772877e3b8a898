"""The first plan of a case: from a starter, from answers, or from both."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from hrcli.document.document import read
from hrcli.finding import Path
from hrcli.method.creating import (
    CONSIDERING,
    OF_SUBSTANCES,
    STARTERS,
    SUBSTANCE,
    asked,
    creating,
    named,
    taken_over,
)
from hrcli.method.interview import Interview, Misheard
from hrcli.plan import check
from hrcli.plan.case import Settings
from tests.support.casefiles import CASE, TODAY

SETTINGS = Settings(worker="jm", review_every="2 weeks")


def draw(below: int) -> int:
    """Always the first of what may be drawn."""
    return 0


def made(starter: str | None, answers: Mapping[Path, Any]) -> Any:
    document = read(creating(CASE, starter, answers, SETTINGS, TODAY, draw).encode())
    assert document.sound
    return document.data


@pytest.mark.parametrize("starter", STARTERS)
def test_a_starter_is_dated_and_says_what_the_person_considers(starter: str) -> None:
    text = creating(CASE, starter, {}, SETTINGS, TODAY, draw)
    plan = read(text.encode()).data
    assert (plan["case"], plan["opened"], plan["worker"]) == (CASE, "2026-02-09", "jm")
    assert (plan["review"]["every"], plan["review"]["next"]) == ("2 weeks", "2026-02-23")
    answer = {"answer": STARTERS[starter], "asked_on": "2026-02-09"}
    assert plan["use"][0]["considering"] == answer
    assert check.check(read(text.encode()), "plan") == []


@pytest.mark.parametrize("starter", STARTERS)
def test_what_the_person_considers_names_the_starter(starter: str) -> None:
    answers = {CONSIDERING: STARTERS[starter]}
    unnamed = creating(CASE, None, answers, SETTINGS, TODAY, draw)
    assert unnamed == creating(CASE, starter, {}, SETTINGS, TODAY, draw)


def test_who_was_not_asked_has_said_nothing() -> None:
    assert "answer" not in (made(None, {})["use"][0].get("considering") or {})


def test_the_first_review_is_never_lost() -> None:
    given = {"case": "ABCD-1234", "hope": "Sundays", "review": {"every": "1 week", "next": None}}
    answers = taken_over(given)
    assert answers == {("hope",): "Sundays", ("review", "every"): "1 week"}
    plan = made("continuing", answers)
    assert plan["case"] == CASE
    assert plan["review"]["next"] == "2026-02-16"
    assert taken_over({"review": 3}) == {("review",): 3}


def test_a_list_that_was_given_replaces_the_starters() -> None:
    assert made("continuing", taken_over({"use": []}))["use"] == []


def test_questions_left_open_are_no_answers() -> None:
    told: list[str] = []
    session = Interview("plan", lambda question: "", told.append, TODAY, {})
    assert asked(session, SETTINGS, draw) == {}
    assert any("Mon 23 Feb" in text or "2026-02-23" in text for text in told)


def typing(answers: dict[str, str]) -> tuple[Interview, list[str]]:
    """An interview in which these questions are answered as they come, and no other one is."""
    questions: list[str] = []

    def listen(question: str) -> str:
        questions.append(question)
        return answers.pop(question, "")

    return Interview("plan", listen, lambda _: None, TODAY, {}), questions


@pytest.mark.parametrize(
    ("name", "question", "path", "answer"),
    [
        ("edibles", "How is it taken? (several with commas)", ("use", 0, "route"), ["oral"]),
        ("blues", "Where does it come from?", ("use", 0, "supply"), "unregulated"),
        ("wine", "", (), None),
    ],
)
def test_only_a_name_that_says_more_brings_a_question_more(
    name: str, question: str, path: Path, answer: Any
) -> None:
    known = {"What is used?": name}
    session, questions = typing(known)
    if name == "blues":
        listen = session.listen
        session.listen = lambda it: "unknown" if questions[-1:] == [it] else listen(it)
    answers = asked(session, SETTINGS, draw)
    extra = {"How is it taken? (several with commas)", "Where does it come from?"}
    assert extra & set(questions) == {question} - {""}
    if path:
        assert answers[path] == answer


BEHAVIOUR = ("use", 0, "behaviour")


def test_the_usual_path_of_a_new_case_is_no_longer_for_it() -> None:
    session, questions = typing({"What is used?": "alcohol"})
    assert asked(session, SETTINGS, draw)[SUBSTANCE] == "alcohol"
    assert questions.count("What is used?") == 1


ORDER = (
    ("What would you like to talk about first?", "The mornings"),
    ("Which name would you like us to use?", "Kim"),
    ("Which age group?", "adult"),
    ("What is used?", "alcohol, weed"),
    ("What goes well, and who or what helps? (several with ;)", "cooks; sings"),
    ("Is the client thinking of stopping or cutting down?", "no_change"),
    ("Do children live with the client or come to stay", "no"),
    ("When is the next review?", "+2w"),
)


def test_ten_questions_at_most_the_first_concern_first() -> None:
    """The tenth is whether to ask at once what is asked alone; the command puts it."""
    left, questions = list(ORDER), list[str]()

    def listen(question: str) -> str:
        questions.append(question)
        start, answer = left.pop(0)
        assert question.startswith(start)
        return answer

    session = Interview("plan", listen, lambda _: None, TODAY, {})
    answers = asked(session, SETTINGS, draw)
    assert not left
    assert len(questions) < 10
    assert answers[SUBSTANCE] == "alcohol"
    assert answers[("use", 1, "substance")] == "cannabis"
    assert answers[("use", 1, "words")] == "weed"
    assert answers[("dependants",)] == []
    assert answers[("client", "strengths")] == ["cooks", "sings"]


def test_the_list_of_substances_is_shown_once() -> None:
    told = list[str]()
    typed = {"What is used?": "alcohol, weed, tobacco"}
    session = Interview("plan", lambda it: typed.pop(it, ""), told.append, TODAY, {})
    asked(session, SETTINGS, draw)
    assert sum("1. alcohol" in it for it in told) == 1
    assert sum("weed is written as cannabis." in it for it in told) == 1


def uses(answers: Mapping[Path, Any], starter: str | None = None) -> list[Any]:
    text = creating(CASE, starter, answers, SETTINGS, TODAY, counted())
    assert check.check(read(text.encode()), "plan") == []
    found: list[Any] = read(text.encode()).data["use"]
    return found


def counted() -> Any:
    """Another letter each time."""
    drawn = iter(range(10**6))
    return lambda below: next(drawn) % below


def test_several_substances_are_several_uses() -> None:
    session, _ = typing({"What is used?": "alcohol, gambling, weed"})
    first, second, third = uses(asked(session, SETTINGS, draw))
    assert (first["substance"], second["behaviour"], third["substance"]) == (
        "alcohol",
        "gambling",
        "cannabis",
    )
    assert len({first["id"], second["id"], third["id"]}) == 3
    assert third["pattern"] == "not_assessed"
    assert not set(OF_SUBSTANCES) & set(second)


def test_what_means_several_things_is_asked_at_its_place() -> None:
    typed = ["alcohol, ice, 1,4-bd", "amphetamine_type"]

    def listen(question: str) -> str:
        return typed.pop(0) if question == "What is used?" and typed else ""

    session = Interview("plan", listen, lambda _: None, TODAY, {})
    answers = asked(session, SETTINGS, draw)
    found = [answers[("use", place, "substance")] for place in range(3)]
    assert found == ["alcohol", "amphetamine_type", "ghb_type"]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("1,4-bd", ["ghb_type"]),
        ("1,12", ["alcohol", "cannabis"]),
        ("weed,1,4-bd , weed,", ["cannabis", "ghb_type"]),
    ],
)
def test_a_name_with_a_comma_is_one_name(typed: str, found: list[str]) -> None:
    session, _ = typing({"What is used?": typed})
    answers = asked(session, SETTINGS, draw)
    assert [it for path, it in answers.items() if path[-1] == "substance"] == found


@pytest.mark.parametrize("said", ["yes", "no", ""])
def test_whether_somebody_depends_on_them_is_one_question(said: str) -> None:
    question = "Do children live with the client or come to stay, or does anybody depend on them?"
    session, questions = typing({f"{question} (yes or no)": said})
    found = asked(session, SETTINGS, counted()).get(("dependants",))
    assert {"yes": 1, "no": 0, "": None}[said] == (None if found is None else len(found))
    assert not any("call this child" in it for it in questions)
    if found:
        assert made(None, {("dependants",): found})["dependants"] == found


@pytest.mark.parametrize("starter", [None, *STARTERS])
def test_a_first_plan_may_be_about_a_behaviour(starter: str | None) -> None:
    session, questions = typing({"What is used?": "gambling"})
    answers = asked(session, SETTINGS, draw)
    assert answers[BEHAVIOUR] == "gambling"
    assert "Which behaviour is it?" not in questions
    (use,) = uses(answers, starter)
    assert (use["behaviour"], use["pattern"]) == ("gambling", "not_assessed")
    assert not set(OF_SUBSTANCES) & set(use)
    assert use.get("considering", {}).get("answer") == (STARTERS[starter] if starter else None)


def test_what_the_shell_names_is_not_asked_for() -> None:
    used = named(("Weed", "alcohol, gambling"), TODAY)
    session, questions = typing({})
    answers = asked(session, SETTINGS, draw, used)
    assert "What is used?" not in questions
    first, second, third = uses(answers, "quitting")
    assert (first["substance"], first["words"]) == ("cannabis", "Weed")
    assert first["considering"]["answer"] == "stop"
    assert (second["substance"], third["behaviour"]) == ("alcohol", "gambling")


@pytest.mark.parametrize("typed", ["ice", "xylophone", ""])
def test_what_the_shell_cannot_mean_is_refused(typed: str) -> None:
    with pytest.raises(Misheard):
        named((typed,), TODAY)
