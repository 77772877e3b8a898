"""What agreeing writes into a plan."""

from __future__ import annotations

from hrcli.document.document import read
from hrcli.method import agreeing
from hrcli.plan import agreed
from hrcli.plan.changes import amended
from hrcli.plan.plan import plan_of
from tests.support.casefiles import BASE, case_of


def test_agreeing_writes_first_numbers_once() -> None:
    text = (
        (BASE / "plan.yaml").read_text(encoding="utf-8").replace("status: active", "status: draft")
    )
    case = case_of(
        text.replace("    status: draft\n    origin", "    status: proposed\n    origin")
    )
    after = amended(case.plan_file.document, agreeing.agreeing(case, ["client", "worker"], None))
    plan = read(after.encode()).data
    assert plan["status"] == "active"
    assert plan["goals"][0]["status"] == "active"
    assert plan["harms"][0]["baseline"] == {
        "date": "2026-02-09",
        "degree": "moderate",
        "importance": 8,
        "confidence": 6,
        "realistic": "high",
    }
    assert plan["agreed"]["digest"] == agreed.digest(plan_of(plan))
    again = case_of(
        after.replace(
            "    importance: 8\n    confidence: 6", "    importance: 2\n    confidence: 6"
        )
    )
    later = amended(again.plan_file.document, agreeing.agreeing(again, ["client"], None))
    assert read(later.encode()).data["harms"][0]["baseline"]["importance"] == 8


def test_numbers_from_after_a_review_are_no_first_numbers() -> None:
    review = (BASE / "review.yaml").read_text(encoding="utf-8")
    case = case_of((BASE / "plan.yaml").read_text(encoding="utf-8"), {"reviews/r.yaml": review})
    paths = [change.path for change in agreeing.agreeing(case, ["client"], None)]
    assert ("harms", 0, "baseline") not in paths
