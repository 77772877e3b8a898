"""What closing a case changes in its plan, and opening it again."""

from __future__ import annotations

from datetime import date

from hrcli.dates import spoken, what_to_write
from hrcli.document.data import Data, Value
from hrcli.errors import WrongCommand
from hrcli.folding import meant
from hrcli.method.reviewing import proposed
from hrcli.plan import schema
from hrcli.plan.case import Case
from hrcli.plan.changes import Change


def ending(answers: Data) -> str:
    """How it ended, in the schema's word for it. Raises WrongCommand where that is not said."""
    known = schema.words_at("plan", ("closed", "outcome"))
    word = schema.as_word(str(answers.get("outcome") or ""))
    if word not in known:
        todo = f"{meant(word, known)}Give --outcome with one of: {', '.join(known)}"
        raise WrongCommand("How it ended is not said.", "hrcli close", todo)
    return word


def closing(case: Case, outcome: str, because: Value) -> list[Change]:
    """What closing changes: the status, when and why it ended, and that no review is planned.

    Goals stay as they stand.
    """
    closed = {"date": case.today.isoformat(), "outcome": outcome, "because": because}
    known = {key: value for key, value in closed.items() if value}
    changes = [Change(("closed",), known), Change(("status",), "closed")]
    return changes + [Change(("review", "next"), None)] * case.plan.review.said


def first_review(case: Case, typed: str | None) -> date:
    """The first review after re-opening: on the day that was typed, else counted from today.

    Raises WrongCommand for what is no day to come.
    """
    if not typed:
        return proposed(case, case.today)
    days = spoken(typed, case.today, locale=case.settings.locale)
    if len(days) != 1 or days[0] < case.today:
        past = "Write a day from today on." if len(days) == 1 else ""
        todo = past or what_to_write(days, case.today)
        raise WrongCommand("This is no day for a review.", "hrcli reopen --review", todo)
    return days[0]


def reopening(case: Case, review: date, as_draft: bool = False) -> list[Change]:
    """What re-opening changes: active again, with a day for the next review.

    As a draft it has to be agreed on anew, and so have the goals that were active.
    """
    status = "draft" if as_draft else "active"
    changes = [Change(("status",), status), Change(("review", "next"), review.isoformat())]
    active = [goal for goal in case.plan.goals if as_draft and goal.status == "active"]
    changes += [Change((*goal.path, "status"), "proposed") for goal in active]
    if "closed" in case.plan.data:
        changes.append(Change(("closed",), None))
    return changes
