"""Whether the plan is looked at again: one open review, on a day that makes sense."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from hrcli.document.data import said
from hrcli.method.next_review import review_after
from hrcli.plan.case import Case
from hrcli.rules.rule import ADVICE, ERROR, WARNING, Hit, rule

REVIEW = "DrugNet, Harm Reduction: problem-solving step 7 (a review date set with the client)"
FORMAT = "hrcli: file format"

GRACE = 3  # days: a review falls on a working day


def _hit(case: Case, key: str, message: str, todo: str, at_key: bool = False) -> Iterator[Hit]:
    """A hit at one key of the plan's review."""
    yield Hit(case.plan_file, ("review", key), message, todo, at_key)


def _unknown_to_plan(case: Case) -> date | None:
    """The day of a held review that the plan does not know of yet; None where it knows all."""
    held, last = [held for held in case.held if held <= case.today], case.plan.review.last
    return held[-1] if held and (last is None or held[-1] > last) else None


def _before_opened(case: Case) -> bool:
    planned, opened = case.plan.review.next, case.plan.opened
    return bool(planned and opened and planned < opened)


def _not_after_last(case: Case) -> bool:
    planned, last = case.plan.review.next, case.plan.review.last
    return bool(planned and last and planned <= last)


@rule(
    "REV01",
    "review-date-missing",
    ERROR,
    fixed=True,
    source=REVIEW,
    finds="An open plan without the date of its next review.",
    why="Without a date nothing is ever overdue, and the case is lost in silence.",
    example="""
    review:
      every: 4 weeks
    """,
    better="""
    review:
      next: 2026-03-09
      every: 4 weeks
    """,
)
def _review_date_missing(case: Case) -> Iterator[Hit]:
    if not case.plan.review.said:
        yield from _hit(
            case,
            "next",
            "There is no date for the next review, so nothing will call this case back.",
            "Agree a day with the client and write it as next under review.",
            at_key=True,
        )


@rule(
    "REV02",
    "review-overdue",
    WARNING,
    source=REVIEW,
    finds="A review whose day has passed.",
    why=(
        "Whether the harms grew smaller, and whether new ones came, shows only when somebody looks."
    ),
    example="""
    # today is 2026-02-09
    review:
      next: 2026-02-02
    """,
    better="""
    # today is 2026-02-09
    review:
      next: 2026-02-16
    """,
)
def _review_overdue(case: Case) -> Iterator[Hit]:
    planned = case.plan.review.next
    explained = _before_opened(case) or _not_after_last(case) or _unknown_to_plan(case)
    if planned and planned < case.today and not explained:
        yield from _hit(
            case,
            "next",
            "The review is overdue.",
            "Hold it and record it (hrcli review), or agree a new next with the client.",
        )


@rule(
    "REV03",
    "review-before-opened",
    ERROR,
    source=FORMAT,
    finds="A review, planned or held, before the day the case was opened.",
    why="One of the two dates is a slip, and what is due hangs on it.",
    example="""
    opened: 2026-01-12
    review:
      next: 2025-03-09
    """,
    better="""
    opened: 2026-01-12
    review:
      next: 2026-03-09
    """,
)
def _review_before_opened(case: Case) -> Iterator[Hit]:
    if _before_opened(case):
        yield from _hit(
            case,
            "next",
            "The next review lies before the day the case was opened.",
            "Correct next under review, or opened.",
        )
    for review in case.reviews:
        held = review.held_on
        if held and case.plan.opened and held < case.plan.opened:
            yield Hit(
                review.file,
                ("held_on",),
                "This review was held before the day the case was opened.",
                "Correct held_on here, or opened in the plan.",
            )


@rule(
    "REV04",
    "review-not-after-last-held",
    ERROR,
    source=FORMAT,
    finds="A next review on or before the day the last one was held.",
    why="The date was not moved on after the review, so the next one is missing.",
    example="""
    review:
      last: 2026-02-09
      next: 2026-02-09
    """,
    better="""
    review:
      last: 2026-02-09
      next: 2026-03-09
    """,
)
def _review_not_after_last_held(case: Case) -> Iterator[Hit]:
    if _not_after_last(case):
        yield from _hit(
            case,
            "next",
            "The next review is no later than the last one that was held.",
            "Agree a new day with the client and write it as next.",
        )


@rule(
    "REV05",
    "review-unfinished",
    WARNING,
    whole=True,
    source=FORMAT,
    finds="A held review that is newer than the plan's last.",
    why=(
        "Saving it was cut short, or it was put here by hand: the plan still shows the old "
        "numbers and the old date."
    ),
    example="""
    # reviews/2026-02-09-k7fw.yaml was held
    review:
      last: 2026-01-12
    """,
    better="""
    # reviews/2026-02-09-k7fw.yaml was held
    review:
      last: 2026-02-09
    """,
)
def _review_unfinished(case: Case) -> Iterator[Hit]:
    if _unknown_to_plan(case):
        yield from _hit(
            case,
            "last",
            "A review was held that the plan does not know of yet.",
            "Run hrcli review for this case again to finish it, or write the day it was held as "
            "last and agree a new next.",
            at_key=True,
        )


@rule(
    "REV06",
    "review-interval-missing",
    ADVICE,
    source=REVIEW,
    finds="A plan that does not say how often it is reviewed.",
    why="The interval is what the next date is counted by, from the day a review was held.",
    example="""
    review:
      next: 2026-03-09
    """,
    better="""
    review:
      next: 2026-03-09
      every: 4 weeks
    """,
)
def _review_interval_missing(case: Case) -> Iterator[Hit]:
    if not said(case.plan.data, "review", "every") and not case.settings.review_by_degree:
        yield from _hit(
            case,
            "every",
            "The plan does not say how often it is looked at again.",
            "Add every under review, such as 4 weeks.",
            at_key=True,
        )


@rule(
    "REV07",
    "review-date-beyond-interval",
    ADVICE,
    source=REVIEW,
    finds=(
        "A next review more than three days later than one interval after the last review, or "
        "after the opening."
    ),
    why="A date that slips once tends to slip again; either the date or the interval is off.",
    example="""
    opened: 2026-01-12
    review:
      next: 2026-06-08
      every: 4 weeks
    """,
    better="""
    opened: 2026-01-12
    review:
      next: 2026-02-09
      every: 4 weeks
    """,
)
def _review_date_beyond_interval(case: Case) -> Iterator[Hit]:
    review = case.plan.review
    counted_from = max((*case.held, *filter(None, (review.last, case.plan.opened))), default=None)
    if review.next is None or counted_from is None:
        return
    latest = review_after(case, counted_from)
    if latest and (review.next - latest).days > GRACE:
        yield from _hit(
            case,
            "next",
            "The next review lies further off than the interval under every.",
            "Agree an earlier next, or a longer every if that is what was meant.",
        )


@rule(
    "REV08",
    "review-in-the-future",
    ERROR,
    source=FORMAT,
    finds="A review that was held on a day still to come.",
    why="It hides that the review of today is still open.",
    example="""
    # today is 2026-02-09
    held_on: 2026-12-09
    """,
    better="""
    # today is 2026-02-09
    held_on: 2026-02-09
    """,
)
def _review_in_the_future(case: Case) -> Iterator[Hit]:
    for review in case.reviews:
        held = review.held_on
        if held and held > case.today:
            yield Hit(
                review.file,
                ("held_on",),
                "This review was held on a day that is still to come.",
                "Correct held_on; a review that is planned stands as next in the plan.",
            )


@rule(
    "REV09",
    "review-not-set-with-client",
    ADVICE,
    draft=None,
    source=REVIEW,
    finds="A next review that was not agreed with the client.",
    why="Setting the day together is part of the method: it is the client's review too.",
    example="""
    review:
      next: 2026-03-09
    """,
    better="""
    review:
      next: 2026-03-09
      set_with_client: true
    """,
)
def _review_not_set_with_client(case: Case) -> Iterator[Hit]:
    if case.plan.review.said and not case.plan.review.set_with_client:
        yield from _hit(
            case,
            "set_with_client",
            "The next review was not set together with the client, as far as the plan says.",
            "Agree the day with the client and write set_with_client: true.",
            at_key=True,
        )


@rule(
    "REV10",
    "review-after-closing",
    WARNING,
    draft=None,
    closed=True,
    source=REVIEW,
    finds="A closed plan with a next review later than the day it was closed.",
    why=(
        "Nothing is due in a closed case. Where one copy of the plan was closed while a review "
        "was held in another, a line-by-line merge silences the next one."
    ),
    example="""
    status: closed
    closed: {date: 2026-02-09}
    review: {next: 2026-03-09}
    """,
    better="""
    status: closed
    closed: {date: 2026-02-09}
    review: {next: null}
    """,
)
def _review_after_closing(case: Case) -> Iterator[Hit]:
    planned = case.plan.review.next
    closed_on = case.plan.closed.date
    if case.plan.status == "closed" and planned and (closed_on is None or planned > closed_on):
        yield from _hit(
            case,
            "next",
            "A review is planned for a day after the plan was closed; nothing will call it back.",
            "Where the work goes on, re-open the case: hrcli reopen. Where it has ended, write "
            "next: null.",
        )
