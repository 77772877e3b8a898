"""What changed between two states of a case, in words that tell no text."""

from __future__ import annotations

from typing import Any

import pytest

from hrcli.document.document import read
from hrcli.plan.diff import between, differences, sentence
from tests.support.canary import CHOSEN, Filling

SAID: list[tuple[dict[str, Any], dict[str, Any], list[str]]] = [
    ({"status": "draft"}, {"status": "active"}, ["status draft -> active"]),
    (
        {"goals": [{"id": "g2m", "assessable": {"baseline": 1}}]},
        {"goals": [{"id": "g2m", "assessable": {"baseline": 2}}]},
        ["goal g2m, assessable, baseline: 1 -> 2"],
    ),
    (
        {"harms": [{"id": "h7k", "degree": "severe"}, {"id": "h2a", "degree": "mild"}]},
        {"harms": [{"id": "h2a", "degree": "mild"}, {"id": "h7k", "degree": "mild"}]},
        ["harm h7k: degree severe -> mild", "harms: in another order"],
    ),
    (
        {"goals": [{"id": "g2m", "specific": "Ring Sarah"}]},
        {"goals": [{"id": "g2m", "specific": "Ring Peter"}, {"id": "g3x"}]},
        ["goal g2m: specific reworded", "goal g3x: new"],
    ),
    (
        {"goals": [{"id": "g2m", "progress": []}]},
        {"goals": [{"id": "g2m", "progress": [{"date": "2026-02-01", "note": "Sarah rang"}]}]},
        ["goal g2m, progress 2026-02-01: new"],
    ),
    (
        {"goals": [{"id": "g2m", "actions": [{"id": "a5x"}]}]},
        {"goals": [{"id": "g2m", "actions": [{"id": "a5x", "done_on": "2026-01-15"}]}]},
        ["goal g2m, action a5x, done on: set to 2026-01-15"],
    ),
    ({"flags": [{"flag": "drives"}]}, {"flags": []}, ["flag drives: taken out"]),
    ({"none_seen": ["law"]}, {"none_seen": ["law", "liver"]}, ["none seen: law -> law, liver"]),
    ({"hope": "Sarah"}, {}, ["hope taken out"]),
    ({"closed": {"outcome": "goals_met"}}, {}, ["closed, outcome: taken out (was goals met)"]),
    (
        {"client": {"safe_contact": {"phone": "not_ok"}}},
        {"client": {"safe_contact": {"phone": "ok"}}},
        ["client, safe contact, phone: not ok -> ok"],
    ),
    ({"review": {"set_with_client": True}}, {}, ["review, set with client: taken out (was yes)"]),
    ({"later": ["Sarah"]}, {"later": ["Sarah", "Peter"]}, ["later reworded"]),
    ({"barriers": ["Sarah"]}, {"barriers": ["Sarah", "Peter"]}, ["barriers reworded"]),
    (
        {"barriers": ["Sarah", "Peter"]},
        {"barriers": [{"what": "Sarah", "settled_on": "2026-02-16"}, "Peter"]},
        ["barrier number 1: reworded"],
    ),
    (
        {"asked": [{"about": "violence", "answer": "declined", "asked_on": "2026-01-12"}]},
        {
            "asked": [
                {"about": "violence", "answer": "absent", "asked_on": "2026-01-12"},
                {"about": "violence", "answer": "present", "asked_on": "2026-02-09"},
            ]
        },
        [
            "answer about violence 2026-01-12: answer declined -> absent",
            "answer about violence 2026-02-09: new",
        ],
    ),
    (
        {"client": {"context": ["pregnant"]}},
        {"client": {"context": [{"is": "pregnant", "due": "2026-06-20"}]}},
        ["client, context pregnant: reworded"],
    ),
    ({"status": "met Sarah"}, {"status": "draft"}, ["status reworded"]),
    ({"supports": [{"who": "Sarah", "kind": "family"}]}, {}, ["support family: taken out"]),
    ({"met Sarah": 1}, {"met Sarah": 2}, ["? 1 -> 2"]),
    ({"use": [{"id": "s8w", "pattern": None}]}, {"use": [{"id": "s8w"}]}, []),
]


def filled(kind: str) -> dict[str, Any]:
    return Filling(kind, CHOSEN).whole()


@pytest.mark.parametrize(("before", "after", "said"), SAID)
def test_what_changed_is_said(before: Any, after: Any, said: list[str]) -> None:
    assert [sentence(each) for each in differences("plan", before, after)] == said


def test_nothing_changed_says_nothing() -> None:
    whole = filled("plan")
    assert differences("plan", whole, filled("plan")) == []


@pytest.mark.parametrize("kind", ["plan", "review", "event"])
def test_no_text_of_a_case_is_told(kind: str) -> None:
    """Every text changed, written and taken out: no word of any of them is in what is said."""
    whole = filled(kind)
    assert "Canary" in repr(whole)
    for before, after in ((whole, _reworded(whole)), ({}, whole), (whole, {})):
        found = differences(kind, before, after)
        assert found
        assert "Canary" not in " ".join(map(sentence, found))


def _reworded(data: Any) -> Any:
    if isinstance(data, dict):
        return {key: _reworded(inner) for key, inner in data.items()}
    if isinstance(data, list):
        return [_reworded(inner) for inner in data]
    return f"{data} more" if isinstance(data, str) and "Canary" in data else data


def test_text_is_shown_where_it_is_asked_for() -> None:
    (found,) = differences("plan", {"hope": "a flat"}, {"hope": "a house"})
    assert sentence(found, with_text=True) == "hope a flat -> a house"


def test_files_come_and_go_and_may_be_broken() -> None:
    plan = read(b"hrcli: plan/1\n")
    assert [sentence(it) for it in between("plan.yaml", None, plan)] == ["plan: new"]
    review = "reviews/2026-02-09-k7fw.yaml"
    assert [sentence(it) for it in between(review, plan, None)] == [
        "review 2026-02-09-k7fw: taken out"
    ]
    (odd,) = between("reviews/Sarah.yaml", None, plan)
    assert sentence(odd) == "another file: new"
    (broken,) = between("plan.yaml", plan, read(b"a: [\n"))
    assert sentence(broken) == "plan: changed, and one of its two states cannot be read"
