"""What `hrcli explain` says about stages, questionnaires and wordings: with source and mark."""

from __future__ import annotations

import pytest
from conftest import Run

from hrcli.document.document import read
from hrcli.knowledge import field_terms, plan_words
from hrcli.knowledge.instruments import instruments
from hrcli.knowledge.stages import stages
from hrcli.resources import text


@pytest.mark.parametrize(
    "word", [*stages(), *instruments(), *field_terms.every_name(), "drug user", "Must Comply"]
)
def test_every_page_names_its_source_and_that_nobody_has_reviewed_it(word: str) -> None:
    page = field_terms.pages(word)[0]
    assert "\nSource: " in page
    assert page.endswith("; not yet reviewed by a clinician)")


def test_every_term_of_the_field_has_its_page_under_each_of_its_names() -> None:
    document = read(text("knowledge", field_terms.TERMS).encode("utf-8"))
    assert document.findings == []
    every = field_terms.every_name()
    assert len(every) == len(set(every))
    for term in field_terms.terms():
        assert set(term["source"]) <= set(document.data["sources"])
        assert term["conf"] in ("source seen", "mixed", "unchecked")
        assert term["reviewed_on"] is None
        for name in field_terms.names(term):
            page = field_terms.pages(name.replace("_", " ").title())[0]
            assert page.endswith("; not yet reviewed by a clinician)"), name
            assert all(word in " ".join(page.split()) for word in term["means"][0].split()), name


def test_harm_reduction_says_what_it_is_and_what_it_is_not() -> None:
    page = " ".join(field_terms.pages("harm-reduction")[0].split())
    for said in ("less harm", "not the amount used", "not against abstinence", "real harm"):
        assert said in page
    assert "harm_reduction" in plan_words.nearest("harm redction", field_terms.every_name())
    assert (
        plan_words.nearest("Cut-dwn")
        == plan_words.nearest("cut dwn")
        == plan_words.nearest("cut_dwn")
    )


def test_a_stage_tells_what_a_worker_does() -> None:
    (page,) = field_terms.pages("Precontemplation")
    assert "A way to talk: ask, tell with permission, ask again." in page


def test_an_instrument_without_a_total_says_so() -> None:
    assert "It has no total" in field_terms.pages("WHOQOL-BREF")[0]
    assert "Total: 10 to 50" in field_terms.pages("k10")[0]


def test_a_wording_shows_both_profiles() -> None:
    (page,) = field_terms.pages("addict")
    assert "Try (clinical): person with a substance use disorder" in page
    assert "Try (community): person who uses drugs" in page
    assert "Try (clinical)" not in field_terms.pages("misuse")[0]


def test_other_words_have_no_page() -> None:
    assert field_terms.pages("livelihood") == []


@pytest.mark.parametrize("word", ["SMART", "four Ls", "Thorley's model", "first do no harm", "OAT"])
def test_a_term_of_the_field_has_a_page(word: str, run: Run) -> None:
    assert "a term of the field" in run("explain", word).stdout


SEE = [field_terms.names(term)[0] for term in field_terms.terms() if "see" in term]


@pytest.mark.parametrize("word", SEE)
def test_what_a_term_refers_to_is_there(word: str, run: Run) -> None:
    from hrcli.commands import TABLE

    (see,) = (it for it in field_terms.pages(word)[0].splitlines() if "More: hrcli" in it)
    _, _, command, *rest = see.split()
    assert command in TABLE
    if command == "explain":
        run("explain", *rest)
