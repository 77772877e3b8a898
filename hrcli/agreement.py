"""What client and worker agreed to: the fingerprint of the goals, and what agreeing changes.

The fingerprint holds the wording that was agreed and nothing else: how far a goal has come, what
is done for it and how the file is laid out never touch it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from hrcli import schema
from hrcli.amend import Change
from hrcli.plan import FACTORS, Case, Goal, Plan, group, items, said, text, words

KIND = "sha256:"
PIECE = 16
"""Signs of each goal's own fingerprint; a plan's is made of those of its open goals."""


class Outdated(NamedTuple):
    """What no longer stands as it was agreed."""

    goals: tuple[Goal, ...]  # open, and new or worded anew since
    gone: bool  # a goal that was agreed to stands in the plan no more


def fingerprint(goal: Mapping[str, Any]) -> str:
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


def _bare(value: Any) -> Any:
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
    kept = text(group(plan.data, "agreed"), "digest")
    if not kept.startswith(KIND):
        return Outdated((), False)
    signs = kept.removeprefix(KIND)
    agreed = {signs[start : start + PIECE] for start in range(0, len(signs), PIECE)}
    now = {goal.path: fingerprint(goal.data) for goal in plan.goals}
    new = [goal for goal in plan.goals if now[goal.path] not in agreed]
    missing = agreed.difference(now.values())
    return Outdated(tuple(goal for goal in new if goal.open), len(missing) > len(new))


def agreeing(
    case: Case, by: Sequence[str], not_because: str | None, chosen: Collection[str] = ()
) -> list[Change]:
    """What changes when the people named in `by` agree today.

    The goals in `chosen` (ids; none: all that are proposed) and the plan become active, and what
    has no first numbers yet gets them.
    """
    plan, today = case.plan, case.today.isoformat()
    changes = [
        Change((*goal.path, "status"), "active")
        for goal in plan.goals
        if goal.status == "proposed" and (not chosen or goal.id in chosen)
    ]
    changes += _baselines(case)
    quality = group(plan.data, "quality_of_life")
    if said(quality, "baseline") and not said(quality, "on_date"):
        changes.append(Change(("quality_of_life", "on_date"), today))
    if plan.status != "active":
        changes.append(Change(("status",), "active"))
    agreed = {"date": today, "by": list(by), "not_because": not_because, "digest": digest(plan)}
    return changes + _agreed(plan, {key: it for key, it in agreed.items() if it})


def _agreed(plan: Plan, new: dict[str, Any]) -> list[Change]:
    """The agreement itself: key by key, so that comments beside it stay, where that will do."""
    old = group(plan.data, "agreed")
    if not old or set(old) - set(new):
        return [Change(("agreed",), new)]
    return [Change(("agreed", key), it) for key, it in new.items()]


def _baselines(case: Case) -> Iterator[Change]:
    """The first numbers of every harm that has none yet and was in no review so far."""
    reviewed = {text(item, "id") for file in case.reviews for _, item in items(file.data, "harms")}
    for harm in case.plan.harms:
        numbers = {key: harm.data.get(key) for key in FACTORS}
        known = {key: it for key, it in numbers.items() if it is not None}
        if known and not said(harm.data, "baseline") and harm.id not in reviewed:
            path, first = (*harm.path, "baseline"), {"date": case.today.isoformat(), **known}
            yield Change(path, schema.in_order("plan", path, first))
