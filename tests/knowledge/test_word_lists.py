"""Each word list at its edge: sentences that it speaks of, and near misses that it leaves alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from hrcli.knowledge import language
from hrcli.knowledge.closed_for_use import closed_for_use
from hrcli.plan.case import Settings
from hrcli.rules import measures
from hrcli.rules.explain import page
from hrcli.rules.registry import TABLE
from tests.support.places import CASES

LISTS = CASES / "word_lists"
LEAST = {"en": 25, "de": 15}
FILES = sorted(LISTS.glob("*.yaml"))
MEASURES = {
    "consumption": measures.counts_use,
    "vague": measures.is_vague,
    "counted": measures.is_counted,
}
KNOWN = language.known(Settings())


def speaks(name: str, sentence: str) -> bool:
    """Whether the list of this name finds something in a sentence."""
    if name == "closed_for_use":
        return closed_for_use(sentence)
    if name in MEASURES:
        return MEASURES[name](sentence)
    return name in language.matches_by_kind(sentence, KNOWN, ("robin",))


def sentences(key: str) -> Iterator[tuple[str, str]]:
    for file in FILES:
        name = file.name.split(".")[0]
        for sentence in yaml.safe_load(file.read_text(encoding="utf-8"))[key]:
            yield name, sentence


@pytest.mark.parametrize(("name", "sentence"), [*sentences("fires")])
def test_what_a_list_is_for_is_found(name: str, sentence: str) -> None:
    assert speaks(name, sentence)


@pytest.mark.parametrize(("name", "sentence"), [*sentences("near")])
def test_what_only_looks_like_it_is_left_alone(name: str, sentence: str) -> None:
    assert not speaks(name, sentence)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_each_list_is_tried_on_both_sides(file: Path) -> None:
    tried = yaml.safe_load(file.read_text(encoding="utf-8"))
    least = LEAST[file.name.split(".")[1]]
    assert min(len(set(tried["fires"])), len(set(tried["near"]))) >= least


def test_where_a_list_speaks_english_alone_its_page_says_so() -> None:
    for code in ("OUT13", "OUT16", *(code for code in TABLE if code.startswith("LNG"))):
        assert "English only" in page(TABLE[code]), code
    spoken = {file.name.split(".")[0] for file in FILES if ".de." in file.name}
    assert spoken == {"closed_for_use"}


WRITTEN = {
    "non-compliant": ("noncompliant", "Non-compliant", "non compliant", "NON\u2011COMPLIANT"),
    "~stop": ("stop", "stops", "stopped", "stopping"),
    "~carry": ("carry", "carries", "carried", "carrying"),
    "~use": ("use", "uses", "used", "using"),
    "~fix": ("fix", "fixes", "fixed", "fixing"),
    "users' union": ("the Users\u2019 union", "users union"),
    "didn't come": ("didn't come", "didn\u2019t come", "didnt come", "did not come"),
    "she's late": ("she's late", "She\u2019s late", "she is late"),
    "stra\u00dfe": ("strasse", "STRASSE", "stra\u00dfe"),
    "r\u00fcckfall": ("R\u00fcckfall", "rueckfall", "Ru\u0308ckfall"),
}


@pytest.mark.parametrize("phrase", WRITTEN)
def test_one_place_knows_the_ways_to_write_a_word(phrase: str) -> None:
    entry = {"name": "x", "find": [phrase], "say": "y"}
    listed = language.word_list({"judging": [entry]}, None, "clinical", "en")
    for written in WRITTEN[phrase]:
        assert language.matches(f"Here {written}, then.", listed), written


def test_what_stands_beside_a_match_can_silence_it() -> None:
    entry = {"name": "x", "find": ["word"], "unless": ["not *? @", "@ search"], "say": "y"}
    listed = language.word_list({"judging": [entry]}, None, "clinical", "en")
    found = ("a word", "not, a word", "Not. Word", "word: search")
    for said in (*found, "not a word", "isn't word", "word search", "word-searches"):
        assert bool(language.matches(said, listed)) == (said in found), said
