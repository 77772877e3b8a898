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

KIND = "sha256:"
PIECE = 16
"""Signs of each goal's own fingerprint; a plan's is made of those of its open goals."""


class Outdated(NamedTuple):
    """What no longer stands as it was agreed."""

    goals: tuple[Goal, ...]  # open, and new or worded anew since
    gone: bool  # a goal that was agreed to stands in the plan no more


def fingerprint(goal: Data) -> str:
    """The fingerprint of one goal: of its id, its harms, what it does, and its five letters."""
    agreed = {
        "id": goal.get("id"),
        "for": sorted(words(goal, "for")),
        "intervention": sorted(words(goal, "intervention")),
        "specific": goal.get("specific"),
        "meaningful": goal.get("meaningful"),
        "assessable": goal.get("assessable"),
        "realistic": group(goal, "realistic").get("because"),
        "timed": goal.get("timed"),
    }
    written = json.dumps(_bare(agreed), sort_keys=True, ensure_ascii=True)
    return hashlib.sha256(written.encode("ascii")).hexdigest()[:PIECE]


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
    now = {goal.path: fingerprint(goal.data) for goal in plan.goals}
    new = [goal for goal in plan.goals if now[goal.path] not in agreed]
    missing = agreed.difference(now.values())
    return Outdated(tuple(goal for goal in new if goal.open), len(missing) > len(new))
