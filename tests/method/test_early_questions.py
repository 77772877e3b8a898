"""The early questions: who is asked what, which answers count, and when they are old."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from hrcli.knowledge.table_of_facts import early_questions, question_about
from hrcli.method.early_questions import question_waits, told_nowhere_else, topics
from hrcli.method.facts import known
from hrcli.plan.case import Case
from tests.support.casefiles import TODAY, case_of

ABOUT = [question.about for question in early_questions()]
ALCOHOL = "use:\n  - {id: s8w, substance: alcohol, pattern: regular}\n"
CHILD = "dependants:\n  - {id: d4t, age: 3, lives_here: %s, visits: %s}\n"


def with_(text: str, today: date = TODAY, **more: dict[str, str]) -> Case:
    return case_of(f"hrcli: plan/1\n{text}", today=today, **more)


def state(case: Case, about: str) -> str:
    return next(topic.state for topic in topics(case) if topic.about == about)


def answered(about: str, answer: str, days: int, more: str = "") -> str:
    on = TODAY - timedelta(days)
    return f"asked:\n  - {{about: {about}, answer: {answer}, asked_on: {on}{more}}}\n"


# Who is asked


def test_of_everybody_only_two_things_and_pregnancy_are_asked() -> None:
    open_ones = [topic.about for topic in topics(with_("")) if topic.to_ask]
    assert open_ones == ["violence", "suicide", "pregnancy"]


@pytest.mark.parametrize(
    ("about", "plan", "expected"),
    [
        ("overdose", ALCOHOL, "open"),
        ("overdose", "use:\n  - {id: s8w, substance: caffeine, pattern: daily}\n", "not_needed"),
        ("overdose", "use:\n  - {id: s8w, substance: alcohol, pattern: stopped}\n", "open"),
        ("overdose", "use:\n  - {id: s8w, substance: alcohol, pattern: never}\n", "not_needed"),
        ("driving", ALCOHOL, "open"),
        ("driving", f"client: {{age_band: age_16_17}}\n{ALCOHOL}", "open"),
        ("driving", f"client: {{age_band: under_16}}\n{ALCOHOL}", "not_needed"),
        ("driving", "use:\n  - {id: s8w, substance: alcohol, pattern: stopped}\n", "not_needed"),
        ("storage", ALCOHOL, "not_needed"),
        ("storage", ALCOHOL + CHILD % ("true", "false"), "open"),
        ("storage", ALCOHOL + CHILD % ("false", "true"), "open"),
        ("storage", ALCOHOL + CHILD % ("false", "false"), "not_needed"),
        ("storage", CHILD % ("true", "true"), "not_needed"),
        ("withdrawal", ALCOHOL, "open"),
        ("withdrawal", "use:\n  - {id: s8w, substance: alcohol}\n", "open"),
        (
            "withdrawal",
            "use:\n  - {id: s8w, substance: alcohol, pattern: occasional}\n",
            "not_needed",
        ),
        ("withdrawal", "use:\n  - {id: s8w, substance: cannabis, pattern: daily}\n", "not_needed"),
        ("pregnancy", "client: {age_band: over_65}\n", "not_needed"),
        ("pregnancy", "client: {age_band: under_16}\n", "open"),
    ],
)
def test_a_question_is_put_to_whom_it_concerns(about: str, plan: str, expected: str) -> None:
    assert state(with_(plan), about) == expected


@pytest.mark.parametrize(("days", "expected"), [(14, "open"), (15, "not_needed")])
def test_who_stopped_lately_is_asked_about_withdrawal(days: int, expected: str) -> None:
    on = TODAY - timedelta(days)
    use = f"  - {{id: s8w, substance: alcohol, pattern: stopped, stopped_on: {on}}}\n"
    considering = "dependence: possible, pattern_before: daily"
    use = use.replace("}", f", {considering}}}")
    assert state(with_(f"use:\n{use}"), "withdrawal") == expected


def test_pregnancy_alone_makes_nobody_ask() -> None:
    plan = "use: []\n" + answered("violence", "absent", 1, ", alone: true")
    plan += f"  - {{about: suicide, answer: declined, asked_on: {TODAY}}}\n"
    case = with_(plan)
    assert [topic.about for topic in topics(case) if topic.to_ask] == ["pregnancy"]
    assert not question_waits(case)
    assert question_waits(with_("use: []\n"))


# How long an answer counts


@pytest.mark.parametrize("about", ABOUT)
@pytest.mark.parametrize("answer", ["past", "absent", "declined"])
def test_an_answer_counts_to_its_last_day(about: str, answer: str) -> None:
    stale = question_about(about).stale
    use = ALCOHOL + CHILD % ("true", "true")
    fresh, old = (with_(use + answered(about, answer, days)) for days in (stale, stale + 1))
    assert state(fresh, about) == ("declined" if answer == "declined" else "answered")
    assert state(old, about) == "stale"


@pytest.mark.parametrize("about", ABOUT)
def test_what_is_present_grows_old_too_but_for_a_fit_in_withdrawal(about: str) -> None:
    use = ALCOHOL + CHILD % ("true", "true")
    old = with_(use + answered(about, "present", 3000))
    assert (state(old, about) == "answered") is (about == "withdrawal")


@pytest.mark.parametrize("answer", ["not_asked", "''"])
def test_not_asked_is_no_answer(answer: str) -> None:
    assert state(with_(answered("suicide", answer, 0)), "suicide") == "open"


def test_an_answer_without_a_day_is_asked_again() -> None:
    assert state(with_("asked:\n  - {about: suicide, answer: absent}\n"), "suicide") == "stale"


def test_the_newest_answer_counts_wherever_it_stands() -> None:
    plan = answered("suicide", "absent", 1)
    plan += f"  - {{about: suicide, answer: declined, asked_on: {TODAY - timedelta(400)}}}\n"
    assert state(with_(plan), "suicide") == "answered"


def test_an_answer_of_a_day_to_come_is_none_yet() -> None:
    ahead = with_(answered("violence", "absent", -1, ", alone: true"))
    assert state(ahead, "violence") == "open"
    assert known(ahead).of("dv_unasked")


def test_that_nobody_asked_takes_back_no_answer() -> None:
    plan = answered("violence", "absent", 1, ", alone: true")
    plan += f"  - {{about: violence, answer: not_asked, asked_on: {TODAY}}}\n"
    assert not known(with_(plan)).of("dv_unasked")


def test_who_takes_a_medicine_is_asked_about_storage_without_any_use() -> None:
    medicine = "client: {context: [on_lithium]}\n"
    assert state(with_(medicine + CHILD % ("true", "true")), "storage") == "open"
    assert state(with_(medicine), "storage") == "not_needed"


# What else says it


@pytest.mark.parametrize(
    ("about", "plan", "expected"),
    [
        ("suicide", "flags:\n  - {flag: suicidality, status: present}\n", "answered"),
        (
            "suicide",
            "flags:\n  - {flag: suicidality, status: absent, as_of: 2026-02-01}\n",
            "answered",
        ),
        ("suicide", "flags:\n  - {flag: suicidality, status: past, as_of: 2025-02-01}\n", "stale"),
        ("suicide", "flags:\n  - {flag: suicidality, status: absent}\n", "stale"),
        ("violence", "harms:\n  - {id: h7k, key_harm: domestic_violence}\n", "answered"),
        ("overdose", f"{ALCOHOL}client: {{context: [past_overdose]}}\n", "answered"),
        ("pregnancy", "client: {context: [{is: postpartum, since: 2020-01-01}]}\n", "answered"),
        (
            "suicide",
            "key_harms_asked: [{harm: suicide_self_harm, answer: absent, asked_on: 2026-02-01}]\n",
            "answered",
        ),
        (
            "suicide",
            "key_harms_asked:\n  - {harm: suicide_self_harm, answer: absent}\n",
            "stale",
        ),
        (
            "storage",
            ALCOHOL
            + CHILD % ("true", "true")
            + "mitigations:\n  - {is: safe_storage, what: a box, done_on: 2026-02-01}\n",
            "answered",
        ),
    ],
)
def test_what_is_written_elsewhere_counts_as_asked(about: str, plan: str, expected: str) -> None:
    assert state(with_(plan), about) == expected


def after(kind: str, status: str, day: str = "2026-02-01", plan: str = "") -> Case:
    event = f"hrcli: event/1\nkind: {kind}\nstatus: {status}\ndate: {day}\n"
    return with_(plan, events={f"events/{day}-m2pd.yaml": event})


def test_an_event_counts_once_it_has_happened() -> None:
    assert state(after("suicidal_crisis", "happened"), "suicide") == "answered"
    assert state(after("suicidal_crisis", "cancelled"), "suicide") == "open"


@pytest.mark.parametrize(
    ("kind", "about", "day", "expected"),
    [
        ("suicidal_crisis", "suicide", "2025-11-10", "answered"),
        ("suicidal_crisis", "suicide", "2025-11-09", "stale"),
        ("violence", "violence", "2025-08-09", "stale"),
        ("overdose", "overdose", "2020-01-01", "answered"),
    ],
)
def test_an_event_counts_from_its_day_or_while_its_word_holds(
    kind: str, about: str, day: str, expected: str
) -> None:
    assert state(after(kind, "happened", day, ALCOHOL), about) == expected


@pytest.mark.parametrize(
    ("harm", "expected"),
    [
        ("key_harm: suicide_self_harm, affects: [self]", "answered"),
        ("key_harm: suicide_self_harm, affects: [self], status: resolved", "stale"),
        ("key_harm: suicide_self_harm, affects: [self], by: family", "open"),
        ("key_harm: suicide_self_harm", "open"),
    ],
)
def test_a_harm_answers_where_it_is_the_clients_own(harm: str, expected: str) -> None:
    assert state(with_(f"harms:\n  - {{id: h7k, {harm}}}\n"), "suicide") == expected


def test_a_fit_says_nothing_about_withdrawal() -> None:
    assert state(after("seizure", "happened", plan=ALCOHOL), "withdrawal") == "open"


# Alone


@pytest.mark.parametrize(
    ("answer", "unasked"),
    [
        ("absent, alone: true", False),
        ("absent, alone: false", True),
        ("absent", True),
        ("past", False),
        ("declined, alone: true", True),
    ],
)
def test_no_violence_said_beside_others_leaves_it_unasked(answer: str, unasked: bool) -> None:
    case = with_(answered("violence", answer, 1))
    assert not next(topic for topic in topics(case) if topic.about == "violence").to_ask
    assert bool(known(case).of("dv_unasked")) is unasked


# Said here alone


def test_what_is_present_and_written_nowhere_else_is_named() -> None:
    said = answered("suicide", "present", 1)
    assert [it.about for it in told_nowhere_else(with_(said))] == ["suicide"]
    flag = "flags:\n  - {flag: suicidality, status: present}\n"
    assert not list(told_nowhere_else(with_(said + flag)))
    assert not list(told_nowhere_else(with_(answered("suicide", "past", 1))))


def test_every_question_has_its_words() -> None:
    for question in early_questions():
        assert question.question.endswith("?")
        assert question.present
        assert question.past
