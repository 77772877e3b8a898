"""Consents: which of them carries a copy on a day, and what each kind of information brings."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from hrcli.pages import cautions, views
from hrcli.pages.audiences import DISCLOSED
from hrcli.pages.cautions import held_back
from hrcli.pages.consent import Refusal, live, permission
from hrcli.pages.views import INFORMATION, KINDS, Grant, kinds_for, view
from hrcli.plan.plan import plan_of
from hrcli.plan.schema import words_at

TODAY = date(2026, 2, 9)
WHOLE = {
    "id": "c2h",
    "recipient": "the unit",
    "purpose": "the stay",
    "covers": ["goals", "violence"],
    "given_on": "2026-01-12",
    "expires": "2026-02-09",
}
EXCEPTION = {
    "id": "c9x",
    "recipient": "the court",
    "covers": ["goals"],
    "basis": "court_order",
    "because": "An order came.",
}


def answer(consent: dict[str, Any], audience: str = "referral") -> Grant | Refusal:
    return permission(plan_of({"consents": [consent]}), consent["id"], audience, TODAY)


def test_a_whole_consent_carries_what_it_covers_and_does_not_withhold() -> None:
    assert answer(WHOLE) == Grant("c2h", frozenset({"goals", "violence"}))
    withheld = answer({**WHOLE, "withhold": ["violence"]})
    assert withheld == Grant("c2h", frozenset({"goals"}))


@pytest.mark.parametrize("audience", DISCLOSED)
def test_it_holds_on_its_first_and_on_its_last_day(audience: str) -> None:
    assert isinstance(answer({**WHOLE, "given_on": "2026-02-09"}, audience), Grant)


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"recipient": ""}, "recipient"),
        ({"recipient": None}, "recipient"),
        ({"purpose": None}, "purpose"),
        ({"covers": []}, "covers"),
        ({"given_on": None}, "given_on"),
        ({"given_on": "2026-02-10"}, "given_on"),
        ({"given_on": "soon"}, "given_on"),
        ({"expires": None}, "expires"),
        ({"expires": "2026-02-08"}, "expires"),
        ({"expires": "never"}, "expires"),
        ({"revoked_on": "2026-02-09"}, "revoked_on"),
        ({"revoked_on": "2027-01-01"}, "revoked_on"),
        ({"withhold": ["goals", "violence"]}, "covers"),
        ({"covers": ["violence"]}, "covers"),
        ({"covers": ["everything"]}, "covers"),
        ({"basis": "hearsay", "because": "x"}, "basis"),
    ],
)
def test_what_stands_against_a_consent_is_told_by_its_key(change: Any, key: str) -> None:
    refusal = answer({**WHOLE, **change})
    assert isinstance(refusal, Refusal)
    assert refusal.key == key
    assert refusal.help


@pytest.mark.parametrize(
    ("basis", "carries"),
    [
        ("medical_emergency", {"referral", "handover"}),
        ("child_abuse_report", {"referral"}),
        ("court_order", {"court"}),
    ],
)
def test_an_exception_carries_the_copies_that_its_basis_is_about(
    basis: str, carries: set[str]
) -> None:
    exception = {**EXCEPTION, "basis": basis, "covers": ["goals", "children"]}
    assert carries == {it for it in DISCLOSED if isinstance(answer(exception, it), Grant)}


def test_an_exception_has_to_say_why_and_ends_where_it_says_so() -> None:
    assert isinstance(answer(EXCEPTION, "court"), Grant)
    for change in ({"because": ""}, {"expires": "2026-02-01"}, {"revoked_on": "2026-02-01"}):
        assert isinstance(answer({**EXCEPTION, **change}, "court"), Refusal)


def test_a_report_of_child_abuse_holds_the_report_alone() -> None:
    everything = {**EXCEPTION, "basis": "child_abuse_report", "covers": list(INFORMATION)}
    granted = answer(everything)
    assert isinstance(granted, Grant)
    assert granted.covers == {"name", "contact", "children", "child_protection", "violence"}


def test_without_an_id_the_refusal_names_those_that_would_do() -> None:
    plan = {"consents": [WHOLE, {**WHOLE, "id": "c3k", "expires": "2026-01-31"}, EXCEPTION]}
    assert live(plan_of(plan), "referral", TODAY) == ["c2h"]
    assert live(plan_of(plan), "court", TODAY) == ["c2h", "c9x"]
    refusal = permission(plan_of(plan), None, "referral", TODAY)
    assert isinstance(refusal, Refusal)
    assert refusal.help.endswith("--consent: c2h.")
    assert isinstance(permission(plan_of(plan), "c7q", "referral", TODAY), Refusal)
    assert isinstance(
        permission(plan_of({"consents": [WHOLE, WHOLE]}), "c2h", "referral", TODAY), Refusal
    )
    assert "add CASE consent" in permission(plan_of({}), None, "court", TODAY).help  # type: ignore[union-attr]


def test_no_value_of_the_case_is_in_a_refusal() -> None:
    said = {**WHOLE, "recipient": "Canary", "purpose": "Canary", "because": "Canary"}
    for change in ({"expires": "2026-01-01"}, {"revoked_on": "Canary"}, {"basis": "Canary"}):
        refusal = answer({**said, **change})
        assert isinstance(refusal, Refusal)
        assert "Canary" not in "".join(refusal)


# The list of who may see what


def test_the_kinds_of_information_are_those_of_the_schema() -> None:
    assert set(INFORMATION) == set(words_at("plan", ("consents", 0, "covers")))
    modifiers = {"violence", "third_party"}  # they let more of another kind pass
    assert frozenset().union(*map(kinds_for, DISCLOSED)) >= set(INFORMATION) - modifiers


@pytest.mark.parametrize("audience", DISCLOSED)
@pytest.mark.parametrize("kind", KINDS)
def test_readers_outside_get_nothing_that_no_consent_names(kind: str, audience: str) -> None:
    for row in views.rows(kind):
        conditions = row.readers.get(audience)
        if conditions is not None:
            of_consent = ("named", "granted")
            named = [it for it in conditions if it.startswith("covers.") or it in of_consent]
            assert named, row.property
            assert "granted" not in named or row.property == "worker"


def seen(plan: dict[str, Any], audience: str, *covers: str) -> dict[str, Any]:
    files = {"plan": plan, "reviews": [], "events": []}
    told = view(files, audience, Grant("c2h", frozenset(covers)))
    return told["plan"]  # type: ignore[no-any-return]


PLAN: dict[str, Any] = {
    "presenting_problem": {"text": "the whole of it"},
    "harms": [
        {"id": "h1a", "what": "sleep", "affects": ["self"]},
        {"id": "h2b", "what": "fear at home", "key_harm": "domestic_violence"},
        {"id": "h3c", "what": "the child waits", "key_harm": "child_neglect", "affects": ["child"]},
    ],
    "goals": [
        {"id": "g1a", "for": ["h1a"], "specific": "a nap", "status": "active"},
        {"id": "g2b", "for": ["h2b"], "specific": "a talk", "status": "active"},
        {"id": "g3c", "for": ["h3c"], "specific": "school by nine", "status": "active"},
    ],
    "options": [
        {"id": "o1a", "for": ["h2b"], "what": "a bag", "state": "weighed"},
        {"id": "o2b", "for": ["h1a"], "what": "naps", "state": "chosen"},
        {"id": "o3c", "for": ["h1a"], "what": "no wine", "state": "rejected"},
        {"id": "o4d", "for": ["h1a"], "what": "a sitter", "kind": "childcare", "state": "idea"},
    ],
    "flags": [
        {"flag": "overdose_risk", "visibility": "worker"},
        {"flag": "withdrawal_risk", "visibility": "referral"},
        {"flag": "child_at_risk", "visibility": "restricted"},
        {"flag": "dv_victim", "visibility": "referral"},
        {"flag": "drives", "visibility": "restricted"},
    ],
    "supports": [{"who": "Ann", "kind": "friend"}],
}


def words_of(items: list[dict[str, Any]], key: str) -> list[Any]:
    return [item[key] for item in items]


def test_a_harm_needs_all_that_it_tells() -> None:
    assert words_of(seen(PLAN, "referral", "harms")["harms"], "what") == ["sleep"]
    with_children = seen(PLAN, "referral", "harms", "children", "child_protection")
    assert words_of(with_children["harms"], "what") == ["sleep", "the child waits"]
    with_violence = seen(PLAN, "referral", "harms", "violence")
    assert words_of(with_violence["harms"], "what") == ["sleep", "fear at home"]


@pytest.mark.parametrize("affected", ["unborn", "other_child"])
def test_a_harm_to_any_child_needs_a_consent_about_children(affected: str) -> None:
    plan = {"harms": [{"id": "h1a", "what": "a fall", "affects": [affected]}]}
    assert seen(plan, "referral", "harms")["harms"] == []
    assert words_of(seen(plan, "referral", "harms", "children")["harms"], "what") == ["a fall"]


@pytest.mark.parametrize(
    ("kind", "needs"),
    [("violence", "violence"), ("suicidal_crisis", "health"), ("birth", "children")],
)
def test_an_event_needs_all_that_its_kind_tells(kind: str, needs: str) -> None:
    files = {"plan": {}, "reviews": [], "events": [{"kind": kind, "what": "that night"}]}

    def told(*covers: str) -> list[Any]:
        return view(files, "handover", Grant("c2h", frozenset(covers)))["events"]  # type: ignore[no-any-return]

    assert told("history") == []
    assert words_of(told("history", needs), "what") == ["that night"]


@pytest.mark.parametrize("audience", DISCLOSED)
def test_goals_about_violence_stay_here_unless_it_is_covered(audience: str) -> None:
    told = words_of(seen(PLAN, audience, "goals")["goals"], "specific")
    assert told == ["a nap", "school by nine"]
    told = words_of(seen(PLAN, audience, "goals", "violence")["goals"], "specific")
    assert told == ["a nap", "a talk", "school by nine"]


def test_options_turned_down_stay_here() -> None:
    assert words_of(seen(PLAN, "referral", "options")["options"], "what") == ["naps"]
    told = seen(PLAN, "referral", "options", "violence", "children")["options"]
    assert words_of(told, "what") == ["a bag", "naps", "a sitter"]


def test_flags_travel_where_they_were_written_for_it() -> None:
    def flags(*covers: str) -> list[Any]:
        return words_of(seen(PLAN, "referral", "flags", *covers)["flags"], "flag")

    assert flags() == ["withdrawal_risk"]
    assert flags("child_protection") == ["withdrawal_risk", "child_at_risk"]
    assert flags("violence") == ["withdrawal_risk", "dv_victim"]


def test_a_text_about_the_whole_case_needs_all_of_the_case() -> None:
    assert seen(PLAN, "referral", "harms")["presenting_problem"]["text"] is None
    all_of_it = ("harms", "violence", "child_protection")
    assert seen(PLAN, "referral", *all_of_it)["presenting_problem"]["text"] == "the whole of it"


def test_other_people_are_named_where_the_consent_says_so() -> None:
    assert seen(PLAN, "handover", "strengths")["supports"] == [
        {"who": None, "how": None, "kind": "friend"}
    ]
    assert seen(PLAN, "handover", "strengths", "third_party")["supports"][0]["who"] == "Ann"


def test_a_copy_does_not_tell_what_was_withheld() -> None:
    plan = {"consents": [{**WHOLE, "withhold": ["violence"]}, {**WHOLE, "id": "c3k"}]}
    (told,) = seen(plan, "referral", "goals")["consents"]
    assert told["covers"] == ["goals"]
    assert "withhold" not in told


def test_what_is_left_out_is_told_by_id() -> None:
    grant = Grant("c2h", frozenset({"goals", "harms", "options"}))
    assert [(item.id, *item.lacks) for item in held_back(PLAN, "referral", grant)] == [
        ("h2b", "violence"),
        ("h3c", "child_protection", "children"),
        ("g2b", "violence"),
        ("o1a", "violence"),
        ("o4d", "children"),
    ]
    assert [item.id for item in held_back(PLAN, "court", grant)] == ["g2b"]


def test_a_review_number_of_a_goal_tied_to_violence_stays_here() -> None:
    """All that a review says of a goal is its id; what it tells besides stands in the plan."""
    numbers = [{"id": name, "status": "active", "value": 2} for name in ("g1a", "g2b", "g3c")]
    files = {"plan": PLAN, "reviews": [{"goals": numbers}], "events": []}

    def told(audience: str, *covers: str) -> list[Any]:
        (review,) = view(files, audience, Grant("c2h", frozenset(covers)))["reviews"]
        return words_of(review["goals"], "id")

    covered = ("history", "goals", "progress")
    assert told("handover", *covered) == ["g1a", "g3c"]
    assert told("handover", *covered, "violence") == ["g1a", "g2b", "g3c"]
    assert told("review") == ["g1a", "g3c"]


def test_the_sheet_on_the_table_does_not_speak_of_violence() -> None:
    files = {"plan": PLAN, "reviews": [{"harms": [{"id": "h2b", "degree": "mild"}]}], "events": []}
    told = view(files, "review")
    assert words_of(told["plan"]["harms"], "what") == ["sleep", "the child waits"]
    assert told["reviews"] == []
    assert cautions.tells_of_violence(PLAN)
    assert not cautions.tells_of_violence({"harms": PLAN["harms"][:1]})
