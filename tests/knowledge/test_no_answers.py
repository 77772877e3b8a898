"""What fills the place of an answer and is none."""

from __future__ import annotations

import pytest

from hrcli.knowledge.no_answers import is_nobody, is_nothing, may_care

NOBODY = (
    *("nobody", "No one", "no-one", "none", "NA", "n/a", "N.A.", "tbd", "t.b.d.", "unknown"),
    *("Nobody yet.", "not yet", "?", "-", "\u2014", "...", "(nobody)", " niemand ", "Keiner"),
    *("unbekannt", "offen", "noch niemand", "\uff1f", "No\u00a0one"),
)
SOMEBODY = (
    *("sister", "Nora", "Mr None-Smith", "the night nurse", "nobody but the sister", "U. N."),
    *("\U0001f475", "\u0628\u0627\u0628\u0627", "unknown to the client: the night duty"),
)


@pytest.mark.parametrize("who", NOBODY)
def test_a_word_for_nobody_is_nobody_and_says_nothing(who: str) -> None:
    assert is_nobody(who)
    assert is_nothing(who)
    assert not may_care(who, "hangover")


@pytest.mark.parametrize("who", SOMEBODY)
def test_whoever_is_named_is_somebody(who: str) -> None:
    assert not is_nobody(who)
    assert not is_nothing(who)
    assert may_care(who, "hangover")


@pytest.mark.parametrize("who", ["", " ", "\n"])
def test_what_is_empty_is_not_said_and_so_is_not_nobody(who: str) -> None:
    assert not is_nobody(who)
    assert not is_nothing(who)
    assert not may_care(who, "always")


@pytest.mark.parametrize("text", ["x", "XX", "xx.", "todo", "TODO!"])
def test_a_filler_says_nothing_but_may_be_how_a_person_is_written(text: str) -> None:
    assert is_nothing(text)
    assert not is_nobody(text)


@pytest.mark.parametrize("text", ["none needed", "not yet, in March", "x is the sister", "0"])
def test_more_than_a_filler_is_an_answer(text: str) -> None:
    assert not is_nothing(text)


@pytest.mark.parametrize("who", ["child", "Baby", "the kids"])
def test_a_child_cares_for_no_child(who: str) -> None:
    assert not may_care(who, "always")
    assert not is_nobody(who)


@pytest.mark.parametrize(
    ("window", "able"),
    [
        *((it, False) for it in ("intoxication", "hangover", "withdrawal", "stay_away")),
        *((it, True) for it in ("relapse", "always")),
    ],
)
def test_the_client_cares_only_while_able(window: str, able: bool) -> None:
    assert may_care("Client", window) == able
    assert may_care("sister", window)
