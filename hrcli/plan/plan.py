"""A plan as the rest of hrcli sees it: typed facts with the place each was read from.

Building never fails: what has the wrong shape counts as not said, and the schema speaks of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from hrcli.dates import day
from hrcli.document.data import group, items, said, text, whole_number, words
from hrcli.finding import Path

DOMAINS = ("liver", "lover", "livelihood", "law")
DEGREES = ("none", "mild", "moderate", "severe", "life_threatening")
"""The degrees of harm, the smallest first; an order, not a scale to reckon with."""

SERIOUS_DEGREES = DEGREES[3:]
FACTORS = ("importance", "confidence", "degree", "realistic")
"""What a harm is weighed by: the four of the problem-solving steps (DrugNet, Harm Reduction)."""

NOT_IN_USE = ("never", "stopped")
WANTS_LESS = ("stop", "cut_down")
FEW_OPTIONS = 3
"""As many options as a plan should have at least before one is chosen."""

ENDED_GOALS = ("achieved", "partly_achieved", "not_achieved", "set_aside")


class Harm(NamedTuple):
    """A harm the use brings; importance and confidence are the client's numbers, 0-10 or None."""

    path: Path
    id: str
    data: Mapping[str, Any]
    domain: str
    key_harm: str
    affects: tuple[str, ...]
    degree: str
    importance: int | None
    confidence: int | None
    realistic: str
    rank: int | None
    status: str

    @property
    def domains(self) -> tuple[str, ...]:
        """The area of life it lies in, and those it touches as well."""
        return self.domain, *words(self.data, "also")

    @property
    def resolved(self) -> bool:
        return self.status == "resolved"

    @property
    def reasons_serious(self) -> tuple[str, ...]:
        """Why this harm is pinned: its degree, a key harm, a child affected; empty if it is not."""
        reasons = [self.degree] if self.degree in SERIOUS_DEGREES else []
        if self.key_harm not in ("", "none"):
            reasons.append(self.key_harm)
        if "child" in self.affects:
            reasons.append("child affected")
        return tuple(reasons)

    @property
    def serious(self) -> bool:
        return bool(self.reasons_serious)


class Option(NamedTuple):
    """Something that could be done, for one harm or several."""

    path: Path
    id: str
    data: Mapping[str, Any]
    harms: tuple[str, ...]
    state: str


class Action(NamedTuple):
    """One step of a goal: who does it by when."""

    path: Path
    id: str
    data: Mapping[str, Any]
    by: date | None
    done_on: date | None
    set_aside_on: date | None
    when: str

    @property
    def open(self) -> bool:
        return self.done_on is None and self.set_aside_on is None


class Goal(NamedTuple):
    """A SMART goal: for which harms, by which option, until when."""

    path: Path
    id: str
    data: Mapping[str, Any]
    harms: tuple[str, ...]
    option: str
    uses: tuple[str, ...]
    status: str
    start: date | None
    by: date | None
    actions: tuple[Action, ...]

    @property
    def open(self) -> bool:
        """Proposed or active; a status nobody can read ends no goal, so that none gets lost."""
        return self.status not in ENDED_GOALS


class Dated(NamedTuple):
    """Something of a plan that comes due by itself: a flag, a consent, a waiver."""

    path: Path
    id: str
    data: Mapping[str, Any]
    on: date | None


class ReviewDates(NamedTuple):
    """When the plan is looked at again."""

    next: date | None
    every: str
    last: date | None
    said: bool  # whether something stands at review.next, be it a date or not


class Plan(NamedTuple):
    """One case's plan.yaml."""

    data: Mapping[str, Any]
    case: str
    status: str
    worker: str
    opened: date | None
    harms: tuple[Harm, ...]
    options: tuple[Option, ...]
    goals: tuple[Goal, ...]
    flags: tuple[Dated, ...]
    consents: tuple[Dated, ...]
    waivers: tuple[Dated, ...]
    none_seen: tuple[str, ...]
    review: ReviewDates
    remind: tuple[int, ...]

    @property
    def open(self) -> bool:
        """Not closed: somebody still has to look at it, whatever else its status says."""
        return self.status != "closed"

    @property
    def open_goals(self) -> tuple[Goal, ...]:
        """The goals that are proposed or active."""
        return tuple(goal for goal in self.goals if goal.open)

    @property
    def present_harms(self) -> tuple[Harm, ...]:
        """The harms that still call for attention."""
        return tuple(harm for harm in self.harms if not harm.resolved)


# The five letters of SMART, each with the key inside that carries it.
LETTERS = (
    ("specific",),
    ("meaningful",),
    ("assessable", "measure"),
    ("realistic", "because"),
    ("timed", "by"),
)


def missing_letters(goal: Goal) -> list[tuple[str, ...]]:
    """Which of the five letters a goal lacks; one of the wrong form is the schema's business."""
    return [part for part in LETTERS if _lacks(goal.data, part)]


def _lacks(goal: Mapping[str, Any], part: tuple[str, ...]) -> bool:
    if not said(goal, part[0]):
        return True
    inner = group(goal, part[0])
    return bool(inner) and len(part) > 1 and not said(inner, part[1])


QUESTIONS = ("relationship", "functions", "consequences", "services", "measures")
"""The five questions of "first, do no harm", as the plan calls them."""


def unanswered(plan: Plan) -> list[str]:
    """Which of the five questions have no answer yet."""
    return [key for key in QUESTIONS if not said(plan.data, "do_no_harm", key)]


def lead_days(data: Mapping[str, Any]) -> tuple[int, ...]:
    """The lead times of `remind: [14d, 0d]` in days."""
    typed = (word[:-1] for word in words(data, "remind") if word.endswith("d"))
    return tuple(int(days) for days in typed if days.isascii() and days.isdigit())


def _harm(position: int, data: Mapping[str, Any]) -> Harm:
    return Harm(
        ("harms", position),
        text(data, "id"),
        data,
        text(data, "domain"),
        text(data, "key_harm"),
        words(data, "affects"),
        text(data, "degree"),
        whole_number(data, "importance"),
        whole_number(data, "confidence"),
        text(data, "realistic"),
        whole_number(data, "rank"),
        text(data, "status"),
    )


def _option(position: int, data: Mapping[str, Any]) -> Option:
    path = ("options", position)
    return Option(path, text(data, "id"), data, words(data, "for"), text(data, "state"))


def _goal(position: int, data: Mapping[str, Any]) -> Goal:
    path: Path = ("goals", position)
    timed = group(data, "timed")
    actions = tuple(
        Action(
            (*path, "actions", index),
            text(action, "id"),
            action,
            day(action.get("by")),
            day(action.get("done_on")),
            day(action.get("set_aside_on")),
            text(action, "when"),
        )
        for index, action in items(data, "actions")
    )
    return Goal(
        path,
        text(data, "id"),
        data,
        words(data, "for"),
        text(data, "option"),
        words(data, "use"),
        text(data, "status"),
        day(timed.get("start")),
        day(timed.get("by")),
        actions,
    )


def dated(data: Mapping[str, Any], key: str, name: str, when: str) -> tuple[Dated, ...]:
    return tuple(
        Dated((key, index), text(item, name), item, day(item.get(when)))
        for index, item in items(data, key)
    )


def plan_of(data: Any) -> Plan:
    """The plan in the data of a plan.yaml, whatever shape they have."""
    data = data if isinstance(data, dict) else {}
    review = group(data, "review")
    said = review.get("next")
    return Plan(
        data=data,
        case=text(data, "case"),
        status=text(data, "status"),
        worker=text(data, "worker"),
        opened=day(data.get("opened")),
        harms=tuple(_harm(*item) for item in items(data, "harms")),
        options=tuple(_option(*item) for item in items(data, "options")),
        goals=tuple(_goal(*item) for item in items(data, "goals")),
        flags=dated(data, "flags", "flag", "review_by"),
        consents=dated(data, "consents", "id", "expires"),
        waivers=dated(data, "waivers", "rule", "until"),
        none_seen=words(data, "none_seen"),
        review=ReviewDates(
            day(said), text(review, "every"), day(review.get("last")), said is not None
        ),
        remind=lead_days(data),
    )
