"""First, do no harm: who is there for what a service is needed for."""

from __future__ import annotations

import pytest

from hrcli.rules.engine import examine
from tests.support.casefiles import case_of, laid_over

NEEDED = """\
do_no_harm: {answered_on: 2026-01-12, services: [debt advice]}
referrals: []
child_safety: null
"""
ACTION = "goals: [{id: g2m, actions: [{id: a5x, what: Ring the advice, who: %s}]}]\n"
SUPPORT = "supports: [{who: %s, kind: professional}]\n"


@pytest.mark.parametrize("place", [ACTION, SUPPORT])
@pytest.mark.parametrize(
    ("who", "there"),
    [("the advice centre", True), ("nobody yet", False), ("TBD", False), ('"?"', False)],
)
def test_a_service_left_to_nobody_is_still_needed(place: str, who: str, there: bool) -> None:
    base = NEEDED + (place % who) + ("goals: []\n" if place is SUPPORT else "supports: []\n")
    case = case_of(laid_over(base, "plan"))
    told = [it.code for it in examine(case, agreeing=True)]
    assert ("DNH04" in told) is not there


@pytest.mark.parametrize(
    ("status", "there"), [("made", True), ("considered", False), ("declined", False)]
)
def test_a_referral_that_was_not_made_brings_nobody_in(status: str, there: bool) -> None:
    referral = f"{{to: debt advice, status: {status}, date: 2026-01-14}}"
    for asked in (
        f"referrals: [{referral}]\nchild_safety: null\n",
        f"referrals: []\nchild_safety: {{referral: {referral}}}\n",
    ):
        own = "do_no_harm: {answered_on: 2026-01-12, services: [debt advice]}\n"
        base = own + asked + "goals: []\nsupports: []\n"
        told = [it.code for it in examine(case_of(laid_over(base, "plan")), agreeing=True)]
        assert ("DNH04" in told) is not there
