"""The one gate: through it goes whatever makes a plan or a goal active, whichever way it is tried.

Agreeing is the way that is meant; setting a status, an editor, a new item, a new case and
re-opening lead to the same place, and so are held against the same rules. What a hand writes into a
file meets them in the check.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from hrcli.finding import Finding
from hrcli.plan.case import Case
from hrcli.plan.plan import Plan
from hrcli.rules.engine import examine

AGREEMENT = ("date", "by", "digest")
"""What of an agreement is new where somebody agrees anew."""

HARMS = ("HRM04", "HRM05", "HRM06", "HRM09", "HRM10", "HRM12", "HRM13", "HRM14")
DANGEROUS = ("R-", "DNH", "CHI", "ASK", *HARMS)
"""How the codes of rules begin that speak of a danger; what the others find is unfinished."""

UNFINISHED = ("DNH04", "CHI11", "CHI12")
"""Of those the ones that find something left undone all the same."""

UNASKED, ASKED_EARLY = "ASK", "asked_early"
"""How the codes begin that speak of what nobody has asked yet, and the step that asks it."""


class Open(NamedTuple):
    """What is still open in a plan that may become active."""

    dangerous: tuple[Finding, ...]  # those set aside by a waiver are open all the same
    unfinished: tuple[Finding, ...]


def opens(now: Plan | None, then: Plan) -> bool:
    """Whether a change from `now` (None: there was no plan) to `then` makes anything active.

    That is the plan, one of its goals or what a goal does, or an agreement; in a closed plan
    nothing is active.
    """
    if then.status == "closed":
        return False
    activated = then.status == "active" and (now is None or now.status != "active")
    goals = Counter(_active(then)) - Counter(_active(now) if now and now.open else ())
    return activated or bool(goals) or _agrees_anew(now, then) or _does_more(now, then)


def _does_more(now: Plan | None, then: Plan) -> bool:
    """Whether a goal that is active already gets a word for something it did not do before."""
    before = {goal.id: goal.intervention for goal in now.goals} if now else {}
    active = (goal for goal in then.goals if goal.status == "active")
    return any(set(it.intervention) - set(before.get(it.id, it.intervention)) for it in active)


def _active(plan: Plan) -> list[str]:
    return [goal.id for goal in plan.goals if goal.status == "active"]


def _agrees_anew(now: Plan | None, then: Plan) -> bool:
    before = now.agreed.data if now else {}
    after = then.agreed.data
    return bool(after) and any(after.get(key) != before.get(key) for key in AGREEMENT)


def in_the_way(then: Case) -> list[Finding]:
    """What keeps a plan from becoming active as it would be: the errors nobody has set aside."""
    return [finding for finding in examine(then) if finding.blocks]


def still_open(then: Case) -> Open:
    """What is no error and open in a plan as it would be, the heaviest first; what only agreeing
    asks is among it.
    """
    every = sorted(examine(then, agreeing=True), key=lambda finding: finding.heaviness)
    found = [finding for finding in every if not finding.blocks]
    dangerous = tuple(it for it in found if _is_danger(it))
    unfinished = tuple(it for it in found if not _is_danger(it) and not it.waived)
    return Open(dangerous, unfinished)


def dangerous(case: Case, findings: Iterable[Finding]) -> list[Finding]:
    """Those of the findings about a case that speak of a danger and are open.

    What a draft is going to be asked anyway counts once that question was left for later.
    """
    told = (it for it in findings if _is_danger(it) and not it.waived)
    left = {it.step for it in case.plan.not_now}
    to_come = case.plan.status == "draft" and ASKED_EARLY not in left
    return [it for it in told if not (to_come and it.code.startswith(UNASKED))]


def _is_danger(finding: Finding) -> bool:
    return finding.code.startswith(DANGEROUS) and finding.code not in UNFINISHED
