"""When client and worker look at the plan together next."""

from __future__ import annotations

from datetime import date

from hrcli.dates import after
from hrcli.plan.case import Case


def next_review(case: Case) -> date | None:
    """The date of the one open review; None where none is set.

    Where a review was held that the plan does not know of (saving it was cut short), the earlier
    of the plan's date and the one counted from that day holds, so that nothing due is lost.
    """
    planned = case.plan.review.next
    held = case.held[-1] if case.held else None
    if held is None or (case.plan.review.last and held <= case.plan.review.last):
        return planned
    newest = max(
        case.standing or case.reviews,
        key=lambda review: review.held_on or date.min,
    )
    every = case.plan.review.every or case.settings.review_every
    counted = newest.next or after(held, every)
    return min((when for when in (planned, counted) if when), default=None)
