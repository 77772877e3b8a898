"""What is likely said about a new item, offered for Enter to take: nothing is written by itself."""

from __future__ import annotations

from hrcli.document.data import Data
from hrcli.finding import Path
from hrcli.method.interview import Interview
from hrcli.method.steps import without_goal
from hrcli.plan.case import Case
from hrcli.plan.plan import Option

GOALS: Path = ("goals",)
TAKEN = "chosen"
CLIENT = {"actions": "who", "functions": "said_by"}
"""In which lists the client is the likely answer, and to which question."""


def offer(session: Interview, case: Case, at: Path) -> None:
    """Offer what the plan says already about one more item in the list at `at`."""
    if at == GOALS:
        _offer_goal(session, case)
    elif at[-1] in CLIENT:
        session.offer((*at, 0, CLIENT[str(at[-1])]), "client")


def _offer_goal(session: Interview, case: Case) -> None:
    """The option that was chosen and has no goal yet, what it is about, and the next review; else
    the first harm to work on that no goal is for.
    """
    option = _waiting(case)
    if option:
        session.offer((*GOALS, 0, "option"), option.id)
        session.offer((*GOALS, 0, "specific"), option.what)
    lacking = [harm.id for harm in without_goal(case.plan) if harm.id]
    harms = option.harms if option and option.harms else lacking[:1]
    if harms:
        session.offer((*GOALS, 0, "for"), ", ".join(harms))
    following = case.plan.review.next
    if following and following > case.today:
        session.offer((*GOALS, 0, "timed", "by"), following.isoformat())


def says_more(case: Case, goal: Data) -> bool:
    """Whether the answers about a new goal hold more than what Enter alone takes."""
    option = _waiting(case)
    words = option.what if option else ""
    own = {key for key, answer in goal.items() if answer != words or key != "specific"}
    return bool(own - {"for", "option", "timed", "origin"})


def _waiting(case: Case) -> Option | None:
    """The option that was chosen last of those from which no goal grew."""
    grown = {goal.option for goal in case.plan.goals}
    chosen = [it for it in case.plan.options if it.state == TAKEN and it.id and it.id not in grown]
    return chosen[-1] if chosen else None
