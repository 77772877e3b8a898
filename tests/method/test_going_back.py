"""Back, explain, not now, stop: signs that count alone, at every question of an interview."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from typing import Any

import pytest

from hrcli.method import asking, creating, guided, narrowing
from hrcli.method.early_questions import topics
from hrcli.method.interview import Interview
from hrcli.method.signs import FIRST, AtTheStart, Stopped, meant, sign
from hrcli.method.trail import kept, taken_up
from hrcli.plan import schema
from hrcli.plan.case import Case, Settings
from tests.support.casefiles import TODAY, case_in, case_of
from tests.support.places import ROOT
from tests.support.running import sample

pytestmark = pytest.mark.library

Ask = Callable[[Interview], Any]
CASES = ROOT / "examples" / "cases"
SAID = (
    "",
    "",
    "1",
    "2, 1",
    "yes",
    "no",
    "-3d",
    "in two weeks",
    "7",
    "gambling",
    "weed",
    "edibles",
    "--",
)


def known(beginning: str) -> Case:
    (place,) = CASES.glob(f"{beginning}*")
    return case_in(place)


def asks(beginning: str) -> dict[str, tuple[str, Ask]]:
    """Each kind of interview there is: about which kind of file, and what it asks."""
    case = known(beginning)
    return {
        "create": ("plan", lambda it: creating.asked(it, Settings(), draw())),
        "goal": ("plan", lambda it: it.item(("goals", 0))),
        "gaps": ("plan", lambda it: list(it.gaps(("do_no_harm",), {}))),
        "early": ("plan", lambda it: asking.asked(it, case.plan, list(topics(case)))),
        "stay": ("event", lambda it: guided.event(it, "detox_stay")),
        "event": ("event", lambda it: guided.event(it, None)),
        "review": ("review", lambda it: guided.review(it, case, TODAY, draw(), {})),
        "replan": ("plan", lambda it: guided.replan(it, known("F900"))),
    }


def draw() -> Callable[[int], int]:
    """The same chance for ids each time."""
    return random.Random(1).randrange


class Person:
    """Says to a question always the same, but wanders back and on, and stops, at random."""

    def __init__(self, kind: str, seed: str, wanders: float = 0.0) -> None:
        self.kind, self.seed = kind, seed
        self.chance, self.wanders = random.Random(seed), wanders
        self.answers: dict[str, Any] = {}
        self.signs, self.keeps = 0, False
        self.put, self.turns = "", dict[str, int]()
        self.session = self.sits_down()

    def sits_down(self) -> Interview:
        ids = {"h1": "a harm", "h2": "another"}
        return Interview(self.kind, self.says, self.hears, TODAY, self.answers, items=lambda _: ids)

    def hears(self, told: str) -> None:
        assert told.strip()
        self.keeps = self.keeps or told.startswith("  Enter keeps")

    def says(self, question: str) -> str:
        if self.chance.random() < self.wanders:
            self.put = ""
            self.signs += 1
            typed = self.chance.choice(("<", "<", " < ", "?", "q"))
            self.keeps = self.keeps and typed == "?"
            return typed
        now = f"{self.seed} {self.session.trail.passed} {question}"
        keeps, self.keeps = self.keeps, False
        if keeps and now not in self.turns:  # it was said in the answer to another question
            return ""
        turn = self.turns.setdefault(now, 0)
        if now == self.put:  # misheard
            turn = self.turns[now] = turn + 1
        self.put = now
        return random.Random(f"{now} {turn}").choice(SAID)

    def answers_all(self, ask: Ask) -> Any:
        """What comes of it in the end, taken up again from what was kept after each stop."""
        while True:
            try:
                return self.session.walk(lambda: ask(self.session))
            except Stopped:
                self.answers = json.loads(json.dumps(kept(self.answers)))
                taken_up(self.answers)
                self.session = self.sits_down()
                self.put = ""


@pytest.mark.parametrize("name", asks("7KQ2"))
def test_back_and_forth_gives_the_same_answers_as_straight_on(name: str) -> None:
    kind, ask = asks("7KQ2")[name]
    signs = 0
    for turn in range(sample(60)):
        straight = Person(kind, f"{name} {turn}")
        wandering = Person(kind, f"{name} {turn}", wanders=0.3)
        assert straight.answers_all(ask) == wandering.answers_all(ask), turn
        told = [
            {k: it for k, it in who.answers.items() if k[0] != "#"} for who in (straight, wandering)
        ]
        assert told[0] == told[1], turn
        signs += wandering.signs
    assert signs


# The signs


@pytest.mark.parametrize(
    ("typed", "is_sign", "answer"),
    [
        ("<", "<", "<"),
        (" ? ", "?", " ? "),
        ("Q", "q", "Q"),
        ("<<", "", "<"),
        ("??", "", "?"),
        (" -- ", "", "-"),
        ("qq", "", "q"),
        ("QQ", "", "Q"),
        ("<<<", "", "<<<"),
        ("quit", "", "quit"),
        ("q?", "", "q?"),
        ("-3d", "", "-3d"),
        ("a < b", "", "a < b"),
        ("", "", ""),
        ("----", "", "----"),
    ],
)
def test_a_sign_counts_alone_and_twice_it_is_an_answer(
    typed: str, is_sign: str, answer: str
) -> None:
    assert (sign(typed), meant(typed)) == (is_sign, answer)


def session(*typed: str, kind: str = "plan") -> tuple[Interview, list[str]]:
    told: list[str] = []
    lines = iter(typed)
    return Interview(kind, lambda _: next(lines), told.append, TODAY, {}), told


def two(it: Interview) -> tuple[Any, Any]:
    return it.value(("client", "alias")), it.value(("client", "age_band"))


def test_the_answer_before_is_offered_and_enter_keeps_it() -> None:
    asked, told = session("Kim", "<", "", "adult")
    assert asked.walk(lambda: two(asked)) == ("Kim", "adult")
    assert "  Enter keeps Kim; - leaves it open." in told
    asked, told = session("Kim", "<", "-", "adult")
    assert asked.walk(lambda: two(asked)) == (None, "adult")
    asked, told = session("qq", "<", "", "-")
    assert asked.walk(lambda: two(asked)) == ("q", None)


def test_before_the_first_question_there_is_nothing_unless_somebody_knows_better() -> None:
    asked, told = session("<", "Kim", "<", "<", "", "adult")
    assert asked.walk(lambda: two(asked)) == ("Kim", "adult")
    assert told.count(FIRST) == 2
    asked, told = session("Kim", "<", "<")
    asked.leaves = True
    with pytest.raises(AtTheStart):
        asked.walk(lambda: two(asked))
    assert FIRST not in told


def test_stopping_keeps_what_was_said() -> None:
    asked, _ = session("Kim", "q")
    with pytest.raises(Stopped):
        asked.walk(lambda: two(asked))
    answers = json.loads(json.dumps(kept(asked.known)))
    taken_up(answers)
    again, told = session("", "adult")
    again.known = answers
    assert again.walk(lambda: two(again)) == ("Kim", "adult")
    assert "  Enter keeps Kim; - leaves it open." in told


def test_what_is_needed_is_never_left_by_a_sign() -> None:
    asked, told = session("-", "alcohol", *[""] * 7)
    assert asked.item(("use", 0)) == {"substance": "alcohol"}
    assert any("This one is needed" in it for it in told)


def test_a_question_explains_itself_as_often_as_it_is_asked() -> None:
    asked, told = session("?", "?", "Kim")
    assert asked.value(("client", "alias")) == "Kim"
    assert told[0] == told[1]
    assert "Such as: " in told[0]


def test_a_behaviour_is_taken_back_where_it_was_said() -> None:
    asked, _ = session("gambling", "<", "", "horses", "daily", "", "")
    use = {"behaviour": "gambling", "words": "horses", "pattern": "daily"}
    assert asked.walk(lambda: asked.item(("use", 0))) == use
    asked, _ = session("behaviour", "<", "alcohol", *[""] * 7)
    assert asked.walk(lambda: asked.item(("use", 0))) == {"substance": "alcohol"}


def test_another_substance_takes_nothing_of_the_names_before() -> None:
    asked, _ = session("weed", "", "", "<", "<", "alcohol", "", *[""] * 7)
    assert asked.walk(lambda: asked.item(("use", 0))) == {"substance": "alcohol"}


def test_whoever_goes_back_is_told_again_what_the_question_is_about() -> None:
    asked, told = session("", "", "<", *[""] * 60)
    f9 = known("F900")
    asked.walk(lambda: guided.replan(asked, f9))
    headings = [it for it in told if it.startswith("\nAction")]
    assert headings == [*dict.fromkeys(headings)] * 2


# The order of questions, and what is likely


def test_what_happens_stands_before_what_it_is_sorted_under() -> None:
    asked, _ = session()
    names = [name for name, _ in asked._parts(("harms", 0))]
    assert names[:3] == ["what", "domain", "key_harm"]
    assert names.index("affects") < names.index("windows")


@pytest.mark.parametrize(
    ("what", "offered"),
    [
        ("Driving home drunk", "intoxicated_driving"),
        ("An overdose in May", "overdose"),
        ("Abuse or neglect of child A", None),
        ("Harm to the liver", None),
        ("Late for work", None),
    ],
)
def test_a_key_harm_is_offered_where_the_words_name_one(what: str, offered: str | None) -> None:
    asked, told = session(what, "liver", *[""] * 9)
    assert asked.item(("harms", 0)).get("key_harm") == offered
    assert any("Enter takes" in it for it in told) is (offered is not None)


@pytest.mark.parametrize(("affects", "asked_when"), [("child, self", True), ("self", False)])
def test_at_which_times_is_asked_where_a_child_is_reached(affects: str, asked_when: bool) -> None:
    asked, _ = session("x", "", "", affects, *[""] * 9)
    asked.item(("harms", 0))
    assert ("harms.0.windows" in asked.known) is asked_when


def test_nothing_is_counted_where_nobody_says_what() -> None:
    asked, _ = session("", "", "", "")
    assert asked.item(("goals", 0, "assessable")) == {}
    assert list(asked.known) == ["goals.0.assessable.measure"]


def test_the_only_item_there_is_is_offered() -> None:
    asked, told = session("")
    asked.items = lambda name: {"h7k": "alone on Sundays"}
    assert asked.value(("goals", 0, "for")) == ["h7k"]
    assert "  Enter takes h7k (alone on Sundays); - leaves it open." in told


def test_whether_it_is_planned_is_asked_of_what_can_be() -> None:
    for kind, is_asked in (("overdose", False), ("detox_stay", True)):
        asked, _ = session(*[""] * 20, kind="event")
        guided.event(asked, kind)
        assert ("status" in asked.known) is is_asked


@pytest.mark.parametrize(
    ("happened", "kind", "offered"),
    [
        ("2026-02-08", "crisis", "2026-02-10"),  # 48 hours, of which one day is left
        ("2026-02-02", "crisis", "2026-02-11"),  # they are over: as long again
        ("2026-02-08", "seizure", "2026-02-15"),
        ("2026-02-08", "contact", "2026-03-09"),
    ],
)
def test_after_what_happened_the_next_review_is_offered_sooner(
    happened: str, kind: str, offered: str
) -> None:
    event = f"hrcli: event/1\nkind: {kind}\nstatus: happened\ndate: {happened}\n"
    case = case_of("hrcli: plan/1\nstatus: active\n", events={"events/a.yaml": event})
    asked, _ = session("The boss agreed", *[""] * 40, kind="review")
    assert guided.review(asked, case, TODAY, draw(), {})["next"] == offered


# A long list is narrowed by typing


GOES = ("use", 0, "functions", 0, "kind")


def test_a_long_list_shows_its_beginning_and_says_how_to_see_the_rest() -> None:
    words = schema.words_at("plan", GOES)
    asked, told = session("")
    asked.value(GOES)
    assert told == [narrowing.menu(words)]
    assert len(told[0].splitlines()) == narrowing.MOST + 1
    assert f"{len(words) - narrowing.MOST} more" in told[0]
    asked, told = session("?", "")
    asked.value(GOES)
    assert all(meaning in told[1] for meaning in words.values())


def test_a_part_of_a_word_or_of_its_meaning_narrows_it() -> None:
    words = list(schema.words_at("plan", GOES))
    last = words[-1]
    asked, told = session(last[1:], "")
    assert asked.value(GOES) == last
    assert f"  {len(words)}. {last.replace('_', ' ')}" in told[1]
    asked, told = session("e", str(len(words)))
    assert asked.value(GOES) == last
    assert len(told[1].splitlines()) <= narrowing.MOST + 1


@pytest.mark.parametrize("kind", ["plan", "review", "event"])
def test_no_list_of_words_is_longer_than_a_screen(kind: str) -> None:
    for name, part in schema.properties(kind):
        path = tuple(0 if it == "0" else it for it in name.replace("[]", ".0").split("."))
        words = schema.words_at(kind, path)
        if not (words and part.get("x-question")):
            continue
        assert len(narrowing.menu(words).splitlines()) <= narrowing.MOST + 1
        for typed in (*words, *(word[:3] for word in words), "zz", "e", "1"):
            found = narrowing.speaking_of(words, typed)
            assert set(found) <= set(words)
            assert found or typed in ("zz", "e", "1")
