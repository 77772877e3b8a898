"""Reports over many made-up cases."""

from __future__ import annotations

from datetime import date
from typing import Any

from hrcli.knowledge.labels import labels_for
from hrcli.method.outcomes import Period
from hrcli.plan.case import Case
from hrcli.reports import formats, kinds
from hrcli.reports.tables import Report, Sources, Tally
from tests.support.pages import case_of

TODAY = date(2026, 2, 9)
EVER = Period(None, TODAY)
ENGLISH = labels_for("en")


def harm(identity: str = "h7k", **more: Any) -> dict[str, Any]:
    first = {"date": "2026-01-12", "degree": "severe"}
    return {"id": identity, "domain": "lover", "degree": "mild", "baseline": first, **more}


def many(count: int, plan: dict[str, Any], reviews: Any = ()) -> list[Case]:
    whole = {"status": "active", "opened": "2026-01-12", **plan}
    return [case_of(whole, reviews) for _ in range(count)]


def report_of(kind: str, cases: list[Case], period: Period = EVER) -> Report:
    tally = Tally(kinds.kind(kind, ["lack_of_accommodation"]), period)
    for case in cases:
        tally.add(case)
    return tally.report(TODAY, Sources(("caseload",)))


def page_of(kind: str) -> str:
    """A report as a page, with bars, withheld figures and several rows in each group."""
    good = harm(affects=["child", "self"], key_harm="child_neglect")
    bad = harm(domain="law", degree="life_threatening")
    life = {"quality_of_life": {"baseline": 4, "on_date": "2026-01-12"}}
    review = {"held_on": "2026-02-02", "quality_of_life": 7, "unintended": {"children": "no"}}
    goal = {"id": "g2m", "status": "active", "gas": {"baseline": -1, "level": 1}}
    cases = many(30, {"harms": [good, bad], "goals": [goal], **life}, [review])
    cases += many(14, {"harms": [bad]}) + many(3, {"use": [{"substance": "alcohol"}]})
    return formats.as_html(report_of(kind, cases), ENGLISH)
