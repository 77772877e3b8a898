"""Who may see what: the list is whole, and nothing that it does not name gets through."""

from __future__ import annotations

import copy
import json
import random
from typing import Any

import pytest

from hrcli.pages import cautions, views
from hrcli.pages.audiences import AUDIENCES
from hrcli.plan import schema
from hrcli.plan.plan import plan_of
from tests.support.canary import CHOSEN, Filling
from tests.support.casefiles import case_of
from tests.support.scripts import NAMES, typed


def plan_view(plan: Any, audience: str = "client") -> dict[str, Any]:
    seen = views.view({"plan": plan, "reviews": [], "events": []}, audience)
    return seen["plan"]  # type: ignore[no-any-return]


def printing(**choices: str) -> dict[str, Any]:
    return {"client": {"alias": "Robin", "copy": choices}}


@pytest.mark.parametrize("kind", views.KINDS)
def test_every_property_of_the_schema_has_one_row(kind: str) -> None:
    names = [name for name, _ in schema.properties(kind)]
    holders = {
        name for name in names if any(n.startswith((f"{name}.", f"{name}[].")) for n in names)
    }
    # A circumstance is a word, or a mapping with that word and a date, and so is a barrier a text
    # or a mapping: both forms have a row.
    both = {"client.context", "barriers"} if kind == "plan" else set()
    wanted = (set(names) - holders) | both
    rows = [row.property for row in views.rows(kind)]
    assert sorted(rows) == sorted(wanted)


@pytest.mark.parametrize("kind", views.KINDS)
def test_rows_speak_of_known_readers_and_conditions(kind: str) -> None:
    for row in views.rows(kind):
        assert set(row.readers) <= set(AUDIENCES), row.property
        for conditions in row.readers.values():
            assert conditions, row.property
            assert set(conditions) <= set(views.CONDITIONS), row.property


def test_what_the_list_does_not_name_is_gone() -> None:
    plan = {"x-agency": "secret", "nonsense": 1, "client": {"x-more": "secret"}, "hope": "a garden"}
    for audience in AUDIENCES:
        seen = plan_view(plan, audience)
        if audience in ("plan", "client", "review"):
            assert seen["hope"] == "a garden"
        assert "secret" not in repr(seen)
        assert "nonsense" not in seen


def test_a_mapping_where_a_word_belongs_is_gone() -> None:
    assert plan_view({"hope": {"deep": "secret"}, "later": [["secret"]]}, "plan") == plan_view(
        {"later": []}, "plan"
    )


def test_every_named_property_is_there_even_where_nothing_stands() -> None:
    empty = plan_view({})
    assert empty["review"] == {"next": None}
    assert empty["goals"] == []
    chosen = {"overdose_plan": None, "places": None}
    assert empty["client"] == {"alias": None, "strengths": None, "copy": chosen}
    assert "flags" not in empty


@pytest.mark.parametrize("choice", ["not_print", "not_asked", "", "yes", None])
def test_only_print_prints(choice: Any) -> None:
    plan = printing(name=choice, substances=choice, scores=choice, overdose_plan=choice) | {
        "use": [{"words": "wine"}],
        "scores": [{"instrument": "audit", "total": 9}],
        "mitigations": [{"is": "overdose_plan", "what": "not alone"}],
        "harms": [{"what": "a quarrel", "on_copy": choice}],
        "supports": [{"who": "sister", "on_copy": choice}],
    }
    assert plan_view(plan) == plan_view({})


def test_what_the_client_chose_is_printed() -> None:
    plan = printing(name="print", substances="print", scores="print", overdose_plan="print") | {
        "use": [{"words": "wine", "pattern": "binge"}],
        "scores": [{"instrument": "audit", "total": 0, "band": "low"}],
        "mitigations": [{"is": "overdose_plan", "what": "not alone"}, {"is": "safe_storage"}],
        "harms": [{"what": "a quarrel", "on_copy": "print"}, {"what": "another"}],
        "supports": [{"who": "sister", "kind": "family", "on_copy": "print"}, {"who": "Kim"}],
    }
    seen = plan_view(plan)
    assert seen["client"]["alias"] == "Robin"
    assert seen["use"] == [{"substance": None, "behaviour": None, "words": "wine", "functions": []}]
    assert seen["scores"] == [{"instrument": "audit", "date": None, "total": 0}]
    assert seen["mitigations"] == [{"what": "not alone", "done_on": None}]
    assert seen["harms"] == [{"what": "a quarrel"}]
    assert seen["supports"] == [{"who": "sister", "how": None}]


@pytest.mark.parametrize("status", ["set_aside", "not_achieved"])
def test_a_goal_given_up_leaves_no_trace_on_the_copy(status: str) -> None:
    goal = {"specific": "walk", "status": status, "actions": [{"what": "buy shoes"}]}
    assert plan_view({"goals": [goal]})["goals"] == []
    assert plan_view({"goals": [goal]}, "plan")["goals"][0]["specific"] == "walk"


def test_a_step_set_aside_is_not_on_the_copy() -> None:
    steps = [{"what": "ring"}, {"what": "write", "set_aside_on": "2026-01-01"}]
    seen = plan_view({"goals": [{"specific": "walk", "actions": steps}]})
    assert [step["what"] for step in seen["goals"][0]["actions"]] == ["ring"]


@pytest.mark.parametrize(
    ("who", "told"), [("client", "client"), ("worker", "worker"), ("Kim", None)]
)
def test_who_takes_a_step_is_a_role_on_the_copy(who: str, told: str | None) -> None:
    goal = {"specific": "walk", "actions": [{"what": "ring", "who": who}]}
    assert plan_view({"goals": [goal]})["goals"][0]["actions"][0]["who"] == told


def test_circumstances_are_words_or_dated_words() -> None:
    context = ["low_support", {"is": "pregnant", "since": "2026-01-02"}, ["odd"], None]
    assert plan_view({"client": {"context": context}}, "plan")["client"]["context"] == [
        "low_support",
        {"is": "pregnant", "since": "2026-01-02", "due": None},
    ]


WORKERS_OWN = {
    "client.context[].due",
    "client.copy.read_on",
    "dependants[].unborn",
    "dependants[].due",
    "dependants[].in_care",
    "dependants[].visits",
    "harms[].by",
    "asked[].about",
    "asked[].answer",
    "asked[].asked_on",
    "asked[].alone",
    "goals[].lowers_use",
    "goals[].dimension",
    "mitigations[].by",
}


def test_whose_act_and_what_was_asked_is_for_the_worker_alone() -> None:
    readers = {row.property: set(row.readers) for row in views.rows("plan")}
    assert all(readers[name] == {"plan"} for name in WORKERS_OWN)
    assert readers["goals[].needs"] == readers["referrals[].needs"] == {"plan", "review"}
    assert (
        readers["use[].stopped_on"] == readers["use[].pattern_before"] == readers["use[].pattern"]
    )
    of_events = {row.property: set(row.readers) for row in views.rows("event")}
    assert of_events["by"] == of_events["survived"] == {"plan"}


def test_a_barrier_is_a_text_or_one_with_the_day_it_was_settled() -> None:
    barriers = ["no bus", {"what": "no lift", "settled_on": "2026-02-16"}, ["odd"], None]
    assert plan_view({"barriers": barriers}, "plan")["barriers"] == [
        "no bus",
        {"what": "no lift", "settled_on": "2026-02-16"},
    ]


def test_the_case_itself_is_never_changed() -> None:
    filled = Filling("plan", CHOSEN).whole()
    before = copy.deepcopy(filled)
    seen = plan_view(filled, "plan")
    seen["client"]["strengths"].append("more")
    seen["goals"].clear()
    assert filled == before


def test_no_shape_of_data_raises() -> None:
    chance = random.Random(7)
    odd = ["word", 0, None, True, [], {}, [[]], [{}], {"is": []}, [{"id": {}}]]
    filled = Filling("plan", CHOSEN).whole()

    def mangled(data: Any) -> Any:
        if chance.random() < 0.1:
            return chance.choice(odd)
        if isinstance(data, dict):
            return {key: mangled(value) for key, value in data.items()}
        return [mangled(item) for item in data] if isinstance(data, list) else data

    for _ in range(200):
        plan = mangled(filled)
        for audience in AUDIENCES:
            seen = views.view({"plan": plan, "reviews": [plan], "events": [None]}, audience)
            assert set(seen) == {"plan", "reviews", "events"}
        cautions.may_print_client_copy(case_of(json.dumps(plan)))
        cautions.wording_with_names(plan_of(plan))


DV_FLAG = [{"flag": "dv_victim", "status": "present"}]


@pytest.mark.parametrize(
    ("paper", "plan", "refused"),
    [
        ("ok", {"flags": DV_FLAG}, None),
        ("ok", {}, None),
        ("not_ok", {}, True),
        ("unknown", {}, False),
        (None, {}, False),
        ("unknown", {"flags": DV_FLAG}, True),
        (None, {"flags": [{"flag": "dv_perpetrator"}]}, True),
        ("unknown", {"flags": [{"flag": "safe_contact_restricted", "status": "present"}]}, True),
        ("unknown", {"harms": [{"id": "h1", "key_harm": "domestic_violence"}]}, True),
        ("unknown", {"harms": [{"id": "h1", "key_harm": "overdose"}]}, False),
        ("ok", {"harms": [{"id": "h1", "key_harm": "domestic_violence"}]}, None),
        ("unknown", {"flags": [{"flag": "dv_victim", "status": "absent"}]}, False),
        ("unknown", {"flags": [{"flag": "child_at_risk", "status": "present"}]}, False),
        ("unknown", {"context": ["dv_victim"]}, True),
        ("unknown", {"context": [{"is": "dv_perpetrator", "since": "2026-01-01"}]}, True),
        ("unknown", {"context": ["low_support"]}, False),
        ("unknown", {"harms": [{"key_harm": "domestic_violence"}]}, True),
        (None, {"harms": [{"id": "h1", "also": [], "key_harm": "domestic_violence"}]}, True),
        ("unknown", {"harms": [{"key_harm": "child_neglect"}]}, False),
        ("ok", {"harms": [{"key_harm": "domestic_violence"}]}, None),
    ],
)
def test_whether_a_copy_may_be_handed_over(paper: Any, plan: Any, refused: bool | None) -> None:
    client = {"safe_contact": {"paper": paper}, "context": plan.get("context", [])}
    answer = cautions.may_print_client_copy(case_of(json.dumps({**plan, "client": client})))
    assert (answer.refused if answer else None) is refused
    if answer:
        assert answer.message
        assert answer.help


def test_a_name_in_the_clients_own_wording_is_told_by_its_property() -> None:
    plan = {
        "client": {"alias": "Robin"},
        "dependants": [{"alias": "child A"}],
        "supports": [{"who": "Kim"}, {"who": "Ann", "on_copy": "print"}],
        "relapse_plan": {"for_client": "ring kim, or Ann"},
        "goals": [{"specific": "CHILD A sleeps away", "meaningful": "robins in the garden"}],
    }
    assert cautions.wording_with_names(plan_of(plan)) == [
        "goals[].specific",
        "relapse_plan.for_client",
    ]
    assert cautions.wording_with_names(plan_of({"goals": [{"specific": "anything"}]})) == []


@pytest.mark.parametrize("script", NAMES)
def test_a_name_is_seen_on_a_copy_in_whatever_form_it_was_typed(script: str) -> None:
    for name in typed(NAMES[script]):
        for other in typed(NAMES[script]):
            goals = [{"id": "g2m", "specific": f"I ring {other} first."}]
            plan = plan_of({"supports": [{"who": name}], "goals": goals})
            assert cautions.wording_with_names(plan) == ["goals[].specific"]
