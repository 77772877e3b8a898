"""The typed view of a case: it takes what is there, whatever its shape, and never fails."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hrcli.document.data import said, whole_number, words
from hrcli.method.answers import QUESTIONS
from hrcli.plan import plan, schema
from hrcli.plan.case import event_of, settings_of
from hrcli.plan.plan import lead_days, plan_of
from hrcli.rules import engine
from tests.support.casefiles import BASE, case_of, document_of, laid_over

KEYS = st.sampled_from(
    ["harms", "goals", "options", "review", "timed", "actions", "for", "id", "rank", "next"]
)
LEAVES = (
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=9)
)
ANYTHING = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=20,
)
REVIEW = "hrcli: review/1\nheld_on: {}\n"


@given(ANYTHING)
def test_any_data_make_a_plan_and_settings(data: Any) -> None:
    plan = plan_of(data)
    for harm in plan.harms:
        assert harm.rank is None or isinstance(harm.rank, int)
        assert harm.reasons_serious == () or harm.serious
    for goal in plan.goals:
        assert all(isinstance(harm, str) for harm in goal.harms)
        assert all(action.path[:2] == goal.path for action in goal.actions)
    assert settings_of(data).review_every


def test_the_complete_plan_is_read_to_its_last_key() -> None:
    document = document_of((BASE / "plan.yaml").read_text(encoding="utf-8"))
    plan = plan_of(document.data)
    harm, goal, option = plan.harms[0], plan.goals[0], plan.options[0]
    assert (plan.case, plan.status, plan.opened) == ("7KQ2-9XMP", "active", date(2026, 1, 12))
    assert (harm.importance, harm.confidence, harm.rank, harm.serious) == (8, 6, 1, False)
    assert goal.harms == option.harms == (harm.id,)
    assert (goal.option, goal.start, goal.by) == ("o3f", date(2026, 1, 17), date(2026, 2, 28))
    assert [action.done_on for action in goal.actions] == [date(2026, 1, 15)]
    assert document.place(goal.actions[0].path) == document.place(("goals", 0, "actions", 0))
    review = plan.review
    assert (review.next, review.every) == (date(2026, 2, 9), "4 weeks")
    assert (review.last, review.said) == (None, True)
    assert plan.none_seen == ("liver", "lover", "law")


def test_positions_are_those_of_the_file_even_where_an_item_is_broken() -> None:
    plan = plan_of({"harms": ["a slip", {"id": "h7k"}], "goals": [None, {"id": "g2m"}]})
    assert plan.harms[0].path == ("harms", 1)
    assert plan.goals[0].path == ("goals", 1)


def test_what_was_asked_and_what_lies_behind_or_ahead_is_read() -> None:
    seen = plan_of(
        {
            "client": {
                "context": ["drives", {"is": "pregnant", "due": "2026-06-20"}, 3],
                "copy": {"crisis": "print", "read_on": "2026-01-12", "read_digest": "sha256:0f"},
            },
            "dependants": [{"lives_here": False, "visits": False}, {"unborn": True, "due": 3}],
            "determinants": {"housing": "unmet", "food": None, "income": 3},
            "barriers": ["no bus", {"what": "no lift", "settled_on": "2026-02-16"}, None],
            "use": [{"stopped_on": "2026-01-05", "pattern_before": "daily"}],
            "harms": [{"by": "partner"}],
            "key_harms_asked": [{"harm": "overdose", "asked_on": "2026-01-12"}],
            "asked": [{"about": "violence", "answer": "absent", "alone": True}],
            "goals": [{"lowers_use": False, "needs": ["food"], "dimension": 6}],
            "mitigations": [{"is": "falls_check", "by": "2026-02-01", "who": "nurse"}],
            "referrals": [{"to": "housing team", "status": "made", "needs": ["housing"]}],
        }
    )
    words = [(it.path, it.word, it.due) for it in seen.client.circumstances]
    due = date(2026, 6, 20)
    assert words == [
        (("client", "context", 0), "drives", None),
        (("client", "context", 1), "pregnant", due),
    ]
    copy = seen.client.copy
    assert (copy.crisis, copy.read_on, copy.read_digest) == (
        "print",
        date(2026, 1, 12),
        "sha256:0f",
    )
    assert [(it.visits, it.in_care, it.unborn, it.due) for it in seen.dependants] == [
        (False, False, False, None),
        (None, False, True, None),
    ]
    assert seen.determinants == {"housing": "unmet"}
    assert seen.barriers == (
        (("barriers", 0), "no bus", None),
        (("barriers", 1), "no lift", date(2026, 2, 16)),
    )
    assert (seen.use[0].stopped_on, seen.use[0].pattern_before) == (date(2026, 1, 5), "daily")
    assert seen.harms[0].by == "partner"
    assert seen.key_harms_asked[0].asked_on == date(2026, 1, 12)
    asked, goal, mitigation = seen.asked[0], seen.goals[0], seen.mitigations[0]
    assert (asked.about, asked.answer, asked.asked_on, asked.alone) == (
        "violence",
        "absent",
        None,
        True,
    )
    assert (goal.lowers_use, goal.needs, goal.dimension) == (False, ("food",), 6)
    assert (mitigation.is_, mitigation.by, mitigation.done_on, mitigation.who) == (
        "falls_check",
        date(2026, 2, 1),
        None,
        "nurse",
    )
    assert (seen.referrals[0].to, seen.referrals[0].needs) == ("housing team", ("housing",))
    assert (plan_of({}).determinants, plan_of({"barriers": 3}).barriers) == ({}, ())


def test_an_event_says_who_survived_and_whose_act_it_was() -> None:
    overdose = event_of({"kind": "overdose", "survived": False})
    violence = event_of({"kind": "violence", "by": "partner"})
    assert (overdose.survived, overdose.by) == (False, "")
    assert (violence.survived, violence.by) == (None, "partner")
    assert settings_of({"emergency_number": "0000"}).emergency_number == "0000"
    assert settings_of({}).emergency_number == ""


@pytest.mark.parametrize(
    ("status", "is_open"),
    [
        ("proposed", True),
        ("active", True),
        ("achieved", False),
        ("partly_achieved", False),
        ("not_achieved", False),
        ("set_aside", False),
        ("", True),
        ("acheived", True),
    ],
)
def test_only_a_known_ending_ends_a_goal(status: str, is_open: bool) -> None:
    assert plan_of({"goals": [{"id": "g2m", "status": status}]}).goals[0].open == is_open


def test_an_action_ends_when_it_is_done_or_set_aside() -> None:
    actions = [{"id": "a1x"}, {"id": "a2x", "done_on": "2026-02-01"}]
    actions.append({"id": "a3x", "set_aside_on": "2026-02-01"})
    goal = plan_of({"goals": [{"actions": actions}]}).goals[0]
    assert [action.open for action in goal.actions] == [True, False, False]


def test_a_harm_is_serious_for_each_of_three_reasons() -> None:
    harms = [{"degree": "severe"}, {"key_harm": "overdose"}, {"affects": ["self", "child"]}]
    harms += [{"degree": "moderate", "key_harm": "none", "affects": ["partner"]}]
    assert [harm.serious for harm in plan_of({"harms": harms}).harms] == [True, True, True, False]


def test_zero_and_false_were_said_and_nothing_was_not() -> None:
    data = {"a": 0, "b": False, "c": None, "d": "", "e": [], "f": {}, "g": {"h": 0}}
    assert [said(data, key) for key in "abcdefg"] == [True, True] + [False] * 4 + [True]
    assert said(data, "g", "h")
    assert not said(data, "g", "i")
    assert not said(data, "a", "h")


def test_one_word_and_a_list_of_words_are_alike() -> None:
    assert words({"for": "h7k"}, "for") == words({"for": ["h7k"]}, "for") == ("h7k",)
    assert words({"for": ["h7k", 3, None]}, "for") == ("h7k",)
    assert words({"for": 3}, "for") == ()


@pytest.mark.parametrize(("value", "number"), [(0, 0), (True, None), ("8", None), (8.5, None)])
def test_true_is_no_number(value: object, number: int | None) -> None:
    assert whole_number({"rank": value}, "rank") == number


def test_lead_times_are_days() -> None:
    assert lead_days({"remind": ["14d", "0d", "soon", "2w", "²d"]}) == (14, 0)


def test_held_days_are_in_order_and_a_corrected_review_keeps_its_day() -> None:
    case = case_of(
        laid_over("hrcli: plan/1\n", "plan"),
        {
            "reviews/2026-02-02-b4xn.yaml": REVIEW.format("2026-02-02")
            + "corrects: 2026-02-02-k7fw.yaml\n",
            "reviews/2026-02-02-k7fw.yaml": REVIEW.format("2026-02-02"),
            "reviews/2026-01-19-m2pd.yaml": REVIEW.format("2026-01-19"),
        },
    )
    assert case.held == (date(2026, 1, 19), date(2026, 2, 2), date(2026, 2, 2))
    assert [review.file.own_name for review in case.standing] == [
        "2026-01-19-m2pd.yaml",
        "2026-02-02-b4xn.yaml",
    ]


def test_a_review_cannot_take_its_own_place() -> None:
    name = "2026-02-02-k7fw.yaml"
    text = f"{REVIEW.format('2026-02-02')}corrects: {name}\n"
    case = case_of(laid_over("hrcli: plan/1\n", "plan"), {f"reviews/{name}": text})
    assert len(case.standing) == 1


def test_reviews_that_correct_each_other_both_stand() -> None:
    one, other, third = "2026-02-02-k7fw.yaml", "2026-02-02-m2pd.yaml", "2026-02-02-b4xn.yaml"
    files = {
        f"reviews/{name}": f"{REVIEW.format('2026-02-02')}corrects: {corrected}\n"
        for name, corrected in ((one, other), (other, one), (third, one))
    }
    case = case_of(laid_over("hrcli: plan/1\n", "plan"), files)
    assert [review.file.own_name for review in case.standing] == [third, other]
    found = {finding.file for finding in engine.examine(case) if finding.code == "REF08"}
    assert found == {f"reviews/{one}", f"reviews/{other}"}


def test_a_case_names_its_files_with_their_kinds() -> None:
    case = case_of("hrcli: plan/1\n", {"reviews/a.yaml": "a: b\n"}, {"events/b.yaml": "a: b\n"})
    found = [(kind, file.name) for kind, file in case.files]
    assert found == [
        ("plan", "plan.yaml"),
        ("review", "reviews/a.yaml"),
        ("event", "events/b.yaml"),
    ]


def test_what_is_reckoned_with_stands_in_the_schema() -> None:
    degrees = schema.words_at("plan", ("harms", 0, "degree"))
    assert (*degrees,) == plan.DEGREES
    assert (*schema.words_at("plan", ("harms", 0, "domain")),) == plan.DOMAINS
    assert {*plan.ENDED_GOALS} <= {*schema.words_at("plan", ("goals", 0, "status"))}
    assert {*plan.NOT_IN_USE} <= {*schema.words_at("plan", ("use", 0, "pattern"))}
    answers = schema.words_at("plan", ("use", 0, "considering", "answer"))
    assert {*plan.WANTS_LESS} <= {*answers}
    asked = schema.property_at("plan", ("do_no_harm",)) or {}
    assert (*asked["properties"],) == ("answered_on", *QUESTIONS)
    harm = schema.property_at("plan", ("harms", 0)) or {}
    assert {*plan.FACTORS} <= {*harm["properties"]}
