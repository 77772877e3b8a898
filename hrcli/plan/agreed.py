"""What client and worker agreed to: the fingerprint of the goals.

The fingerprint holds the wording that was agreed and nothing else: how far a goal has come, what
is done for it and how the file is laid out never touch it.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any, NamedTuple

from hrcli.document.data import Data, Value, group, words
from hrcli.plan.plan import Goal, Plan

KIND = "goals:"
NAME = 8
PIECE = 16
"""Signs of each goal's own fingerprint, those of its id first; a plan's is made of those of its
open goals."""


class Outdated(NamedTuple):
    """What no longer stands as it was agreed."""

    goals: tuple[Goal, ...]  # open, and new or worded anew since
    gone: bool  # a goal that was agreed to stands in the plan no more

    @property
    def stands(self) -> bool:
        """Whether what was agreed is still what the plan says."""
        return not self.goals and not self.gone


def fingerprint(goal: Data) -> str:
    """The fingerprint of one goal: of its id, then of its harms, what it does, its five letters."""
    agreed = {
        "for": sorted(words(goal, "for")),
        "intervention": sorted(words(goal, "intervention")),
        "specific": goal.get("specific"),
        "meaningful": goal.get("meaningful"),
        "assessable": goal.get("assessable"),
        "realistic": group(goal, "realistic").get("because"),
        "timed": goal.get("timed"),
    }
    return _signs(goal.get("id"), NAME) + _signs(agreed, PIECE - NAME)


def _signs(value: Value, count: int) -> str:
    written = json.dumps(_bare(value), sort_keys=True, ensure_ascii=True)
    return hashlib.sha256(written.encode("ascii")).hexdigest()[:count]


def _bare(value: Value) -> Any:
    """`value` without what only layout makes different: blanks, empty keys, 4.0 beside 4."""
    if isinstance(value, dict):
        inner = {key: _bare(it) for key, it in value.items()}
        return {key: it for key, it in inner.items() if it not in (None, "", [], {})}
    if isinstance(value, list):
        return [_bare(it) for it in value]
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return " ".join(value.split()) if isinstance(value, str) else value


def digest(plan: Plan) -> str:
    """The fingerprint of all proposed and active goals, in whatever order they stand."""
    return KIND + "".join(sorted(fingerprint(goal.data) for goal in plan.open_goals))


def outdated(plan: Plan) -> Outdated:
    """What has changed since the agreement; nothing where it carries no fingerprint.

    A goal that has ended since was agreed to all the same.
    """
    kept = plan.agreed.digest
    if not kept.startswith(KIND):
        return Outdated((), False)
    signs = kept.removeprefix(KIND)
    agreed = {signs[start : start + PIECE] for start in range(0, len(signs), PIECE)}
    new = tuple(goal for goal in plan.open_goals if fingerprint(goal.data) not in agreed)
    there = {fingerprint(goal.data)[:NAME] for goal in plan.goals}
    return Outdated(new, any(sign[:NAME] not in there for sign in agreed))
