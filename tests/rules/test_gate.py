"""What counts as making something active, and what is open behind the gate."""

from __future__ import annotations

import pytest

from hrcli.plan.plan import Plan
from hrcli.rules import gate
from tests.support.casefiles import case_of, laid_over

WAIVED = """\
waivers: [{rule: CHI13, because: asked on Friday, by: worker, until: 2026-03-01}]
# without dependants:
"""


def plan(status: str, *goals: str, agreed: str = "2026-01-12") -> Plan:
    """A plan of this status, with goals of these."""
    items = ", ".join(f"{{id: g{place}m, status: {it}}}" for place, it in enumerate(goals))
    yes = f"agreed: {{date: {agreed}, by: [client]}}" if agreed else "agreed: null"
    return case_of(f"hrcli: plan/1\nstatus: {status}\ngoals: [{items}]\n{yes}\n").plan


@pytest.mark.parametrize(
    ("now", "then"),
    [
        (None, plan("active")),
        (None, plan("draft", "active", agreed="")),
        (plan("draft"), plan("active")),
        (plan("closed", "active"), plan("active", "active")),
        (plan("active", "proposed"), plan("active", "active")),
        (plan("active", "achieved"), plan("active", "active")),
        (plan("active", "active"), plan("active", "active", "active")),
        (plan("draft", "proposed"), plan("draft", "active")),
        (plan("active", agreed=""), plan("active")),
        (plan("active"), plan("active", agreed="2026-02-09")),
    ],
)
def test_what_makes_something_active(now: Plan | None, then: Plan) -> None:
    assert gate.opens(now, then)


@pytest.mark.parametrize(
    ("now", "then"),
    [
        (None, plan("draft", "proposed", agreed="")),
        (plan("active", "active"), plan("active", "active")),
        (plan("active", "active", "active"), plan("active", "active")),
        (plan("active", "active"), plan("active", "proposed", agreed="")),
        (plan("active", "active"), plan("closed", "active")),
        (plan("closed", "proposed"), plan("closed", "active")),
        (plan("draft", "active"), plan("draft", "active", "proposed")),
    ],
)
def test_what_makes_nothing_active(now: Plan | None, then: Plan) -> None:
    assert not gate.opens(now, then)


def test_errors_are_in_the_way_and_all_else_is_only_open() -> None:
    case = case_of(laid_over("none_seen: []\nharms: []\ngoals: []\noptions: []\n", "plan"))
    assert [it.code for it in gate.in_the_way(case)] == ["HRM01"]
    left = gate.still_open(case)
    assert "HRM01" not in [it.code for it in (*left.dangerous, *left.unfinished)]


def test_a_danger_set_aside_is_open_all_the_same() -> None:
    left = gate.still_open(case_of(laid_over(WAIVED, "plan")))
    assert [(it.code, it.waived) for it in left.dangerous] == [("CHI13", True)]


def test_the_family_of_a_young_client_left_out_is_unfinished_and_no_danger() -> None:
    left = gate.still_open(
        case_of(laid_over("client: {alias: Robin, age_band: age_16_17}\n", "plan"))
    )
    assert "CHI11" in [it.code for it in left.unfinished]
    assert "CHI11" not in [it.code for it in left.dangerous]
