"""When client and worker look at the plan together next."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from hrcli.dates import after
from hrcli.document.data import Data, text
from hrcli.plan.case import Case, Settings
from hrcli.plan.plan import DEGREES, Harm


def usual_interval(settings: Settings, harms: Iterable[Harm], told: Mapping[str, Data]) -> str:
    """How often the caseload has a plan reviewed that does not say so itself.

    Where that is said by degree, the heaviest open harm decides, or the next lighter degree that
    is named; without one it is what holds where nothing is said. `told` is what a review says of
    harms by their ids, before the plan knows of it.
    """
    by_degree = dict(settings.review_by_degree)
    heaviest = max(
        (DEGREES.index(it) for it in _open_degrees(harms, told) if it in DEGREES), default=-1
    )
    named = (by_degree.get(degree) for degree in reversed(DEGREES[: heaviest + 1]))
    return next(filter(None, named), settings.review_every)


def _open_degrees(harms: Iterable[Harm], told: Mapping[str, Data]) -> Iterable[str]:
    for harm in harms:
        now = told.get(harm.id, {}) if harm.id else {}
        status = text(now, "status")
        if not (status == "resolved" if status else harm.resolved):
            yield text(now, "degree") or harm.degree


def review_after(case: Case, start: date, told: Mapping[str, Data] | None = None) -> date | None:
    """The day of a review counted from `start`: by the plan's own interval, else as is usual.

    None where neither is an interval. `told` as above.
    """
    usual = usual_interval(case.settings, case.plan.harms, told or {})
    return after(start, case.plan.review.every) or after(start, usual)


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
    counted = newest.next or review_after(case, held)
    return min((when for when in (planned, counted) if when), default=None)
