"""What golden cases cannot show: settings, limits of days and ages, reviews that stand alone."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from hrcli.document.document import Document
from hrcli.finding import Severity
from hrcli.plan.case import File, Settings
from hrcli.rules import engine, privacy
from tests.support.casefiles import TODAY, case_of, laid_over

STAY = "hrcli: event/1\ncase: 7KQ2-9XMP\nkind: {kind}\nstatus: {status}\nfrom: {start}\nto: {end}\n"
HOME = (
    "dependants:\n  - {{id: d4t, alias: child A, age: {age}, age_on: {on}, lives_here: {here}}}\n"
    "child_safety: {{assessed_on: 2026-01-12}}\n"
)


def messages(plan: str, code: str) -> list[str]:
    """What a rule says of a few lines laid over the complete plan."""
    found = engine.examine(case_of(laid_over(f"hrcli: plan/1\n{plan}", "plan")))
    return [it.message for it in found if it.code == code]


def codes(plan: str, *families: str, **more: Any) -> list[str]:
    """The codes of these families that a few lines laid over the complete plan earn."""
    found = engine.examine(case_of(laid_over(f"hrcli: plan/1\n{plan}", "plan"), **more))
    return [it.code for it in found if it.code.startswith(families)]


def test_after_a_death_nobody_is_asked_how_each_goal_ended() -> None:
    closed = "status: closed\nclosed: {{date: 2026-02-09, outcome: {}}}\nreview: {{next: null}}\n"
    assert codes(closed.format("lost_contact"), "GOA13") == ["GOA13"]
    assert codes(closed.format("died"), "GOA13") == []


def stay(
    kind: str = "detox_stay", status: str = "planned", start: int = 7, end: int = 14
) -> dict[str, str]:
    """The events of a case with one stay, from and to so many days from today."""
    days = [TODAY + timedelta(days=count) for count in (start, end)]
    text = STAY.format(kind=kind, status=status, start=days[0], end=days[1])
    return {"events/2026-02-16-m2pd.yaml": text}


def home(age: Any = 6, on: date = TODAY, here: str = "true") -> str:
    return HOME.format(age=age, on=on, here=here) + "relapse_plan: {}\n"


# Key harms


def test_a_key_harm_of_the_agency_is_asked_about() -> None:
    settings = Settings(key_harms=("no_heating", "child_neglect"))
    asked = "key_harms_asked:\n  - {harm: intoxicated_driving, answer: absent}\n"
    assert codes(asked, "HRM14", settings=settings) == ["HRM14"]
    more = "  - {harm: no_heating, answer: absent}\n  - {harm: child_neglect, answer: absent}\n"
    assert codes(asked + more, "HRM14", settings=settings) == []


def test_what_was_answered_early_and_is_written_nowhere_else_is_named_once() -> None:
    topics = ("driving", "withdrawal")
    said = (f"  - {{about: {it}, answer: present, asked_on: {TODAY}}}\n" for it in topics)
    (told,) = messages("client: {alias: Robin}\nflags: []\nasked:\n" + "".join(said), "HRM14")
    assert told.endswith("is about it: driving, withdrawal.")


def test_a_harm_with_a_rank_and_no_option_is_not_called_unranked() -> None:
    harm = "{id: h9z, domain: law, what: a fine, rank: 1}"
    (told,) = messages(f"none_seen: []\nharms: [{harm}]\noptions: []\n", "HRM17")
    assert told == "Harms are left behind: ranked and without an option (h9z)."


def test_an_option_that_says_no_track_is_not_said_to_be_about_less() -> None:
    options = "{id: o3f, what: Two at most, track: use_change}, {id: o5n, what: A walk}"
    (told,) = messages(f"options: [{options}]\n", "OPT06")
    assert told.startswith("Options are about using less, and none is marked")


def test_a_key_harm_that_is_there_wants_a_harm() -> None:
    asked = "key_harms_asked:\n  - {harm: intoxicated_driving, answer: present}\n"
    assert codes(asked, "HRM14") == ["HRM14"]


@pytest.mark.parametrize(
    ("status", "told"),
    [("not_assessed", ["ASK01"]), ("declined", []), ("past", []), ("absent", [])],
)
def test_a_flag_that_answers_nothing_is_no_answer_about_driving(
    status: str, told: list[str]
) -> None:
    topics = ("violence", "suicide", "overdose")
    asked = "".join(
        f"  - {{about: {topic}, answer: absent, asked_on: 2026-01-12}}\n" for topic in topics
    )
    flag = f"flags: [{{flag: drives, status: {status}, as_of: 2026-01-12}}]\n"
    assert codes(f"key_harms_asked: []\nasked:\n{asked}{flag}", "ASK01") == told


# Children


@pytest.mark.parametrize(
    ("age", "on", "here", "counts"),
    [
        (17, TODAY, "true", True),
        (18, TODAY, "true", False),
        (17, TODAY.replace(year=2025), "true", False),
        (17, TODAY.replace(year=2025) + timedelta(days=1), "true", True),
        ("null", TODAY, "true", True),
        (6, TODAY, "null", True),
        (6, TODAY, "false", False),
    ],
)
def test_who_counts_as_a_child(age: Any, on: date, here: str, counts: bool) -> None:
    found = codes(home(age, on, here), "CHI02", events=stay())
    assert bool(found) is counts


@pytest.mark.parametrize("kind", ["detox_stay", "hospital_stay", "custody_stay"])
def test_every_stay_wants_care_for_the_child(kind: str) -> None:
    assert codes(home(), "CHI02", events=stay(kind)) == ["CHI02", "CHI02"]


@pytest.mark.parametrize(
    "events",
    [stay(status="happened"), stay(status="cancelled"), stay("contact"), stay(start=-7, end=-1)],
)
def test_what_is_no_stay_ahead_wants_nothing(events: dict[str, str]) -> None:
    assert codes(home(), "CHI02", "CHI03", "CHI04", events=events) == []


def test_a_stay_that_ends_today_still_counts() -> None:
    assert "CHI02" in codes(home(), "CHI02", events=stay(start=-7, end=0))


def test_care_before_a_stay_is_an_error_and_advice_on_a_draft() -> None:
    for status, severity in (("active", Severity.ERROR), ("draft", Severity.ADVICE)):
        plan = laid_over(f"hrcli: plan/1\nstatus: {status}\n{home()}", "plan")
        found = engine.examine(case_of(plan, events=stay()))
        assert {it.severity for it in found if it.code == "CHI02"} == {severity}


@pytest.mark.parametrize(
    "young",
    [
        "client: {alias: Robin, age_band: under_16}\n",
        "client: {alias: Robin, context: [age_16_17]}\n",
        "flags: [{flag: young_person, status: present}]\n",
    ],
)
def test_the_young_are_known_by_band_context_or_flag(young: str) -> None:
    assert codes(young, "CHI11", "CHI12") == ["CHI11"]
    assert codes("client: {alias: Robin, age_band: adult}\n", "CHI11", "CHI12") == []


# Options


def test_medicine_taken_as_directed_is_asked_about_where_a_harm_names_it() -> None:
    use = "use:\n  - {id: s2m, substance: methadone, supply: prescribed_as_directed}\n"
    harms = "harms:\n  - {id: h7k, domain: livelihood, what: a fall, affects: [self]%s}\n"
    assert codes(use + harms % "", "OPT07") == []
    assert codes(use + harms % ", use: [s2m]", "OPT07") == ["OPT07"]


@pytest.mark.parametrize("answer", ["no_change", "unable", "already_stopped"])
def test_a_clear_answer_calls_for_no_options_about_use(answer: str) -> None:
    use = f"use:\n  - {{id: s8w, substance: alcohol, considering: {{answer: {answer}}}}}\n"
    assert codes(use, "OPT05", "OPT06", "OPT07") == []


# Reviews


def lone_review(text: str) -> list[str]:
    case = case_of("", {"2026-02-02-k7fw.yaml": laid_over(text, "review")}, whole=False)
    found = engine.examine(case._replace(plan_file=File("", Document(""))))
    return [it.code for it in found]


def test_a_review_alone_is_asked_for_its_answers() -> None:
    assert lone_review("hrcli: review/1\n") == []
    assert lone_review("hrcli: review/1\nunintended: {client: none_seen, others: none_seen}\n") == [
        "OUT25"
    ]


def test_a_corrected_review_is_no_longer_asked() -> None:
    short = laid_over("hrcli: review/1\nalliance: null\n", "review")
    whole = laid_over("hrcli: review/1\ncorrects: 2026-02-02-k7fw.yaml\n", "review")
    rest = "review: {last: 2026-02-02, next: 2026-03-02, every: 4 weeks, set_with_client: true}\n"
    one = {"reviews/2026-02-02-k7fw.yaml": short}
    assert codes(rest, "OUT", reviews=one) == ["OUT26"]
    two = one | {"reviews/2026-02-03-b4xn.yaml": whole}
    assert codes(rest, "OUT", reviews=two) == []


def test_only_the_review_before_is_compared() -> None:
    reviews = {
        f"reviews/2026-01-{day}-k7fw.yaml": laid_over(
            f"hrcli: review/1\nheld_on: 2026-01-{day}\nalliance: {value}\n", "review"
        )
        for day, value in ((13, 9), (20, 7), (27, 5))
    }
    assert codes("", "OUT22", reviews=reviews) == []


# Names and numbers


@pytest.mark.parametrize(
    "said",
    ["kim@example.org", "sister 0555 010 01 23", "+49 (555) 010-0123", "ring 5550100"],
)
def test_what_reaches_a_person_is_seen(said: str) -> None:
    assert privacy._reachable(said)


@pytest.mark.parametrize(
    "said",
    ["sister", "since 2024-05-01", "room 12", "Mondays 8 30 to 10 15", "@home", "24/7", ""],
)
def test_days_hours_and_rooms_are_no_numbers(said: str) -> None:
    assert not privacy._reachable(said)


# Who cares for the child


@pytest.mark.parametrize(
    ("windows", "care", "told"),
    [
        ("[intoxication, hangover]", "[intoxication]", ["CHI01"]),
        ("[intoxication, hangover]", "[intoxication, hangover]", []),
        ("[intoxication, hangover]", "[always]", []),
        ("[]", "[]", []),
    ],
)
def test_a_word_or_an_option_names_nobody_for_a_window(
    windows: str, care: str, told: list[str]
) -> None:
    words = care.strip("[]").split(", ") if care != "[]" else []
    named = ", ".join(f"{{window: {word}, who: sister}}" for word in words)
    plan = (
        f"harms: [{{id: h7k, domain: livelihood, affects: [child], windows: {windows}}}]\n"
        f"dependants: [{{id: d4t, age: 3, lives_here: true, care: [{named}]}}]\n"
        "options: [{id: o3f, for: [h7k], kind: childcare, state: chosen}]\n"
        "mitigations: [{is: sober_caregiver}]\n"
    )
    assert codes(plan, "CHI01") == told
    elsewhere = plan.replace("lives_here: true", "lives_here: false")
    assert codes(elsewhere, "CHI01") == []


def test_use_over_many_days_is_learnt_from_as_well() -> None:
    event = (
        "hrcli: event/1\ncase: 7KQ2-9XMP\nkind: prolonged_use\nstatus: happened\n"
        "from: 2026-01-20\nto: 2026-01-27\ntriggers: [a quarrel]\n"
    )
    review = laid_over("hrcli: review/1\nheld_on: 2026-02-02\n", "review")
    files = {"reviews/2026-02-02-k7fw.yaml": review}
    told = {"events/2026-01-20-m2pd.yaml": event}
    assert codes("", "EVT", reviews=files, events=told) == ["EVT01"]


@pytest.mark.parametrize(
    ("client", "told"),
    [
        ("{alias: Robin}", ["CHI14"]),
        ("{alias: Robin, age_band: over_65}", []),
        ("{alias: Robin, context: [age_16_17]}", []),
    ],
)
def test_an_age_that_nobody_knows_is_not_an_adults(client: str, told: list[str]) -> None:
    assert codes(f"client: {client}\n", "CHI14") == told
    young = "flags: [{flag: young_person, status: present}]\n"  # which says not how young
    assert codes(f"client: {client}\n{young}", "CHI14") == told


@pytest.mark.parametrize(
    ("plan", "told"),
    [
        ("# without dependants:\n", ["CHI13"]),
        ("dependants: []\n", []),
        ("# without dependants:\nclient: {context: [child_in_home]}\n", []),
        ("# without dependants:\nuse: []\n", []),
        ("# without dependants:\nstatus: draft\n", ["CHI13"]),
    ],
)
def test_no_word_on_children_is_not_the_same_as_none(plan: str, told: list[str]) -> None:
    assert codes(plan, "CHI13") == told


@pytest.mark.parametrize("use", ["[]", "[{id: s8w, substance: unknown}]"])
def test_less_of_what_nobody_has_named(use: str) -> None:
    plan = f"use: {use}\ngoals: [{{id: g2m, intervention: stop_abrupt}}]\n"
    assert codes(plan, "DNH07") == ["DNH07"]
    beside = codes(plan.replace("stop_abrupt", "no_use_change"), "DNH07")
    assert beside == (["DNH07"] if "unknown" in use else [])
    assert codes(f"use: {use}\ngoals: []\n", "DNH07") == []


@pytest.mark.parametrize(
    ("status", "told"),
    [("proposed", ["DNH06"]), ("active", ["DNH06"]), ("achieved", []), ("set_aside", [])],
)
def test_an_open_goal_says_what_it_does(status: str, told: list[str]) -> None:
    assert codes(f"goals: [{{id: g2m, status: {status}}}]\n", "DNH06") == told


# The phases of a stay, and the age that a relapse plan was made for


def phased(**mitigations: str) -> str:
    goals = [
        f"{{id: g{n}m, phase: {it}, mitigations: [{mitigations[it]}]}}"
        for n, it in enumerate(mitigations)
    ]
    return f"goals: [{', '.join(goals)}]\n"


def test_only_goals_about_the_children_look_at_a_phase() -> None:
    care = dict.fromkeys(("before", "during", "after"), "child_safety_plan")
    assert codes(home() + phased(**care), "CHI04", events=stay()) == []
    other = {**care, "during": "safe_storage"}
    assert codes(home() + phased(**other), "CHI04", events=stay()) == ["CHI04"]


def one_child(age: Any, here: str = "true") -> str:
    return f"  - {{id: d{age or 0}t, age: {age}, age_on: {TODAY}, lives_here: {here}}}\n"


@pytest.mark.parametrize(
    ("children", "told"),
    [
        (one_child(1), ["CHI17"]),
        (one_child(2), []),
        (one_child(4), []),
        (one_child(5), ["CHI17"]),
        (one_child(5) + one_child(8), ["CHI17"]),
        (one_child(5) + one_child(4), []),
        (one_child(5) + one_child("null"), []),
        (one_child(5, "false"), []),
        (one_child(5) + one_child(3, "false"), ["CHI17"]),
        ("  []\n", []),
    ],
)
def test_a_relapse_plan_is_outgrown_after_two_years(children: str, told: list[str]) -> None:
    plan = f"dependants:\n{children}relapse_plan: {{for_child: The sister comes, child_age: 3}}\n"
    assert codes(plan, "CHI17") == told


@pytest.mark.parametrize(
    ("barriers", "wanted"),
    [
        ("[]", "Plan a smaller step"),
        ("[the clinic opens in working hours only]", "a support first"),
    ],
)
def test_where_something_is_in_the_way_a_support_comes_first(barriers: str, wanted: str) -> None:
    harm = "{id: h7k, what: late, importance: 9, confidence: 2}"
    plan = laid_over(f"hrcli: plan/1\nbarriers: {barriers}\nharms: [{harm}]\n", "plan")
    (found,) = [it for it in engine.examine(case_of(plan)) if it.code == "STG06"]
    assert wanted in found.help


# What a crisis teaches


@pytest.mark.parametrize("kind", ["overdose", "crisis", "suicidal_crisis"])
@pytest.mark.parametrize(
    ("more", "told"),
    [
        ("", ["EVT01", "EVT02"]),
        ("triggers: [a quarrel]\n", ["EVT01"]),
        ("learnt: Not alone on Sundays.\n", ["EVT02"]),
        ("no_change_because: The plan held.\ntriggers: [a quarrel]\n", []),
        ("relapse_plan_change: Ring earlier.\ntriggers: [a quarrel]\n", []),
        ("learnt: n/a\ntriggers: [a quarrel]\n", ["EVT01"]),
        ("status: planned\n", []),
    ],
)
def test_a_crisis_is_learnt_from_by_the_next_review(kind: str, more: str, told: list[str]) -> None:
    assert taught(kind, more) == told


def taught(kind: str, more: str) -> list[str]:
    """What is asked about an event once a review has followed; before that nothing is."""
    text = laid_over(f"hrcli: event/1\nkind: {kind}\ndate: 2026-02-03\n{more}", "event")
    event = {"events/2026-02-03-m2pd.yaml": text}
    held = {"reviews/2026-02-05-k7fw.yaml": laid_over("held_on: 2026-02-05\n", "review")}
    assert codes("", "EVT0", events=event) == []
    return codes("", "EVT0", events=event, reviews=held)


def test_of_a_death_nobody_asks_what_it_taught() -> None:
    assert taught("overdose", "survived: false\n") == []
    assert taught("overdose", "survived: true\n") == ["EVT01", "EVT02"]


def test_a_lapse_still_teaches_the_relapse_plan() -> None:
    assert taught("lapse", "learnt: x\ntriggers: [y]\n") == ["EVT01"]
