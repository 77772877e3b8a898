"""What `hrcli explain` says about keys, lists and their words."""

from __future__ import annotations

import pytest

from hrcli.knowledge import plan_words
from hrcli.plan import schema
from tests.support.running import Run

LISTS = ("asked_about", "asked_answer", "need", "derived", "event_kind", "context", "mitigation")


@pytest.mark.parametrize("name", LISTS)
def test_every_word_of_a_list_has_a_page_and_the_list_one_of_its_own(name: str) -> None:
    (listed, *_) = plan_words.pages(name)
    words, uses = plan_words._lists()[name]
    assert words
    assert uses
    for word, meaning in words.items():
        assert f"  {word}: {meaning}" in listed
        pages = plan_words.pages(word)
        assert any(page.startswith(f"{word} ({name})") and meaning in page for page in pages), word


def test_every_key_has_a_page() -> None:
    names = {path.split(".")[-1] for kind in schema.KINDS for path, _ in schema.properties(kind)}
    for name in names:
        assert plan_words.pages(name.removesuffix("[]")), name


def test_a_key_leads_to_what_stands_in_it_and_to_its_words(run: Run) -> None:
    assert "Inside it: about, answer, asked_on, alone" in run("explain", "asked").stdout
    assert "Its words: hrcli explain asked_about" in run("explain", "about").stdout
    assert "Its words: hrcli explain need" in run("explain", "needs").stdout
    assert "Inside" not in run("explain", "lowers_use").stdout
