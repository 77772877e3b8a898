"""What closing a case changes in its plan, and opening it again."""

from __future__ import annotations

from datetime import date

from hrcli.plan.case import Case
from hrcli.plan.changes import Change


def closing(case: Case, outcome: str, because: str | None) -> list[Change]:
    """What closing changes: the status, when and why it ended, and that no review is planned.

    Goals stay as they stand.
    """
    closed = {"date": case.today.isoformat(), "outcome": outcome, "because": because}
    known = {key: value for key, value in closed.items() if value}
    changes = [Change(("closed",), known), Change(("status",), "closed")]
    return changes + [Change(("review", "next"), None)] * case.plan.review.said


def reopening(case: Case, review: date) -> list[Change]:
    """What re-opening changes: active again, with a day for the next review."""
    changes = [Change(("status",), "active"), Change(("review", "next"), review.isoformat())]
    if "closed" in case.plan.data:
        changes.append(Change(("closed",), None))
    return changes
