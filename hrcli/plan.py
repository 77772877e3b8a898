"""A case as the rest of hrcli sees it: typed facts with the place each was read from.

Building never fails: what has the wrong shape counts as not said, and the schema speaks of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import wraps
from typing import Any, NamedTuple, TypeGuard, TypeVar

from hrcli.dates import day
from hrcli.document import Document
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

Asked = TypeVar("Asked")
Value = TypeVar("Value")


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


class File(NamedTuple):
    """A file of a case with its name inside the case folder (`reviews/2026-02-09-k7fw.yaml`)."""

    name: str
    document: Document

    @property
    def data(self) -> Mapping[str, Any]:
        return self.document.data if isinstance(self.document.data, dict) else {}

    @property
    def own_name(self) -> str:
        """The name without the folder: `2026-02-09-k7fw.yaml`."""
        return self.name.rpartition("/")[2]


class Settings(NamedTuple):
    """What hrcli.yaml says that rules and commands read, and the agency's own knowledge."""

    worker: str = ""
    locale: str = "en"
    region: str = ""
    review_every: str = "4 weeks"
    key_harms: tuple[str, ...] = ()
    rules_off: tuple[str, ...] = ()
    remind: tuple[int, ...] = ()
    off_records: tuple[Dated, ...] = ()  # rules switched off with a reason and an end
    knowledge: tuple[tuple[str, bytes], ...] = ()  # the caseload's knowledge/*.yaml, unread
    language_profile: str = "clinical"
    calendar_ids: bool = False  # whether a calendar may name the case
    commit: bool = False  # whether every change goes into git's history at once


class Case(NamedTuple):
    """Everything a rule may see of one case; reviews and events in the order of their dates."""

    id: str
    plan_file: File
    plan: Plan
    reviews: tuple[File, ...]
    events: tuple[File, ...]
    settings: Settings
    today: date
    whole: bool  # False where only a single file is known, so that case-wide rules stay silent
    earlier: tuple[File, ...] = ()  # the plan as it stood before re-plans; read to check its shape
    foreign: tuple[str, ...] = ()  # YAML files in its folder that nothing reads
    stubs: tuple[str, ...] = ()  # what a folder service left in the place of a record

    @property
    def held(self) -> tuple[date, ...]:
        """The days on which reviews were held, oldest first (a corrected review keeps its day)."""
        days = (day(review.data.get("held_on")) for review in self.reviews)
        return tuple(sorted(held for held in days if held))

    @property
    def standing(self) -> tuple[File, ...]:
        """The reviews that count: all but those whose place another has taken (`corrects`)."""
        return _standing(self.reviews)

    @property
    def standing_events(self) -> tuple[File, ...]:
        """The events that count, in the same way."""
        return _standing(self.events)

    def with_plan(self, document: Document) -> Case:
        """The case as it would be with this plan."""
        file = File(self.plan_file.name, document)
        return self._replace(plan_file=file, plan=plan_of(document.data))

    @property
    def files(self) -> Iterator[tuple[str, File]]:
        """Every file of the case, with the kind its place in the folder makes it."""
        yield "plan", self.plan_file
        for review in self.reviews:
            yield "review", review
        for event in self.events:
            yield "event", event
        for plan in self.earlier:
            yield "plan", plan


def _standing(files: tuple[File, ...]) -> tuple[File, ...]:
    ring = in_a_ring(files)
    replaced = {text(file.data, "corrects") for file in files if file.own_name not in ring}
    return tuple(file for file in files if file.own_name not in replaced)


def in_a_ring(files: tuple[File, ...]) -> frozenset[str]:
    """The names of files that correct each other in turn, or themselves: none takes a place."""
    corrects = {file.own_name: text(file.data, "corrects") for file in files}
    found = set()
    for name in corrects:
        follower = corrects[name]
        for _ in corrects:
            if follower == name:
                found.add(name)
            follower = corrects.get(follower, "")
    return frozenset(found)


def remembered(work: Callable[[Asked], Value]) -> Callable[[Asked], Value]:
    """`work`, done once for the case or plan that many rules ask about in a row.

    Only the last answer is kept, for the very same object; it must be one to read many times.
    """
    last: tuple[Asked, Value] | None = None

    @wraps(work)
    def asked(about: Asked) -> Value:
        nonlocal last
        known = last
        if known is None or known[0] is not about:
            last = known = about, work(about)
        return known[1]

    return asked


def text(data: Mapping[str, Any], key: str) -> str:
    """The text at `key`, empty where there is none."""
    value = data.get(key)
    return value if isinstance(value, str) else ""


def words(data: Mapping[str, Any], key: str) -> tuple[str, ...]:
    """The words at `key`, be it one word or a list of them."""
    value = data.get(key)
    if isinstance(value, str):
        return (value,)
    return tuple(item for item in value if isinstance(item, str)) if isinstance(value, list) else ()


def group(data: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    """The keys below `key`, none where it holds something else."""
    value = data.get(key)
    return value if isinstance(value, dict) else {}


def said(data: Mapping[str, Any], *keys: str) -> bool:
    """Whether something stands at the end of `keys`; 0 and false are answers, empty ones not."""
    for key in keys[:-1]:
        data = group(data, key)
    value = data.get(keys[-1])
    return value is not None and value not in ("", [], {})


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


def items(data: Mapping[str, Any], key: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """The entries of the list at `key` that have keys of their own, with their positions."""
    value = data.get(key)
    for position, item in enumerate(value if isinstance(value, list) else ()):
        if isinstance(item, dict):
            yield position, item


def is_number(value: Any) -> TypeGuard[int | float]:
    """Whether a value is a number; true and false are none."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def whole_number(data: Mapping[str, Any], key: str) -> int | None:
    """The whole number at `key` (8.0 is one too); 0 is an answer, None is not asked."""
    value = data.get(key)
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


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


def _dated(data: Mapping[str, Any], key: str, name: str, when: str) -> tuple[Dated, ...]:
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
        flags=_dated(data, "flags", "flag", "review_by"),
        consents=_dated(data, "consents", "id", "expires"),
        waivers=_dated(data, "waivers", "rule", "until"),
        none_seen=words(data, "none_seen"),
        review=ReviewDates(
            day(said), text(review, "every"), day(review.get("last")), said is not None
        ),
        remind=lead_days(data),
    )


def settings_of(data: Any) -> Settings:
    """The settings in the data of a hrcli.yaml; what is not said keeps its default."""
    data = data if isinstance(data, dict) else {}
    rules = group(data, "rules")
    default = Settings()
    return Settings(
        worker=text(data, "worker"),
        locale=text(data, "locale") or default.locale,
        region=text(data, "region"),
        review_every=text(data, "review_every") or default.review_every,
        key_harms=words(data, "key_harms"),
        rules_off=words(rules, "switched_off"),
        remind=lead_days(data),
        off_records=_dated(rules, "switched_off", "rule", "until"),
        language_profile=text(rules, "language_profile") or default.language_profile,
        calendar_ids=data.get("calendar_ids") is True,
        commit=data.get("commit") is True,
    )
