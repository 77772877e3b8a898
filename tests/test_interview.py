"""What an answer typed at a prompt, or given to `hrcli set`, may mean."""

from __future__ import annotations

import pytest
from casefiles import TODAY

from hrcli import schema
from hrcli.interview import Misheard, heard

STAGE = ("use", 0, "stage", "value")
DOMAIN = ("harms", 0, "domain")


def meant(path: tuple[str | int, ...], typed: str) -> object:
    part = schema.property_at("plan", path) or {}
    return heard(part, schema.words_at("plan", path), typed, TODAY)


@pytest.mark.parametrize(
    ("path", "typed", "word"),
    [
        (STAGE, "pre-contemplation", "precontemplation"),
        (STAGE, "Pre contemplation", "precontemplation"),
        (STAGE, "precon", "precontemplation"),
        (STAGE, "1", "precontemplation"),
        (DOMAIN, "legal", "law"),
        (DOMAIN, "Lifestyle", "livelihood"),
        (DOMAIN, "law", "law"),
    ],
)
def test_words_under_another_name_or_spelling_are_understood(
    path: tuple[str | int, ...], typed: str, word: str
) -> None:
    assert meant(path, typed) == word


@pytest.mark.parametrize(("path", "typed"), [(DOMAIN, "li"), (STAGE, "legal"), (DOMAIN, "")])
def test_what_may_mean_two_things_or_nothing_is_asked_again(
    path: tuple[str | int, ...], typed: str
) -> None:
    with pytest.raises(Misheard):
        meant(path, typed)
