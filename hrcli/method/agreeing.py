"""What changes when client and worker agree."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from hrcli.document.data import group, items, said, text
from hrcli.plan import schema
from hrcli.plan.agreed import digest
from hrcli.plan.case import Case
from hrcli.plan.changes import Change
from hrcli.plan.plan import FACTORS, Plan


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
