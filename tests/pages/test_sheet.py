"""The sheet on the table: what waits, what is missing, and how the client is met."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.pages import case_of, render

SAID = {
    "comments": [{"id": "c1k", "what": "The tea is good."}],
    "questions": [{"id": "c2k", "what": "May my sister come?", "said_on": "2026-02-02"}],
    "concerns": [{"id": "c3k", "what": "Who reads this?"}],
    "complaints": [{"id": "c4k", "what": "You were late.", "settled_on": "2026-02-03"}],
}
PLAN: dict[str, Any] = {
    "client": {
        "pronouns": "they/them",
        "safe_contact": {"text": "ok", "hours": "mornings"},
    },
    "trauma_notes": {"avoid": ["a closed door"], "prefer": ["a seat by the window"]},
    "determinants": {"housing": "unmet", "food": "met", "safety": "partly_met"},
    "barriers": ["no bus", {"what": "no papers", "settled_on": "2026-02-01"}],
    "client_says": SAID,
}
VIOLENCE = [
    {"harms": [{"id": "h2b", "what": "x", "key_harm": "domestic_violence"}]},
    {"flags": [{"flag": "dv_victim", "status": "present"}]},
    {"client": {**PLAN["client"], "context": ["dv_victim"]}},
    {"client": {**PLAN["client"], "context": [{"is": "dv_victim", "since": "2026-01-02"}]}},
]


def sheet(**more: Any) -> str:
    reviews, events = more.pop("reviews", []), more.pop("events", [])
    return render(case_of({**PLAN, **more}, reviews, events), "review", "md")


def test_how_the_client_is_met_stands_on_it() -> None:
    told = sheet()
    for line in (
        "- **Pronouns:** they/them",
        "- **Better to avoid:** a closed door",
        "- **Better to do:** a seat by the window",
        "- **Text message:** ok",
        "- **Hours:** mornings",
    ):
        assert line in told


def test_what_nobody_settled_waits_on_it_comments_too() -> None:
    told = sheet()
    for line in ("(c1k): The tea is good.", "(c2k): May my sister come?", "(c3k): Who reads this?"):
        assert line in told
    assert "You were late." not in told


def test_what_an_earlier_review_held_and_a_later_one_settled_is_gone() -> None:
    asked = {
        "held_on": "2026-02-02",
        "client_says": {"questions": [{"id": "c9k", "what": "When?"}]},
    }
    line = {"id": "c9k", "what": "When?", "settled_on": "2026-02-09"}
    settled = {"held_on": "2026-02-09", "client_says": {"questions": [line]}}
    assert "(c9k): When?" in sheet(reviews=[asked])
    assert "c9k" not in sheet(reviews=[asked, settled])


def test_unmet_needs_and_open_barriers_are_asked_about_again() -> None:
    told = sheet()
    assert "Housing (last time: unmet): met / partly met / unmet" in told
    assert "Safety (last time: partly met)" in told
    assert "- no bus" in told
    assert "no papers" not in told
    assert "Food" not in told
    assert "Still in the way" not in sheet(determinants={"food": "met"}, barriers=[])


def test_a_return_to_use_is_looked_at_once_without_its_name() -> None:
    lapse = {"kind": "lapse", "status": "happened", "date": "2026-02-03", "triggers": ["a quarrel"]}
    told = sheet(events=[lapse])
    assert "### Tuesday 3 February 2026" in told
    assert "- **What came before it:** a quarrel" in told
    assert "What came before it: ____" not in told
    for asked in ("What was good about it: ____", "What was not: ____", "for such days: ____"):
        assert asked in told
    assert "lapse" not in told.casefold()
    assert "a quarrel" not in sheet(events=[lapse], reviews=[{"held_on": "2026-02-09"}])
    for other in ({"kind": "contact"}, {"status": "cancelled"}):
        assert "went otherwise" not in sheet(events=[{**lapse, **other}])


def test_what_was_tried_before_stands_beside_what_is_planned_anew() -> None:
    tried = [{"what": "An evening group", "helped": "the company", "why_not": "the bus stopped"}]
    line = "- An evening group. What helped: the company. What did not: the bus stopped"
    assert line in sheet(tried_before=tried)
    assert "Tried before" not in sheet()


def test_where_views_differ_the_sheet_holds_both_and_room_for_today() -> None:
    told = sheet(disagreement={"client_view": "Keep Friday.", "worker_view": "Leave it out."})
    for line in ("the client:** Keep Friday.", "the worker:** Leave it out."):
        assert line in told
    assert "How we see it today: ____" in told
    assert "see it differently" not in sheet()


def test_what_was_decided_without_the_client_is_told_at_the_table() -> None:
    told = sheet(agreed={"date": "2026-02-02", "by": ["worker"], "not_because": "In hospital."})
    assert "- **Not agreed because:** In hospital." in told


@pytest.mark.parametrize(("chosen", "said_by"), [("print", "worker"), ("not_asked", "client")])
def test_what_use_is_good_for_is_looked_at_where_the_client_lets_it(
    chosen: str, said_by: str
) -> None:
    function = {"what": "sleep", "said_by": "client", "replacement": "a walk"}
    client = {"client": {**PLAN["client"], "copy": {"substances": "print"}}}
    told = sheet(**client, use=[{"id": "s1k", "functions": [function]}])
    assert "- sleep. What could do it instead: a walk" in told
    assert "What does the same by now, or could: ____" in told
    client["client"] = {**PLAN["client"], "copy": {"substances": chosen}}
    told = sheet(**client, use=[{"id": "s1k", "functions": [{**function, "said_by": said_by}]}])
    assert "good for" not in told


@pytest.mark.parametrize("more", VIOLENCE)
def test_what_could_give_violence_away_is_not_on_the_table(more: dict[str, Any]) -> None:
    told = sheet(**more)
    assert "Pronouns" in told
    assert "Housing" in told
    for word in ("Safety", "no bus", "May my sister", "Hours", "**Text"):
        assert word not in told
