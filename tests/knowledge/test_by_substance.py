"""What belongs to a group of substances names nothing that is not there, and differs by group."""

from __future__ import annotations

from itertools import combinations

import pytest

from hrcli.knowledge import field_terms, plan_words
from hrcli.knowledge.by_substance import (
    Belonging,
    group_of,
    groups,
    is_about_a_use,
    particular,
    tags_of_routes,
    too_common,
)
from hrcli.knowledge.options import built_in
from hrcli.knowledge.table_of_facts import early_questions
from hrcli.knowledge.unintended_harms import built_in as rules
from hrcli.plan import schema
from hrcli.rules import registry

FIVE = ("alcohol", "nicotine_tobacco", "opioid_short", "cocaine", "cannabis")
TAGS = {tag for idea in built_in() for tag in idea.tags}
EVERY = [pytest.param(it, id=it.name) for it in groups()]


@pytest.mark.parametrize("group", EVERY)
def test_everything_that_is_named_is_there(group: Belonging) -> None:
    assert set(group.ideas) <= {idea.code for idea in built_in()}
    assert set(group.topics) <= {it.about for it in early_questions()}
    assert set(group.rules) <= set(rules())
    assert set(group.keys) <= set(schema.property_at("plan", ("use", 0))["properties"])  # type: ignore[index]
    assert group.substances <= set(schema.words_at("plan", ("use", 0, "substance")))
    assert group.behaviours <= set(schema.words_at("plan", ("use", 0, "behaviour")))
    for word in group.explain:
        assert registry.find(word) or field_terms.pages(word) or plan_words.pages(word), word


def test_each_of_the_five_has_questions_ideas_and_pages_of_its_own() -> None:
    for one, other in combinations([group_of(it) for it in FIVE], 2):
        for key in ("topics", "keys", "rules", "ideas", "explain"):
            assert getattr(one, key) != getattr(other, key) or key in ("topics", "keys")
        assert (one.topics, one.keys, one.rules) != (other.topics, other.keys, other.rules)
    for it in FIVE:
        found = group_of(it)
        assert found.ideas
        assert found.explain
        assert found.rules


def test_a_use_has_one_group_and_whatever_has_none_is_general() -> None:
    named = [it for group in groups() for it in (*group.substances, *group.behaviours)]
    assert len(named) == len(set(named))
    assert group_of("", "gambling").name == "gambling"
    for substance, behaviour in (("hallucinogen", ""), ("unknown", ""), ("", "other"), ("", "")):
        assert group_of(substance, behaviour) == groups()[-1]
        assert groups()[-1].in_general
    assert not any(it.in_general for it in groups()[:-1])


def test_tags_stand_in_the_catalogue() -> None:
    assert particular() <= TAGS
    assert not particular() & too_common()
    assert tags_of_routes(["injected_iv", "oral"]) == {"injecting"}
    assert tags_of_routes(["oral"]) == frozenset()
    assert {"injecting"} <= TAGS
    by_code = {idea.code: idea for idea in built_in()}
    assert is_about_a_use(by_code["methadone_clinic"])
    assert not is_about_a_use(by_code["safer_use"])
