"""Text compared in one form, and what a name looks like, in six scripts."""

from __future__ import annotations

from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hrcli.folding import (
    folded,
    holds_any,
    letter_words,
    looks_named,
    name_words,
    same,
    search_words,
)
from tests.support.scripts import CASED, FORMS, NAMES, Form, typed


@pytest.mark.parametrize("script", NAMES)
def test_a_name_is_one_name_in_every_form_and_case(script: str) -> None:
    for other in typed(NAMES[script]):
        assert same(f"  {other.replace(' ', '  ')}\n", NAMES[script])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("STRASSE", "Stra\u00dfe"),
        ("\u03a3\u0391\u03a3", "\u03c3\u03b1\u03c2"),
        ("I\u015eIK", "\u0131\u015f\u0131k"),
        ("\u0130brahim", "ibrahim"),
        ("O\u2019Neil", "o'neil"),
        ("Smith\u2013Jones", "Smith-Jones"),
        ("\uff2a\uff4f", "Jo"),
        ("J\u200bo\u2060", "Jo"),
        ("\ufb01nn", "Finn"),
        ("\u0645\u062d\u0645\u062f", "\u0645\u064f\u062d\u064e\u0645\u0651\u064e\u062f"),
        ("\u05de\u05b9\u05e9\u05c1\u05b6\u05d4", "\u05de\u05e9\u05d4"),
        ("Jo\u00a0Ann", "jo ann"),
    ],
)
def test_what_reads_alike_is_the_same(one: str, other: str) -> None:
    assert same(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ren\u00e9", "Rene"),
        ("Jo", "Joe"),
        ("Jo\u2014Ann", "Jo-Ann"),
        ("\u0930\u093e\u092e", "\u0930\u092e"),
    ],
)
def test_an_accent_a_vowel_and_a_dash_tell_people_apart(one: str, other: str) -> None:
    assert not same(one, other)


@given(st.text())
def test_folding_once_is_enough(text: str) -> None:
    assert folded(folded(text)) == folded(text)


@given(st.text(st.characters(max_codepoint=0x2FF)), st.sampled_from(FORMS))
def test_the_form_never_tells(text: str, form: Form) -> None:
    assert folded(normalize(form, text)) == folded(text) or "\u00b4" in text


@pytest.mark.parametrize("script", NAMES)
@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("around", ["{}", "I ring {} first.", "({})", "{}'s", "\u201c{}\u201d"])
def test_a_name_is_seen_in_a_sentence(script: str, form: Form, around: str) -> None:
    text = around.format(normalize(form, NAMES[script]).upper())
    assert holds_any(text, ["Nobody", NAMES[script]])


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("\u6211\u548c\u674e\u5c0f\u660e\u53bb", NAMES["Han"]),  # no space between words
        ("\u0648\u0639\u0644\u064a \u062c\u0627\u0621", "\u0639\u0644\u064a"),  # and Ali
        ("\u05d5\u05dc\u05de\u05e9\u05d4", "\u05de\u05e9\u05d4"),  # and to Moshe
        ("\uc9c0\ubbfc\uc774\ub294", "\uc9c0\ubbfc"),  # a particle behind it
        ("Jon and Jo", "Jo"),
    ],
)
def test_a_name_is_seen_where_a_script_writes_more_with_it(text: str, name: str) -> None:
    assert holds_any(text, [name])


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Jon", "Jo"),
        ("Anjo", "Jo"),
        ("Annae\u0301", "Annae"),
        ("\u0930\u093e\u092e\u093e", "\u0930\u093e\u092e"),  # a mark makes another word of it
        ("\u062a\u0639\u0644\u064a\u0645", "\u0639\u0644\u064a"),
        ("\u041e\u043b\u044f\u043b\u0430", "\u043e\u043b\u044f"),
        ("anything", ""),
    ],
)
def test_a_longer_word_is_no_name(text: str, name: str) -> None:
    assert not holds_any(text, [name])


@pytest.mark.parametrize("script", NAMES)
def test_every_part_of_a_name_stands_for_somebody(script: str) -> None:
    name = NAMES[script]
    parts = [folded(part) for part in name.replace("-", " ").split()]
    assert name_words(name) == name_words(normalize("NFD", name)) == parts


def test_titles_particles_and_roles_stand_for_nobody() -> None:
    assert name_words("Dr. Ana de la Cruz") == ["ana", "cruz"]
    assert name_words("sister, 0555 123") == []
    assert name_words("\u0441\u0435\u0441\u0442\u0440\u0430 \u041e\u043b\u044c\u0433\u0430") == [
        "\u043e\u043b\u044c\u0433\u0430"
    ]


def test_a_name_begins_with_a_capital_where_there_are_any() -> None:
    for script in CASED:
        assert all(map(looks_named, NAMES[script].split()))
        assert not any(map(looks_named, NAMES[script].upper().split()))
        assert not any(map(looks_named, NAMES[script].lower().split()))
    assert looks_named("\u01c5emal")  # a letter that is a capital and a small one (Lt)
    assert not looks_named("")


@pytest.mark.parametrize("script", NAMES)
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_words_with_marks_are_whole(script: str, form: Form) -> None:
    name = normalize(form, NAMES[script])
    assert letter_words(f"{name}, 7!") == name.split()
    assert search_words(name) == [folded(part) for part in name.replace("-", " ").split()]
