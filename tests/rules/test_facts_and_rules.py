"""What the rules on unintended harm know of a client, they know from the layer of facts alone.

Held against the clients of the vignettes: a fact that a rule does not ask about changes nothing for
it, a fact is the same wherever it was written down, and not to have asked is never better than an
answer.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import Any

import pytest
import yaml

from hrcli.knowledge import table_of_facts, unintended_harms
from hrcli.knowledge.table_of_facts import EarlyQuestion
from hrcli.knowledge.unintended_harms import UnintendedHarm
from hrcli.method.early_questions import topics
from hrcli.method.fact import Fact, Facts
from hrcli.method.facts import known
from hrcli.method.in_place import NALOXONE
from hrcli.plan import schema
from hrcli.plan.case import Case
from hrcli.rules import unintended
from hrcli.rules.engine import examine
from hrcli.rules.rule import Hit
from tests.support.places import DATA
from tests.support.running import sample
from tests.support.vignettes import Vignette, vignettes

HARMS = unintended_harms.built_in()
ALL = tuple(vignettes())
QUESTIONS = table_of_facts.early_questions()
ASKED_ON = "2026-01-12"
UNASKED = ("nothing", "not_assessed", "declined")
"""The forms in which nobody has asked, or the client would rather not say."""

MATTERS: Mapping[str, tuple[Mapping[str, Any], set[str]]] = {
    "violence": (
        {"goals": [{"intervention": "partner_involvement", "status": "active"}]},
        {"R-DV-06"},
    ),
    "storage": (
        {
            "dependants": [{"age": 6, "age_on": ASKED_ON, "lives_here": True}],
            "use": [{"substance": "methadone", "pattern": "daily", "route": ["oral"]}],
        },
        {"R-OPI-12"},
    ),
}
"""What makes a topic matter for a plan, and what that leaves in it while nobody has asked.

Of all other topics nothing is left but the question.
"""

ANSWERS = {"violence": {"dv_specialist_consult"}}
"""What answers that, besides asking."""

RESTRICTING = {("violence", "not_assessed"), ("violence", "declined")}
"""Flags that are a reason of their own to keep a copy back, whoever has asked."""

ID = {"use": "s", "harms": "h", "goals": "g", "dependants": "d"}
NAMES = {
    "flags": "flag",
    "harms": "key_harm",
    "key_harms_asked": "harm",
    "asked": "about",
    "context": "is",
    "mitigations": "is",
    "events": "kind",
}
"""Where something is told under a word of a vocabulary, and the key that holds the word."""

CONTEXT = tuple(schema.words_at("plan", ("client", "context", 0)))
PLACES: Mapping[str, Mapping[str, Any]] = yaml.load(
    (DATA / "places_of_facts.yaml").read_text(encoding="utf-8"), yaml.CSafeLoader
)


def shuffled(word: str) -> list[Vignette]:
    """All vignettes in an order that is the same for the same word."""
    return random.Random(word).sample(ALL, len(ALL))


def some(word: str) -> list[Vignette]:
    """Some of the vignettes, the same for the same word; all with FULL."""
    return shuffled(word)[: sample(len(ALL))]


class Noted(Facts):
    """The facts of a scene, which note the words that a rule asks for."""

    def __init__(self, facts: Facts, asked: set[str]) -> None:
        super().__init__(facts.every())
        self._asked = asked

    def of(self, *words: str) -> tuple[Fact, ...]:
        self._asked.update(words)
        return super().of(*words)


def read_by(harm: UnintendedHarm, case: Case) -> set[str]:
    """The words that a rule asks for about a case, and those beside which it keeps silent."""
    asked: set[str] = set()
    scenes = [it._replace(facts=Noted(it.facts, asked)) for it in unintended.staged(case)]
    list(unintended.judged_in(scenes, [harm, *(HARMS[it] for it in harm.silent_beside)]))
    if NALOXONE in harm.need:  # whether it answers anything is looked at before any rule
        asked.update(table_of_facts.named("opioid_medicine"))
    return asked


def found(case: Case) -> Mapping[str, list[tuple[Any, str]]]:
    """What the rules say of a case: the places and the messages, by code."""
    return {code: [_said(it) for it in hits] for code, hits in _hits(case).items()}


def _hits(case: Case) -> Mapping[str, list[Hit]]:
    return unintended.hits(case)


def _said(hit: Hit) -> tuple[Any, str]:
    return hit.path, hit.message


def fired(case: Case) -> set[str]:
    return set(_hits(case))


def changed(vignette: Vignette, more: Mapping[str, Any]) -> Vignette:
    """The same client, of whom more is written down."""
    plan = deepcopy(dict(vignette.plan))
    client = plan.setdefault("client", {})
    client["context"] = [*(client.get("context") or []), *more.get("context", [])]
    client.update(more.get("client", {}))
    plan["determinants"] = {**(plan.get("determinants") or {}), **more.get("determinants", {})}
    for key in ("use", "harms", "goals", "dependants"):
        added = [
            {"id": f"{ID[key]}9{number}z", **it} for number, it in enumerate(more.get(key, ()))
        ]
        plan[key] = [*(plan.get(key) or []), *added]
    for key in ("flags", "asked", "key_harms_asked"):
        plan[key] = [*(plan.get(key) or []), *more.get(key, ())]
    events = (*vignette.events, *({"status": "happened", **it} for it in more.get("events", ())))
    return vignette._replace(plan=plan, events=events)


# A fact that a rule does not ask about


def test_a_rule_is_noted_with_the_words_that_it_asks_for() -> None:
    named = {word for it in ALL for word in read_by(HARMS["R-SUI-02"], it.case)}
    assert named == {"suicidality", "takeaway_medicines_at_home"}


@pytest.mark.parametrize("word", CONTEXT)
def test_a_fact_that_a_rule_does_not_ask_about_changes_nothing_for_it(word: str) -> None:
    for vignette in some(word):
        before, after = vignette.case, changed(vignette, {"context": [word]}).case
        differ = _differing(known(before), known(after))
        then, now = found(before), found(after)
        for code in then.keys() | now.keys():
            if then.get(code) != now.get(code):
                assert read_by(HARMS[code], before) & differ, (vignette.name, code)


def _differing(before: Facts, after: Facts) -> set[str]:
    words = {fact.word for facts in (before, after) for fact in facts.every()}
    return {word for word in words if _origins(before, word) != _origins(after, word)}


def _origins(facts: Facts, word: str) -> list[tuple[str, Any]]:
    return [(fact.origin, fact.only) for fact in facts.of(word)]


# The same fact, wherever it is written


@pytest.mark.parametrize("word", PLACES)
def test_a_fact_is_the_same_wherever_it_is_written(word: str) -> None:
    differ = 0
    strangers = (it for it in shuffled(word) if speaks_of(it).isdisjoint(_topic(word)))
    for number, vignette in enumerate(strangers):
        if differ and number >= sample(len(ALL)):
            break
        ways = dict(_ways(word, vignette))
        first = next(iter(ways.values()))
        assert ways == dict.fromkeys(ways, first), vignette.name
        differ += first != fired(vignette.case)
    assert differ, "it makes no difference to anybody"


def _ways(word: str, vignette: Vignette) -> Iterator[tuple[str, set[str]]]:
    before = fired(vignette.case)
    for place, more in PLACES[word].items():
        yield place, fired(changed(vignette, more).case) - (set(more.get("adds", ())) - before)


def _topic(word: str) -> set[str]:
    """Whatever a client may say that is about the same as a word of the table of places."""
    own = {it for more in PLACES[word].values() for it in _said_in(more)}
    questions = (it for it in QUESTIONS if not own.isdisjoint((*it.words, *it.flags)))
    return own.union(*(_terms(it) for it in questions))


def _terms(question: EarlyQuestion) -> set[str]:
    told = (*question.flags, *question.harms, *question.words, *question.events)
    return {question.about, *told, *question.answered_by}


def speaks_of(vignette: Vignette) -> set[str]:
    """The words of vocabularies under which something may be told, in a plan and its events."""
    context = vignette.plan.get("client", {}).get("context") or []
    return set(_said_in({**vignette.plan, "context": context, "events": vignette.events}))


def _said_in(told: Mapping[str, Any]) -> Iterator[str]:
    for key, name in NAMES.items():
        for item in told.get(key) or ():
            yield item.get(name, "") if isinstance(item, dict) else item
    yield from (word for goal in told.get("goals") or () for word in goal.get("mitigations") or ())


# What nobody has asked


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda it: it.about)
def test_not_to_have_asked_is_never_better_than_absent(question: EarlyQuestion) -> None:
    """And worse only by what is asked for the topic: a row, a rule on not having asked, ASK01."""
    matters, leaves = MATTERS.get(question.about, ({}, set()))
    for stranger in strangers_to(question):
        vignette = changed(stranger, matters)
        denied = [_codes(changed(vignette, it)) for it in written_as("absent", question)]
        for form in UNASKED:
            for more in written_as(form, question):
                open_ = _codes(changed(vignette, more))
                for absent in denied:
                    assert absent - open_ == set(), (vignette.name, form)
                    assert open_ - absent - {"ASK01"} == leaves, (vignette.name, form)


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda it: it.about)
def test_what_nobody_has_asked_is_asked_once(question: EarlyQuestion) -> None:
    """Where all other questions are answered: for whom it is asked, and pregnancy alone never."""
    others = [_asked(it.about, "absent") for it in QUESTIONS if it != question]
    for vignette in strangers_to(question):
        alone = changed(vignette, {"asked": others})
        asked = [it.message for it in examine(alone.case) if it.code == "ASK01"]
        here = question.about in {it.about for it in topics(alone.case) if it.to_ask}
        assert here or question.if_ != "always", vignette.name
        wanted = [f"Nobody has asked about: {question.about}."] if here else []
        assert asked == ([] if question.about == "pregnancy" else wanted), vignette.name


def strangers_to(question: EarlyQuestion) -> Iterator[Vignette]:
    """Some clients of whom nothing is told on a topic, and whose plan is not closed."""
    told = _terms(question) | ANSWERS.get(question.about, set())
    for it in some(question.about):
        open_ = it.plan["status"] != "closed" and speaks_of(it).isdisjoint(told)
        if open_ and not known(it.case).of(*question.words):  # a score may speak of it too
            yield it


def written_as(form: str, question: EarlyQuestion) -> Iterator[Mapping[str, Any]]:
    """The ways in which an answer may be written down that says nothing is so, or nothing."""
    if form == "nothing":
        yield {}
        return
    yield {"asked": [_asked(question.about, "not_asked" if form == "not_assessed" else form)]}
    if question.flags and (question.about, form) not in RESTRICTING:
        yield {"flags": [{"flag": question.flags[0], "status": form, "as_of": ASKED_ON}]}
    if question.harms and form != "declined":
        answer = "not_asked" if form == "not_assessed" else form
        entry = {"harm": question.harms[0], "answer": answer, "asked_on": ASKED_ON}
        yield {"key_harms_asked": [entry]}


def _asked(about: str, answer: str) -> dict[str, Any]:
    return {"about": about, "answer": answer, "asked_on": ASKED_ON, "alone": True}


def _codes(vignette: Vignette) -> set[str]:
    return {it.code for it in examine(vignette.case)}
