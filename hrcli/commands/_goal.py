"""From an idea that was chosen to the goal that it becomes."""

from __future__ import annotations

from typing import Any

from hrcli.commands import _prompts
from hrcli.commands._desk import Desk, draw
from hrcli.commands._saving import Saving
from hrcli.finding import Path
from hrcli.method import new_item, offering
from hrcli.method.facts import holds_named
from hrcli.method.interview import Interview
from hrcli.method.steps import without_goal
from hrcli.plan.case import Case
from hrcli.plan.plan import Option

GOALS: Path = ("goals",)
FROM_THE_OPTION = ("for", "option")
ABOUT_THE_USE = ("intervention", "lowers_use")
UNDER_ORDER = "passed_on"
"""The facts beside which a goal may be somebody else's, although the client chose it."""


def make(desk: Desk, case: Case, option: Option) -> None:
    """At the terminal ask for the goal that an option becomes, where its harms have none yet.

    What is known of it from the option is not asked; where nothing else is said, there is none.
    """
    harms = [harm.id for harm in without_goal(case.plan) if harm.id in option.harms]
    if not harms:
        return
    draft = _prompts.draft_name("add", case.id, "goal", option.id)
    session = _prompts.interview(desk, draft, case.plan.data)
    offering.offer(session, case, GOALS)
    session.tell(f"\nMake {option.id} a goal, for {', '.join(harms)}.")
    for key, answer in zip(FROM_THE_OPTION, (harms, option.id), strict=True):
        session.known.setdefault(f"goals.0.{key}", answer)
    if not holds_named(case, UNDER_ORDER):  # else whose it is, is a question
        session.known.setdefault("goals.0.origin", "client")
    answers = session.walk(lambda: _asked(session))
    saving = Saving(desk, case.id, False, draft)
    if not offering.says_more(case, answers):
        saving.drop_drafts()
        return
    saving.save(
        case,
        lambda now: new_item.adding_each(now, GOALS, [answers], "g", draw),
        new_at=lambda now: new_item.behind(GOALS, now.plan),
    )
    saving.tell(f"Saved the goal in {case.id}. What comes next: hrcli next {case.id[:4]}")


def _asked(session: Interview) -> dict[str, Any]:
    """The goal in its letters, and what it does about the use; agreeing asks what is in place."""
    session.brief = True
    at = (*GOALS, 0)
    answers = session.item(at)
    for key in ABOUT_THE_USE:
        if session.makes_sense((*at, key)):
            answers[key] = session.value((*at, key))
    return {key: answer for key, answer in answers.items() if answer is not None}
