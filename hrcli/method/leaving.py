"""Leaving a step of the method for later: with a reason, and a day on which it is open again."""

from __future__ import annotations

from hrcli.dates import day
from hrcli.document.data import Data, length_at
from hrcli.errors import WrongCommand
from hrcli.finding import Path
from hrcli.method.interview import Interview
from hrcli.method.next_review import next_review
from hrcli.method.steps import Next
from hrcli.plan.case import Case
from hrcli.plan.changes import Change
from hrcli.plan.plan import Plan

NOT_NOW: Path = ("not_now",)
BECAUSE, UNTIL = "because", "until"
BEHIND_TODAY = "The day on which it is looked at again lies behind today."


def need_may_wait(case: Case, following: Next | None) -> Next:
    """What comes next, where it may be left. Raises WrongCommand where it may not."""
    if following is None or not following.may_wait:
        todo = f"See what comes next, and why: hrcli next {case.id[:4]}"
        raise WrongCommand("This step cannot be left for later.", "hrcli next --not-now", todo)
    return following


def place(plan: Plan, left: Next) -> Path:
    """Where it is written down that this step waits: over what was said of it before."""
    for it in plan.not_now:
        if (it.step, it.item) == (left.step, left.item.id):
            return it.path
    return (*NOT_NOW, length_at(plan.data, NOT_NOW))


def leaving(case: Case, left: Next, answers: Data) -> list[Change]:
    """What leaving a step changes. Raises WrongCommand without a reason and a day to come."""
    until = day(answers.get(UNTIL))
    if set(answers) != {BECAUSE, UNTIL} or until is None:
        todo = "Give because and until alone, such as: {because: .., until: 2026-04-01}"
        raise WrongCommand("A step that waits needs a reason and a day.", "--from", todo)
    if until <= case.today:
        todo = "Name a day to come; until then the step is left."
        raise WrongCommand(BEHIND_TODAY, UNTIL, todo)
    about = {"item": left.item.id} if left.item.id else {}
    entry = {"step": left.step, **about, BECAUSE: answers[BECAUSE], UNTIL: until.isoformat()}
    return [Change(place(case.plan, left), entry)]


def asked(session: Interview, case: Case) -> Data:
    """Ask why it waits, and until when, where the next review is likely; empty where one of the two
    is left open.
    """
    today, review = case.today, next_review(case)
    because = session.value((*NOT_NOW, 0, BECAUSE))
    if because is None:
        return {}
    at = (*NOT_NOW, 0, UNTIL)
    if review and review > today:
        session.offer(at, review.isoformat())
    until = session.value(at)
    while until is not None and (day(until) or today) <= today:
        session.tell(f"  {BEHIND_TODAY}")
        until = session.again(at)
    return {BECAUSE: because, UNTIL: until} if until else {}
