"""Whom a harm to a child reaches, who can care meanwhile, and how much is said about it."""

from __future__ import annotations

from typing import Any

import pytest

from hrcli.finding import Finding
from hrcli.rules import engine
from tests.support.casefiles import case_of, laid_over

HARM = """harms:
  - {id: h7k, domain: lover, what: nobody awake, affects: [child], windows: [hangover],
     degree: mild, importance: 3, confidence: 6, realistic: high, rank: 2, status: present%s}
  - {id: h2b, domain: law, what: a fine, affects: [self], degree: mild, importance: 3,
     confidence: 6, realistic: high, rank: 1, status: present}
goals: []
"""
ABOUT = ("CHI01", "CHI07", "CHI08", "HRM04", "HRM06")
AT_HOME = "{id: d4t, age: 3, lives_here: true}"
UNBORN = "{id: d5u, unborn: true}"
IN_CARE = "{id: d6v, age: 3, in_care: true}"


def examined(plan: str, **files: Any) -> list[Finding]:
    return engine.examine(case_of(laid_over(f"hrcli: plan/1\n{plan}", "plan"), **files))


def told(plan: str, *codes: str, **files: Any) -> list[str]:
    """Which of these codes are found."""
    return [it.code for it in examined(plan, **files) if it.code in codes]


def with_dependants(*entries: str, more: str = "") -> str:
    return f"dependants: [{', '.join(entries)}]\n{HARM % more}"


def test_a_harm_that_reaches_a_child_at_home_comes_first() -> None:
    found = told(with_dependants(AT_HOME), *ABOUT)
    assert sorted(found) == ["CHI01", "CHI07", "HRM04", "HRM06"]


@pytest.mark.parametrize("away", [[UNBORN], [IN_CARE], [UNBORN, IN_CARE]])
def test_a_child_unborn_or_in_care_pins_no_harm(away: list[str]) -> None:
    assert told(with_dependants(*away), *ABOUT) == []
    abuse = with_dependants(*away, more=", key_harm: child_neglect")
    assert "CHI08" not in told(abuse, *ABOUT)


def test_one_child_at_home_is_enough() -> None:
    assert "CHI01" in told(with_dependants(UNBORN, IN_CARE, AT_HOME), *ABOUT)
    abuse = with_dependants(IN_CARE, AT_HOME, more=", key_harm: child_neglect")
    assert "CHI08" in told(abuse, *ABOUT)


def test_the_children_whom_a_harm_names_count_alone() -> None:
    both = (UNBORN, AT_HOME)
    assert "HRM04" not in told(with_dependants(*both, more=", dependants: [d5u]"), *ABOUT)
    assert "HRM04" in told(with_dependants(*both, more=", dependants: [d4t]"), *ABOUT)
    assert "HRM04" in told(with_dependants(*both, more=", dependants: [d5u, d4t]"), *ABOUT)


def test_where_no_child_is_written_down_the_harm_stands() -> None:
    assert "HRM04" in told(with_dependants(), *ABOUT)


@pytest.mark.parametrize("who", ["unborn", "other_child"])
def test_a_child_of_others_pins_nothing(who: str) -> None:
    plan = with_dependants(AT_HOME).replace("affects: [child]", f"affects: [{who}]")
    assert not set(told(plan, *ABOUT)) & {"CHI01", "HRM04", "HRM06"}


@pytest.mark.parametrize(
    ("who", "named"),
    [("sister", True), ("nobody yet", False), ("?", False), ("the kids", False), ("client", False)],
)
def test_only_somebody_who_can_cares(who: str, named: bool) -> None:
    child = f'{{id: d4t, age: 3, lives_here: true, care: [{{window: hangover, who: "{who}"}}]}}'
    assert ("CHI01" not in told(with_dependants(child), "CHI01")) == named


# The young

YOUNG = "client: {alias: Robin, age_band: age_16_17, strengths: [a sister]}\n"
TALKED = "supervision: [{date: 2026-01-26, about: how much the carers are told}]\n"
LEFT_OUT = ("CHI11", "CHI12")


def test_family_and_supervision_are_one_finding() -> None:
    (one,) = (it for it in examined(YOUNG) if it.code in LEFT_OUT)
    assert (one.code, one.message.count(".")) == ("CHI11", 2)
    (one,) = (it for it in examined(YOUNG + TALKED) if it.code in LEFT_OUT)
    assert (one.code, one.message.count(".")) == ("CHI11", 1)


@pytest.mark.parametrize("kind", ["family", "partner", "carer", "foster_carer"])
def test_a_support_that_says_how_is_work_with_the_family(kind: str) -> None:
    plan = f"{YOUNG}supports: [{{who: aunt, kind: {kind}, how: %s}}]\n"
    assert told(plan % "comes along", *LEFT_OUT) == ["CHI12"]
    assert told(plan % "tbd", *LEFT_OUT) == ["CHI11"]
    assert told((plan % "comes along").replace("aunt", "nobody"), *LEFT_OUT) == ["CHI11"]
    assert told((plan % "comes along").replace(kind, "friend"), *LEFT_OUT) == ["CHI11"]


def test_a_goal_or_a_review_with_the_family_is_work_with_it() -> None:
    base = laid_over("hrcli: plan/1\n", "plan")
    goals = base[base.index("goals:") : base.index("do_no_harm:")]
    involved = goals.replace("no_use_change", "partner_involvement")
    assert told(YOUNG + TALKED + involved, *LEFT_OUT) == []
    review = laid_over("hrcli: review/1\nwith: [client, family]\n", "review")
    held = {"reviews/2026-02-02-k7fw.yaml": review}
    assert told(YOUNG + TALKED, *LEFT_OUT, reviews=held) == []


# An age nobody knows

USE = "use: [{{id: s8w, substance: {substance}, pattern: daily, supply: not_stated}}]\n"
AGELESS = "dependants: [{{id: d4t, {where}}}, {{id: d5u, lives_here: true}}]\n"


@pytest.mark.parametrize(
    ("substance", "where", "weight"),
    [
        ("alcohol", "lives_here: true", "warning"),
        ("caffeine", "lives_here: true", "advice"),
        ("alcohol", "lives_here: false, visits: true", "warning"),
    ],
)
def test_an_unknown_age_weighs_more_where_a_baby_would_matter(
    substance: str, where: str, weight: str
) -> None:
    plan = AGELESS.format(where=where) + USE.format(substance=substance)
    (one,) = (it for it in examined(plan) if it.code == "CHI15")
    assert one.severity.value == weight
    assert {"d4t", "d5u"} <= set(one.message.replace(".", "").split())


def test_an_age_is_not_asked_of_a_child_in_care_or_of_one_who_never_comes() -> None:
    for where in ("in_care: true", "lives_here: false", "unborn: true"):
        assert told(f"dependants: [{{id: d4t, {where}}}]\n", "CHI15") == []


def test_a_safe_sleep_plan_makes_it_advice() -> None:
    plan = AGELESS.format(where="lives_here: true") + USE.format(substance="alcohol")
    plan += "mitigations: [{is: safe_sleep_plan, done_on: 2026-02-01}]\n"
    (one,) = (it for it in examined(plan) if it.code == "CHI15")
    assert one.severity.value == "advice"


@pytest.mark.parametrize(
    ("child", "found"),
    [
        ("{id: d5u, unborn: true, due: 2026-02-08}", ["DNH12"]),
        ("{id: d5u, unborn: true, due: 2026-02-09}", []),
        ("{id: d5u, age: 0, age_on: 2026-02-08, due: 2026-02-08, lives_here: true}", []),
    ],
)
def test_a_child_is_not_unborn_for_ever(child: str, found: list[str]) -> None:
    assert told(with_dependants(child), "DNH12") == found
