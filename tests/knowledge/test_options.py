"""An idea of the catalogue, named by its code, is written in the words of the catalogue."""

from __future__ import annotations

import pytest

from hrcli.knowledge.options import built_in, in_words

TALKS = next(idea for idea in built_in() if idea.code == "family_talks")


@pytest.mark.parametrize("typed", ["family_talks", " Family_Talks "])
def test_a_code_brings_its_words_track_and_kind(typed: str) -> None:
    option = in_words({"for": ["h7k"], "what": typed}, built_in())
    assert option == {
        "for": ["h7k"],
        "what": TALKS.what,
        "code": TALKS.code,
        "track": TALKS.track,
        "kind": TALKS.kind,
    }


def test_what_was_answered_stays() -> None:
    option = in_words({"what": "family_talks", "kind": "advocacy"}, built_in())
    assert (option["kind"], option["track"]) == ("advocacy", TALKS.track)


@pytest.mark.parametrize("typed", ["talks with the family", "", "family"])
def test_an_idea_in_own_words_stays_as_it_is(typed: str) -> None:
    assert in_words({"what": typed}, built_in()) == {"what": typed}
