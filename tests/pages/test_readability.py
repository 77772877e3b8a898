"""How hard a text is to read: counted as published, said without a word of the case."""

from __future__ import annotations

import re
from unicodedata import normalize

import pytest

from hrcli.pages import readability
from hrcli.pages.render import built_in
from tests.support.pages import example, render
from tests.support.places import EXAMPLES
from tests.support.running import Run
from tests.support.scripts import FORMS, NAMES, Form

CASES = sorted(place.name for place in (EXAMPLES / "cases").iterdir())
PASSIVE = re.compile(
    r"\b(?:am|is|are|was|were|be|been|being|gets?|got)\s+(?:\w+ly\s+|not\s+)?"
    r"(?!(?:tired|worried|scared|interested|married|relaxed|needed|often|even|open)\b)"
    r"(?:\w{2,}ed|written|taken|given|seen|done|made|said|told|kept|held|put|sent|known)\b",
    re.IGNORECASE,
)
SYLLABLES = """
1: a I the plan some cared house change safe times eye child yes use used wine lives tried cried
1: friend friends walked don't
2: client create sometimes table tables needed houses changes people weekend worker being going
2: quiet science believe believed started social special measure safely bottle bottles sister's
2: review reviewed children day-care agreed involved uses drinking somewhere something creature
3: idea period medicine family cannabis alcohol naloxone overdose arrangement appointment
3: methadone every radio video usual area accident benefit
4: evaluate situation unsupervised emergency society usually actually material sobriety
"""
COUNTED = [
    (word, int(line.split(":")[0]))
    for line in SYLLABLES.strip().splitlines()
    for word in line.split(":")[1].split()
]


@pytest.mark.parametrize(("word", "count"), COUNTED)
def test_syllables_are_counted_as_they_are_spoken(word: str, count: int) -> None:
    assert readability.syllables(word) == count


def test_the_grade_is_the_published_formula() -> None:
    told = readability.read(["The cat sat on the mat. We met every week."])
    assert (told.words, told.sentences, told.syllables) == (10, 2, 12)
    assert told.grade == max(0.0, round(0.39 * 10 / 2 + 11.8 * 12 / 10 - 15.59, 1))
    hard = readability.read(["Unsupervised situations usually necessitate immediate evaluation."])
    assert hard.grade > 20
    assert readability.read([]).grade == 0
    assert readability.read(["2026-02-09, 3 of 4!"]).words == 2 - 1


def test_lines_end_sentences_and_figures_are_no_words() -> None:
    told = readability.read(["One two", "three: four", "5 6 7"])
    assert (told.words, told.sentences) == (4, 3)


@pytest.mark.parametrize("form", FORMS)
def test_a_word_with_accents_is_one_word_in_every_form(form: Form) -> None:
    told = readability.read(
        [normalize(form, "Zo\u00eb\u2019s r\u00e9sum\u00e9 is at the caf\u00e9.")]
    )
    assert (told.words, told.syllables) == (6, 1 + 3 + 1 + 1 + 1 + 2)
    other = readability.read([normalize(form, name) for name in NAMES.values()])
    assert other.words == sum(len(name.split()) for name in NAMES.values())


def test_long_words_are_named() -> None:
    told = readability.read(
        ["The evaluation was written by the worker. She is tired. It was not done."]
    )
    assert told.long_words == ("evaluation",)


@pytest.mark.parametrize("case", CASES)
def test_every_examples_copy_is_easy_to_read(case: str) -> None:
    for audience in ("client", "safety", "family"):
        told = readability.read(readability.prose(render(example(case), audience, "md")))
        assert told.grade <= readability.EASY


@pytest.mark.parametrize("case", CASES)
def test_an_examples_copy_speaks_as_the_client(case: str) -> None:
    whole = example(case)
    client = whole.plan.data["client"]
    chosen = client.get("copy", {}).get("name") == "print"
    if client["safe_contact"].get("paper") != "not_ok":
        told = re.findall(rf"\b{client['alias']}\b", render(whole, "client", "md"))
        assert len(told) == chosen


def test_the_copys_own_wording_is_plain_and_active() -> None:
    told = readability.read(readability.prose(render(example("ZQ2K-BKYD"), "client", "md")))
    assert told.grade <= 5
    templates = built_in()["client.j2"] + built_in()["mine.j2"]
    phrases = re.findall(r'\b_\("([^"]*)"', templates)
    whole = readability.read(phrases)
    passives = PASSIVE.findall("\n".join(phrases))
    # "what is written about me", "may have to be passed on": who does it is not the point.
    assert len(passives) <= 2
    assert set(whole.long_words) <= {"emergency"}


def test_advice_names_the_place_and_no_word() -> None:
    wordings = {
        "goals[].specific": ["Comprehensive multidisciplinary evaluation of circumstances"],
        "hope": ["I want a dog."],
    }
    (line,) = readability.advice("I want a dog, and I want it now.\n", wordings)
    assert line == "Could be plainer: goals[].specific (4 long words)."
    hard = readability.advice("\n".join(wordings["goals[].specific"] * 4), {})
    assert hard[0].startswith("Reading grade ")
    assert "Aim for 8 or lower" in hard[0]


@pytest.mark.parametrize("copy", ["", "Independently evaluating\n", "Ring my sister today\n"])
def test_a_text_too_short_to_grade_is_not_graded(copy: str) -> None:
    assert readability.advice(copy, {"hope": [copy]}) == []


def test_the_worker_is_told_when_a_copy_is_hard_to_read(run: Run) -> None:
    assert "Reading grade" not in run("render", "7KQ2", "--as", "client").stderr
    hard = "A comprehensive multidisciplinary evaluation of individual circumstances, necessitating"
    run("set", "7KQ2", "hope", "--from", "-", stdin=f"{hard} " * 9)
    assert "Reading grade" in run("render", "7KQ2", "--as", "client").stderr
    assert "Reading grade" not in run("render", "7KQ2").stderr


def test_what_a_check_finds_dangerous_is_told_on_the_workers_plan_alone(run: Run) -> None:
    run("set", "7KQ2", "goals.g2m.intervention", "stop_abrupt")
    told = " ".join(run("render", "7KQ2", "--to", "txt").stdout.split())
    assert "The five questions were answered before" in told.partition("Harms, in the order")[0]
    sheet = run("render", "7KQ2", "--as", "review", "--to", "txt").stdout
    assert "five questions" not in sheet


def test_a_card_without_a_number_for_emergencies_says_where_it_belongs(run: Run) -> None:
    assert "emergency_number" in run("render", "7KQ2", "--as", "safety").stderr
    assert "emergency_number" not in run("render", "7KQ2", "--as", "client").stderr
