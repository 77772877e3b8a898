"""Names for substances: what people type, and the class that each is written as."""

from __future__ import annotations

import pytest

from hrcli import resources
from hrcli.document.data import Data, group, items, keyed, words
from hrcli.document.document import read
from hrcli.plan import check, schema
from hrcli.plan.substance_names import VOCABULARY, named, suggestion, written

SUBSTANCE = ("use", 0, "substance")
CLASSES = schema.words_at("plan", SUBSTANCE)
DATA: Data = keyed(read(resources.text("knowledge", "substance_names.yaml").encode()).data)
SURE = [(name, word) for word in group(DATA, "names") for name in words(group(DATA, "names"), word)]
ASKED = [name for _, item in items(DATA, "ask") for name in words(item, "names")]


def stripped(name: str) -> str:
    return name.replace(" ", "").replace("-", "")


def test_a_name_stands_once_and_for_words_that_are_known() -> None:
    names = [stripped(name) for name, _ in SURE] + [stripped(name) for name in ASKED]
    assert len(names) == len(set(names)) > 160
    offered = {word for _, item in items(DATA, "ask") for word in words(item, "offer")}
    assert {word for _, word in SURE} | offered <= set(CLASSES)
    assert set(group(DATA, "about")) <= {name for name, _ in SURE} | set(ASKED)


def test_what_a_name_says_beside_the_class_is_known_too() -> None:
    for about in group(DATA, "about").values():
        more = keyed(about)
        assert set(words(more, "route")) <= set(schema.words_at("plan", ("use", 0, "route")))
        supplies = schema.words_at("plan", ("use", 0, "supply"))
        assert set(words(more, "unknown_supply")) <= set(supplies)


@pytest.mark.parametrize(("name", "word"), SURE)
def test_a_sure_name_is_its_class_however_it_is_typed(name: str, word: str) -> None:
    for typed in (name, name.upper(), f" {name.title()} ", name.replace(" ", "-")):
        found = named(typed, CLASSES)
        assert found
        assert found.sure
        assert found.offer == (word,)
        assert suggestion(typed, CLASSES) == f"{name} is written as {word}."


@pytest.mark.parametrize("name", ASKED)
def test_a_name_with_several_meanings_is_never_mapped(name: str) -> None:
    found = named(name, CLASSES)
    assert found
    assert not found.sure
    assert found.offer[-1] in ("unknown", *CLASSES)
    assert written("plan", SUBSTANCE, name) == (name, [])
    assert suggestion(name, CLASSES).startswith(f"{name} may mean several things: write ")


@pytest.mark.parametrize("word", CLASSES)
def test_a_word_of_the_plan_is_no_name(word: str) -> None:
    assert named(word, CLASSES) is None
    assert written("plan", SUBSTANCE, word) == (word, [])


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("codiene", "Did you mean codeine (written opioid_short)"),
        ("heroine", "Did you mean heroin (written opioid_short)"),
        ("alcohl", "Did you mean alcohol?"),
        ("xylazin", "Did you mean xylazine?"),
        ("Quetzalcoatl", ""),
    ],
)
def test_a_mistyped_name_is_no_less_likely_than_a_mistyped_word(typed: str, told: str) -> None:
    assert suggestion(typed, CLASSES).startswith(told)
    assert bool(told) == bool(suggestion(typed, CLASSES))


def test_an_item_keeps_the_name_as_it_was_typed() -> None:
    given = [
        {"substance": "Black  Mamba", "words": ""},
        {"words": "joints", "substance": "weed"},
        {"substance": "ice"},
        {"substance": "alcohol"},
        "no item",
    ]
    value, names = written("plan", ("use",), given)
    assert value == [
        {"substance": "synthetic_cannabinoid", "words": "Black Mamba"},
        {"words": "joints", "substance": "cannabis"},
        {"substance": "ice"},
        {"substance": "alcohol"},
        "no item",
    ]
    assert [it.name for it in names] == ["black mamba", "weed"]


def test_a_score_has_no_words_to_keep_a_name_in() -> None:
    value, _ = written("plan", (), {"scores": [{"instrument": "sds", "substance": "weed"}]})
    assert value == {"scores": [{"instrument": "sds", "substance": "cannabis"}]}


def test_a_text_that_is_no_substance_is_left_alone() -> None:
    given = {"hope": "weed", "use": [{"words": "weed", "functions": [{"what": "weed"}]}]}
    assert written("plan", (), given) == (given, [])


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("codeine", "codeine is written as opioid_short."),
        ("Ice", "ice may mean several things: write amphetamine_type or unknown."),
        ("lean", "Each is an item of its own."),
    ],
)
def test_a_name_in_a_file_is_told_with_its_word_and_no_spelling(typed: str, told: str) -> None:
    plan = (
        f"hrcli: plan/1\ncase: 7KQ2-9XMP\nstatus: draft\nuse: [{{id: s8w, substance: {typed}}}]\n"
    )
    (finding,) = check.check(read(plan.encode()), "plan")
    assert finding.code == "SCH04"
    assert told in finding.help
    assert "Did you mean" not in finding.help
    assert finding.help.endswith(f"hrcli explain {VOCABULARY}.")
