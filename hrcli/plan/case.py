"""A case: its plan, its reviews and events in their order, the settings and the day."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import wraps
from typing import Any, NamedTuple, TypeVar

from hrcli.dates import day
from hrcli.document.data import group, text, words
from hrcli.document.document import Document
from hrcli.plan.plan import Dated, Plan, dated, lead_days, plan_of

Asked = TypeVar("Asked")
Value = TypeVar("Value")


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
        off_records=dated(rules, "switched_off", "rule", "until"),
        language_profile=text(rules, "language_profile") or default.language_profile,
        calendar_ids=data.get("calendar_ids") is True,
        commit=data.get("commit") is True,
    )
