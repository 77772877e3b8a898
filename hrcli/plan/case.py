"""A case: its plan, its reviews and events in their order, the settings and the day."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import wraps
from typing import NamedTuple, TypeAlias, TypeVar

from hrcli.document.data import Data, Value, group, keyed, text, words
from hrcli.document.document import Document
from hrcli.document.records import OnDemand, read_as
from hrcli.finding import Path
from hrcli.plan.plan import ClientSays, Plan, Waiver, lead_days, plan_of

Asked = TypeVar("Asked")
Answer = TypeVar("Answer")
Day: TypeAlias = date
Told = TypeVar("Told", "Review", "Event")
STAYS = ("detox_stay", "hospital_stay", "custody_stay")
"""The kinds of events that are a stay away from home."""


class File(NamedTuple):
    """A file of a case with its name inside the case folder (`reviews/2026-02-09-k7fw.yaml`)."""

    name: str
    document: Document

    @property
    def data(self) -> Data:
        return self.document.data if isinstance(self.document.data, dict) else {}

    @property
    def own_name(self) -> str:
        """The name without the folder: `2026-02-09-k7fw.yaml`."""
        return self.name.rpartition("/")[2]


NO_FILE = File("", Document(""))


class ReviewedHarm(NamedTuple):
    """What a review says about one harm."""

    path: Path
    data: Data
    id: str
    degree: str
    status: str


class ReviewedGoal(NamedTuple):
    """What a review says about one goal."""

    path: Path
    id: str
    status: str
    value: float | None
    gas_level: int | None
    note: str


class Review(OnDemand):
    """One held review; `file` is NO_FILE where its data stand in none, or not yet."""

    file: File
    held_on: date | None
    corrects: str
    with_: tuple[str, ...]
    harms: tuple[ReviewedHarm, ...]
    goals: tuple[ReviewedGoal, ...]
    quality_of_life: int | None
    alliance: int | None
    client_says: ClientSays
    next: date | None
    set_with_client: bool | None

    @property
    def written_on(self) -> str:
        """The day it was held as it is written, be it a day or not."""
        return text(self.data, "held_on")


class Supply(NamedTuple):
    """Something that was given out."""

    what: str
    count_: int | None

    @property
    def number(self) -> int:
        """How many; one where nobody has counted."""
        return 1 if self.count_ is None else self.count_


class Event(OnDemand):
    """Something that happened or is planned; `file` as in a review."""

    file: File
    kind: str
    status: str
    from_: date | None
    to: date | None
    corrects: str
    use: tuple[str, ...]
    how: str
    goals: tuple[str, ...]
    supplies: tuple[Supply, ...]
    survived: bool | None
    by: str  # whose act it was
    relapse_plan_change: str
    date: date | None

    @property
    def written_on(self) -> str:
        """Its day as it is written, be it a day or not."""
        return text(self.data, "date") or text(self.data, "from")

    @property
    def day(self) -> Day | None:
        """Its own day, else the first of its days."""
        return self.date or self.from_

    @property
    def planned(self) -> bool:
        return self.status == "planned"

    @property
    def cancelled(self) -> bool:
        return self.status == "cancelled"

    @property
    def happened(self) -> bool:
        """What says nothing about it has happened."""
        return self.status in ("", "happened")

    @property
    def is_stay(self) -> bool:
        """Whether it is a stay away from home, which has a first and a last day."""
        return self.kind in STAYS


def review_of(data: Data, file: File = NO_FILE) -> Review:
    """The review in the data of a review's file, whatever shape they have."""
    return Review(data, file=file)


def event_of(data: Data, file: File = NO_FILE) -> Event:
    """The event in the data of an event's file, in the same way."""
    return Event(data, file=file)


def reviews_of(files: Iterable[File]) -> tuple[Review, ...]:
    return tuple(review_of(file.data, file) for file in files)


def events_of(files: Iterable[File]) -> tuple[Event, ...]:
    return tuple(event_of(file.data, file) for file in files)


class Settings(NamedTuple):
    """What hrcli.yaml says that rules and commands read, and the agency's own knowledge."""

    worker: str = ""
    locale: str = "en"
    region: str = ""
    emergency_number: str = ""
    contact_question: str = ""  # how the agency asks about safe contact
    contact_note: str = ""  # what it does where nothing may be handed over
    service_alias: str = ""  # by which it calls itself where somebody else might hear
    review_every: str = "4 weeks"
    review_by_degree: tuple[tuple[str, str], ...] = ()  # of the heaviest open harm
    goal_horizon: str = "12 weeks"
    supplies: tuple[str, ...] = ()  # what the agency gives out
    key_harms: tuple[str, ...] = ()
    rules_off: tuple[str, ...] = ()
    remind: tuple[int, ...] = ()
    off_records: tuple[Waiver, ...] = ()  # rules switched off with a reason and an end
    knowledge: tuple[tuple[str, bytes], ...] = ()  # the caseload's knowledge/*.yaml, unread
    language_profile: str = "clinical"
    calendar_ids: bool = False  # whether a calendar may name the case
    commit: bool = False  # whether every change goes into git's history at once


class Case(NamedTuple):
    """Everything a rule may see of one case; reviews and events in the order of their dates."""

    id: str
    plan_file: File
    plan: Plan
    reviews: tuple[Review, ...]
    events: tuple[Event, ...]
    settings: Settings
    today: date
    whole: bool  # False where only a single file is known, so that case-wide rules stay silent
    earlier: tuple[File, ...] = ()  # the plan as it stood before re-plans; read to check its shape
    foreign: tuple[str, ...] = ()  # YAML files in its folder that nothing reads
    stubs: tuple[str, ...] = ()  # what a folder service left in the place of a record

    @property
    def held(self) -> tuple[date, ...]:
        """The days on which reviews were held, oldest first (a corrected review keeps its day)."""
        return tuple(sorted(it.held_on for it in self.reviews if it.held_on))

    @property
    def standing(self) -> tuple[Review, ...]:
        """The reviews that count: all but those whose place another has taken (`corrects`)."""
        return _standing(self.reviews)

    @property
    def last_review(self) -> Review | None:
        """The newest of the reviews that count, up to today; None where none was held."""
        held = [(it.held_on, it) for it in self.standing if it.held_on]
        past = [(when, it) for when, it in held if when <= self.today]
        return max(past, key=lambda one: (one[0], one[1].file.name))[1] if past else None

    @property
    def standing_events(self) -> tuple[Event, ...]:
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
            yield "review", review.file
        for event in self.events:
            yield "event", event.file
        for plan in self.earlier:
            yield "plan", plan


def new_case(name: str, document: Document, settings: Settings, today: date) -> Case:
    """A case with its first plan and nothing else."""
    file = File("plan.yaml", document)
    return Case(name, file, plan_of(document.data), (), (), settings, today, whole=True)


def _standing(records: tuple[Told, ...]) -> tuple[Told, ...]:
    if not any(it.corrects for it in records):
        return records
    ring = in_a_ring(records)
    replaced = {it.corrects for it in records if it.file.own_name not in ring}
    return tuple(it for it in records if it.file.own_name not in replaced)


def in_a_ring(records: Iterable[Review | Event]) -> frozenset[str]:
    """The names of files that correct each other in turn, or themselves: none takes a place."""
    corrects = {it.file.own_name: it.corrects for it in records}
    found = set()
    for name in corrects:
        follower = corrects[name]
        for _ in corrects:
            if follower == name:
                found.add(name)
            follower = corrects.get(follower, "")
    return frozenset(found)


def remembered(work: Callable[[Asked], Answer]) -> Callable[[Asked], Answer]:
    """`work`, done once for the case or plan that many rules ask about in a row.

    Only the last answer is kept, for the very same object; it must be one to read many times.
    """
    last: tuple[Asked, Answer] | None = None

    @wraps(work)
    def asked(about: Asked) -> Answer:
        nonlocal last
        known = last
        if known is None or known[0] is not about:
            last = known = about, work(about)
        return known[1]

    return asked


class _Rules(NamedTuple):
    """The rules that a hrcli.yaml switches off with a record of their own."""

    switched_off: tuple[Waiver, ...]


def _texts(data: Data) -> tuple[tuple[str, str], ...]:
    """The keys that have a text, each with it."""
    return tuple((key, it) for key, it in data.items() if isinstance(it, str))


def settings_of(data: Value) -> Settings:
    """The settings in the data of a hrcli.yaml; what is not said keeps its default."""
    data = keyed(data)
    rules, contact = group(data, "rules"), group(data, "safe_contact")
    default = Settings()
    return Settings(
        worker=text(data, "worker"),
        locale=text(data, "locale") or default.locale,
        region=text(data, "region"),
        emergency_number=text(data, "emergency_number"),
        contact_question=text(contact, "question"),
        contact_note=text(contact, "note"),
        service_alias=text(contact, "alias_for_service"),
        review_every=text(data, "review_every") or default.review_every,
        review_by_degree=_texts(group(data, "review_every")),
        goal_horizon=text(data, "goal_horizon") or default.goal_horizon,
        supplies=words(data, "supplies"),
        key_harms=words(data, "key_harms"),
        rules_off=words(rules, "switched_off"),
        remind=lead_days(data),
        off_records=read_as(_Rules, rules, ("rules",)).switched_off,
        language_profile=text(rules, "language_profile") or default.language_profile,
        calendar_ids=data.get("calendar_ids") is True,
        commit=data.get("commit") is True,
    )
