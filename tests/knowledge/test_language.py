"""The language check: what it finds, what it leaves alone, where, in which profile and language."""

from __future__ import annotations

import random
import re
import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hrcli.document.document import read
from hrcli.errors import Unreadable
from hrcli.finding import Finding, Place
from hrcli.knowledge import language
from hrcli.plan import check
from hrcli.plan.case import Settings
from hrcli.resources import text
from hrcli.rules import engine
from tests.support.casefiles import case_of, laid_over
from tests.support.places import DATA
from tests.support.scripts import NAMES, typed

SENTENCES = read((DATA / "sentences.yaml").read_bytes()).data
BUILT_IN = read(text("knowledge", "language.yaml").encode("utf-8"))
CLINICAL = language.word_list(BUILT_IN.data, None, "clinical", "en")
COMMUNITY = language.word_list(BUILT_IN.data, None, "community", "en")
ENTRIES = [entry for kind in language.KINDS for entry in BUILT_IN.data[kind]]


def found(raw: str, known: language.WordList = CLINICAL, names: tuple[str, ...] = ()) -> list[str]:
    return [match.term.name for match in language.matches(raw, known, names)]


def own(yaml: str, **more: Any) -> Settings:
    raw = f"hrcli: language/1\n{yaml}".encode()
    return Settings(knowledge=(("language.yaml", raw),), **more)


def advice(plan: str, settings: Settings | None = None, **more: Any) -> list[Finding]:
    case = case_of(laid_over(f"hrcli: plan/1\n{plan}", "plan"), settings=settings, **more)
    return [it for it in engine.examine(case) if it.code.startswith("LNG")]


def plan(sentence: str) -> str:
    return f"relapse_plan:\n  for_client: {sentence}\n"


# The list


def test_the_list_has_the_form_that_an_agencys_own_needs() -> None:
    assert BUILT_IN.findings == []
    assert check.check(BUILT_IN, "language") == []


def test_every_entry_says_where_it_comes_from_and_that_nobody_has_reviewed_it() -> None:
    for entry in ENTRIES:
        assert set(entry["source"]) <= set(BUILT_IN.data["sources"]), entry["name"]
        assert entry["conf"] in ("source seen", "mixed", "unchecked"), entry["name"]
        assert entry["reviewed_on"] is None, entry["name"]
    names = [entry["name"] for entry in ENTRIES]
    assert len(names) == len(set(names))


def test_every_set_that_a_phrase_names_is_there_and_every_set_is_named() -> None:
    lines = text("knowledge", "language.yaml")
    for name in BUILT_IN.data["sets"]:
        assert f"{{{name}}}" in lines, name
    spelt = [phrase for entry in ENTRIES for phrase in (*entry["find"], *entry.get("unless", []))]
    for phrase in (*spelt, *BUILT_IN.data["names"]):
        for part in phrase.replace("-", " ").replace("|", " ").split():
            if part.startswith("{"):
                assert part.strip("{}?") in BUILT_IN.data["sets"], phrase


@pytest.mark.parametrize("known", [CLINICAL, COMMUNITY], ids=["clinical", "community"])
def test_what_is_to_be_said_instead_is_not_itself_advised_against(
    known: language.WordList,
) -> None:
    for term in known.terms:
        assert term.instead
        assert found(term.instead, known) == [], term.name


def test_the_profiles_differ() -> None:
    assert found("Opioid misuse.", COMMUNITY) == ["misuse"]
    assert found("Opioid misuse.") == []
    said = {
        name: {term.instead for term in known.terms if term.name == "addict"}
        for name, known in (("clinical", CLINICAL), ("community", COMMUNITY))
    }
    assert said == {
        "clinical": {"person with a substance use disorder"},
        "community": {"person who uses drugs"},
    }


# Sentences


@pytest.mark.parametrize("case", SENTENCES["found"], ids=lambda case: str(case["find"][0]))
def test_what_is_found(case: dict[str, Any]) -> None:
    names = tuple(name.lower() for name in case.get("names", []))
    assert found(case["text"], names=names) == case["find"]


@pytest.mark.parametrize("sentence", SENTENCES["left_alone"], ids=lambda it: it[:30])
def test_what_is_left_alone(sentence: str) -> None:
    assert found(sentence, names=("robin",)) == []


def test_every_entry_is_found_in_a_sentence() -> None:
    told = {name for case in SENTENCES["found"] for name in case["find"]}
    both = {entry["name"] for entry in ENTRIES if "clinical" in entry.get("profiles", ["clinical"])}
    assert told == both


def test_a_name_counts_as_a_person_only_where_it_is_one() -> None:
    assert found("Will is clean.", names=("will",)) == ["clean (a person)"]
    assert found("Will is clean.") == []
    assert found("We will clean up.", names=("will",)) == []


def test_the_longest_phrase_wins_and_none_overlaps_another() -> None:
    sentence = "A recovering heroin addict and prescription drug abuse."
    assert found(sentence) == ["former addict", "prescription drug abuse"]


@given(st.text(max_size=200))
def test_nothing_raises_and_every_match_lies_in_its_text(raw: str) -> None:
    end = 0
    for match in language.matches(raw, CLINICAL, ("robin",)):
        assert end <= match.start < match.end <= len(raw)
        end = match.end


KNOWN = language.known(Settings())
WAYS_TO_WRITE = (
    str,
    str.upper,
    lambda raw: raw.replace("'", "\u2019").replace(" ", "\u00a0"),
    lambda raw: unicodedata.normalize("NFD", raw),
    lambda raw: re.sub(r"(?<=[a-z]{2})(?=[a-z]{2})", "-\n  ", raw, count=3),
    lambda raw: re.sub(r"(?<=[a-z]{3})(?=[a-z]{3})", "\u00ad", raw),
)


@pytest.mark.parametrize("case", SENTENCES["found"], ids=lambda case: str(case["find"][0]))
def test_the_quick_look_misses_nothing_that_the_careful_one_finds(case: dict[str, Any]) -> None:
    names = tuple(name.lower() for name in case.get("names", []))
    for write in WAYS_TO_WRITE:
        raw = write(case["text"])
        assert not language.matches(raw, CLINICAL, names) or KNOWN.may_stand_in(raw), raw
    assert KNOWN.may_stand_in(case["text"])


def test_the_quick_look_passes_over_a_text_that_holds_nothing() -> None:
    assert not KNOWN.may_stand_in("It went well- nothing else, and the tea was hot.")


def test_the_quick_look_takes_a_name_a_figure_and_a_short_is_for_words_of_the_list() -> None:
    phrases = '["client at five", "# people", "he would not"]'
    entry = f"{{name: own, find: {phrases}, say: another way, source: [GENERAL]}}"
    settings = own(f"blaming: [{entry}]\n")
    for sentence in ("Robin at five", "She came with 12 people", "He'd not"):
        assert [it.code for it in advice(plan(f'"{sentence}."'), settings)] == ["LNG06"], sentence


def test_words_in_the_middle_of_nothing_are_found_at_their_place() -> None:
    sample = random.Random(5)
    for case in SENTENCES["found"]:
        before = "".join(sample.choices("\u00e9\u00ad \ufb01\u2019.", k=9)) + ". "
        names = tuple(name.lower() for name in case.get("names", []))
        spans = [
            [(it.start - shift, it.end - shift) for it in language.matches(raw, CLINICAL, names)]
            for raw, shift in ((case["text"], 0), (before + case["text"], len(before)))
        ]
        assert spans[0] == spans[1]


# In a case


@pytest.mark.parametrize(
    ("yaml", "line", "column"),
    [
        ("a plain addict", 3, 23),
        ('"say \\"no\\" to \\u0061ddict, addict"', 3, 30),
        ("'it''s an addict'", 3, 25),
        ("it goes\n    on to an addict\n    here", 4, 14),
        (">-\n    folded text and\n\n    the addict", 6, 9),
        ("|\n    literal text,\n      an addict", 5, 10),
    ],
)
def test_the_word_is_pointed_at(yaml: str, line: int, column: int) -> None:
    assert advice(plan(yaml))[0].place == Place(line, column)


def test_a_list_of_texts_is_looked_at_item_by_item() -> None:
    assert [it.place for it in advice("barriers: [rent, an addict next door]\n")] == [Place(2, 21)]


def test_no_value_of_the_case_is_in_the_message() -> None:
    (finding,) = advice(plan("Kowalski is an addict"))
    assert "Kowalski" not in finding.message + finding.help
    assert finding.message == "This is a word that judges: addict."
    assert finding.help.startswith("Try: person with a substance use disorder")


@pytest.mark.parametrize(
    "yaml",
    [
        "hope: I am no addict\n",
        "goals: [{id: g2m, meaningful: no junkie}]\n",
        "client: {alias: Junkie Jim}\n",
        "use: [{id: s8w, words: I am an addict}]\n",
        "decisional_balance: {less_good_about_use: [they call me an addict]}\n",
        "client_says: {comments: [{id: c4k, what: I am an addict}]}\n",
        "disagreement: {client_view: I am an addict}\n",
        "presenting_problem: {first_concern: they call me an addict}\n",
        "referrals: [{to: addict centre}]\n",
        "x-note: an addict\n",
        "worker: addict\n",
    ],
)
def test_the_clients_own_words_names_and_keys_are_left_alone(yaml: str) -> None:
    assert advice(yaml) == []


def test_reviews_and_events_are_looked_at_but_not_what_the_client_says_there() -> None:
    review = laid_over(
        "hrcli: review/1\nclient_view: I am an addict\nworker_view: an addict\n", "review"
    )
    event = laid_over("hrcli: event/1\npros: [as an addict]\nlearnt: an addict\n", "event")
    texts = {"reviews": {"reviews/2026-02-02-k7fw.yaml": review}}
    texts["events"] = {"events/2026-02-03-m2pd.yaml": event}
    assert [it.path for it in advice("", **texts)] == ["learnt", "worker_view"]


def test_it_is_silent_in_another_language() -> None:
    assert advice(plan("an addict"), Settings(locale="de")) == []
    assert advice(plan("an addict"), Settings(locale="en-GB"))


# An agency's own list

OWN = "judging: [{name: dosser, find: [dosser], say: person without a home}]\n"


def test_an_agencys_own_entries_are_added() -> None:
    found = advice(plan("a dosser and an addict"), own(OWN))
    assert [it.message.rpartition(": ")[2] for it in found] == ["dosser.", "addict."]


def test_an_agencys_own_entry_takes_the_place_of_a_built_in_one() -> None:
    entry = "judging: [{name: addict, find: [fiend], say: person}]\n"
    assert advice(plan("an addict"), own(entry)) == []
    assert len(advice(plan("a fiend"), own(entry))) == 1


def test_an_agency_can_drop_entries_and_add_names_and_words() -> None:
    assert advice(plan("a relapse"), own("dropped: [relapse]\n")) == []
    assert advice(plan("the old addict bakery"), own("names: [old addict bakery]\n")) == []
    assert len(advice(plan("a spice abuser"), own("sets: {drug: [spice]}\n"))) == 1


def test_an_agencys_list_in_another_language_speaks_in_that_language() -> None:
    german = "language: de\njudging: [{name: Junkie, find: [junkie], say: Mensch}]\n"
    assert advice(plan("ein Junkie, addict"), own(german, locale="de"))[0].help.startswith("Try: M")
    assert len(advice(plan("a junkie, addict"), own(german))) == 2


def test_the_profile_comes_from_the_settings() -> None:
    assert advice(plan("opioid misuse")) == []
    assert len(advice(plan("opioid misuse"), Settings(language_profile="community"))) == 1


@pytest.mark.parametrize(
    "yaml",
    ["judging: [{name: x, find: [x]}]\n", "judging: x\n", "sets: {drug: 3}\n", "judging: [\n"],
)
def test_a_list_that_cannot_be_read_is_said_to_be_so(yaml: str) -> None:
    with pytest.raises(Unreadable) as told:
        advice(plan("an addict"), own(yaml))
    assert "knowledge/language.yaml:" in str(told.value)


def test_phrases_that_say_nothing_find_nothing() -> None:
    for phrase in ("", "*", "{nobody}", "{nobody} here", "$", "* *"):
        entry = {"name": "x", "find": [phrase], "say": "y"}
        known = language.word_list({"judging": [entry]}, None, "clinical", "en")
        assert found("here is a word", known) == [], phrase


def test_a_phrase_with_very_many_spellings_is_spelt_as_far_as_is_sensible() -> None:
    many = {"name": "x", "find": ["a? " * 40 + "word"], "say": "y"}
    known = language.word_list({"judging": [many]}, None, "clinical", "en")
    assert found("a " * 40 + "word", known) == ["x"]


@pytest.mark.parametrize("script", NAMES)
def test_a_word_of_an_agencys_list_is_found_in_whatever_form_it_was_typed(script: str) -> None:
    word = NAMES[script].split()[-1]
    entry = f"judging:\n- {{name: x, find: [{word}], say: y, source: [], conf: unchecked}}"
    for other in typed(word):
        found_there = advice(plan(f"We met ({other}) there."), own(entry))
        assert len(found_there) == 1, other
