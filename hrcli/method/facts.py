"""What holds for the client and the home on a day, word by word, and where each word comes from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

from hrcli.dates import day
from hrcli.document.data import group, items, text, whole_number, words
from hrcli.document.slips import ID
from hrcli.finding import Path
from hrcli.knowledge.substances import groups
from hrcli.plan.case import Case, File, remembered
from hrcli.plan.plan import NOT_IN_USE, Goal, Plan

WINDOW = 28  # days; the last one counts
DATED = "_28d"
ADULT = 18
AGES = ("under_16", "age_16_17", "over_65")
AGONISTS = ("methadone", "buprenorphine")
PRESCRIBED = ("prescribed_as_directed", "prescribed_other_use")
ABUSE = ("child_abuse", "child_neglect")
ANGER = "function_anger_control"
FLAGS = frozenset(
    (
        "dv_victim",
        "dv_perpetrator",
        "pregnant",
        "suicidality",
        "drives",
        "takeaway_medicines_at_home",
        "mandated",
    )
)
# Interventions after which somebody uses less or not at all.
USE_CHANGES = frozenset(
    (
        "stop_abrupt",
        "reduce_unsupervised",
        "reduce_supervised",
        "withdrawal_inpatient",
        "withdrawal_community",
        "oat_stop_or_taper",
        "naltrexone_start",
        "naltrexone_end",
        "disulfiram_start",
        "prescribed_opioid_taper",
        "bzd_stop_or_taper",
        "smoking_or_cannabis_stop",
        "residential_admission",
        "abstinence_goal",
    )
)
STAYS = {  # the word for the 28 days after each
    "detox_stay": "recent_detox_28d",
    "hospital_stay": "recent_hospital_discharge_28d",
    "custody_stay": "recent_prison_release_28d",
}


class Use(NamedTuple):
    """One use of a substance; what is not said is unknown, and unknown has a word of its own."""

    path: Path
    id: str
    substance: str
    pattern: str
    dependence: str
    route: tuple[str, ...]
    supply: str
    functions: tuple[str, ...]

    @property
    def in_use(self) -> bool:
        return self.pattern not in NOT_IN_USE

    @property
    def groups(self) -> frozenset[str]:
        return groups().get(self.substance, frozenset())

    @property
    def name(self) -> str:
        """How a message calls it."""
        return f"use {self.id}" if ID.match(self.id) else "a use"


class Child(NamedTuple):
    """A dependant under 18, or of an age nobody knows."""

    path: Path
    id: str
    data: Mapping[str, Any]
    age: int | None  # today, as far as known

    @property
    def cared_for(self) -> frozenset[str]:
        """The windows for which somebody is named."""
        care = (item for _, item in items(self.data, "care") if text(item, "who"))
        return frozenset(text(item, "window") for item in care)


def less_use(plan: Plan) -> list[Goal]:
    """The open goals after which the client would use less or nothing."""
    goals = plan.open_goals
    return [goal for goal in goals if USE_CHANGES & {*words(goal.data, "intervention")}]


class Fact(NamedTuple):
    """One word of context that holds, where it comes from, and since when if that is known."""

    word: str
    origin: str
    since: date | None = None
    only: Path = ()  # the use or the goal that it holds for; empty: for the whole plan


@remembered
def uses(plan: Plan) -> tuple[Use, ...]:
    """The uses of a plan in their order."""
    return tuple(_use(*item) for item in items(plan.data, "use"))


def _use(position: int, data: Mapping[str, Any]) -> Use:
    return Use(
        ("use", position),
        text(data, "id"),
        text(data, "substance") or "unknown",
        text(data, "pattern") or "not_assessed",
        text(data, "dependence") or "not_assessed",
        words(data, "route") or ("not_stated",),
        text(data, "supply") or "not_stated",
        tuple(text(function, "kind") for _, function in items(data, "functions")),
    )


def in_scope(plan: Plan, goal: Goal, every_use: tuple[Use, ...]) -> tuple[Use, ...]:
    """The uses that a goal and its harms name; all, where they name none that is there."""
    named = set(goal.uses)
    for harm in plan.harms:
        if harm.id in goal.harms:
            named.update(words(harm.data, "use"))
    return tuple(use for use in every_use if use.id in named) or every_use


@remembered
def facts(case: Case) -> tuple[Fact, ...]:
    """Every word of context that holds for a case on its day."""
    kinds = (_said, _flagged, _age, _children, _from_uses, _from_goals, _from_events)
    found = [fact for kind in kinds for fact in kind(case) if _holds(fact, case.today)]
    infants = [fact for fact in found if fact.word == "infant_in_home"]
    return (*found, *(fact._replace(word="child_in_home") for fact in infants))


def undated(case: Case) -> Iterator[Path]:
    """The places of words that hold for 28 days and do not say since when."""
    for path, word, since in _context(case):
        if word.endswith(DATED) and since is None:
            yield path


def _holds(fact: Fact, today: date) -> bool:
    """Whether a word that holds for 28 days still does; one without a date does."""
    if fact.since is None or not fact.word.endswith(DATED):
        return True
    return (today - fact.since).days <= WINDOW


def _context(case: Case) -> Iterator[tuple[Path, str, date | None]]:
    """What `client.context` says: each word with its place and its day."""
    listed = group(case.plan.data, "client").get("context")
    for position, item in enumerate(listed if isinstance(listed, list) else ()):
        path: Path = ("client", "context", position)
        if isinstance(item, str):
            yield path, item, None
        elif isinstance(item, dict):
            yield path, text(item, "is"), day(item.get("since"))


def _said(case: Case) -> Iterator[Fact]:
    for _, word, since in _context(case):
        yield Fact(word, f"client.context{_since(since)}", since)


def _since(when: date | None) -> str:
    return f", since {when.isoformat()}" if when else ""


def _flagged(case: Case) -> Iterator[Fact]:
    for flag in case.plan.flags:
        if flag.id in FLAGS and text(flag.data, "status") == "present":
            since = day(flag.data.get("since"))
            yield Fact(flag.id, f"a flag{_since(since)}", since)


def _age(case: Case) -> Iterator[Fact]:
    band = text(group(case.plan.data, "client"), "age_band")
    if band in AGES:
        yield Fact(band, "client.age_band")


def age(dependant: Mapping[str, Any], today: date) -> int | None:
    """The age of a dependant today, in full years as far as known; None where it is not known."""
    then, on = whole_number(dependant, "age"), day(dependant.get("age_on"))
    if then is None or on is None or on > today:
        return then
    return then + today.year - on.year - ((today.month, today.day) < (on.month, on.day))


@remembered
def minors(case: Case) -> tuple[Child, ...]:
    """The dependants under 18 or of an age nobody knows, wherever they live."""
    found = (
        Child(("dependants", position), text(data, "id"), data, age(data, case.today))
        for position, data in items(case.plan.data, "dependants")
    )
    return tuple(child for child in found if child.age is None or child.age < ADULT)


@remembered
def children(case: Case) -> tuple[Child, ...]:
    """The children of the household; where it was not asked who lives here, they may and count."""
    return tuple(it for it in minors(case) if it.data.get("lives_here") is not False)


def concerns_child(case: Case) -> bool:
    """Whether a child lives here, or a harm that is not resolved reaches one wherever it lives."""
    return bool(children(case)) or any(
        "child" in harm.affects or harm.key_harm in ABUSE
        for harm in case.plan.harms
        if not harm.resolved
    )


def _children(case: Case) -> Iterator[Fact]:
    for child in children(case):
        who = f"dependant {child.id}" if ID.match(child.id) else "a dependant"
        asked = child.data.get("lives_here") is True
        origin = f"{who}{'' if asked else ', lives_here not asked'}"
        yield Fact("infant_in_home" if child.age == 0 else "child_in_home", origin)


def _from_uses(case: Case) -> Iterator[Fact]:
    for use in uses(case.plan):
        if not use.in_use:
            continue
        if any(route.startswith("injected_") for route in use.route):
            yield Fact("injects", f"the route of {use.name}", only=use.path)
        if "anger_aggression_control" in use.functions:
            yield Fact(ANGER, f"a function of {use.name}", only=use.path)
        if use.substance in AGONISTS and use.supply in PRESCRIBED:
            yield Fact("on_oat", f"{use.name}: {use.substance}, {use.supply}")


def _from_goals(case: Case) -> Iterator[Fact]:
    for goal in case.plan.goals:
        if text(goal.data, "origin") == "mandated":
            yield Fact("mandated", "the goal's origin", only=goal.path)


def _from_events(case: Case) -> Iterator[Fact]:
    for event in case.standing_events:
        kind, status = text(event.data, "kind"), text(event.data, "status")
        if status == "cancelled":
            continue
        if kind in STAYS:
            yield from _stay(kind, event, case.today)
        elif status != "planned":
            since = day(event.data.get("date")) or day(event.data.get("from"))
            if kind == "overdose":
                yield Fact("past_overdose", f"an overdose event{_since(since)}", since)
            elif kind == "break_in_use" and _may_be_opioid(event, case.plan):
                origin = f"a break_in_use event{_since(since)}"
                yield Fact("any_break_in_opioid_use", origin, since)


def _stay(kind: str, event: File, today: date) -> Iterator[Fact]:
    """A stay that is over gives its 28-day word; one that is planned is about to begin.

    A planned one whose last day has passed counts as over, until somebody writes what became of it.
    """
    planned = text(event.data, "status") == "planned"
    end = day(event.data.get("to"))
    if end is None and not planned and not text(event.data, "from"):
        end = day(event.data.get("date"))
    if end is not None and end <= today:
        yield Fact(STAYS[kind], f"a {kind} event that ended on {end.isoformat()}", end)
    elif planned:
        yield Fact("entering_custody_or_hospital", f"a planned {kind}")


def _may_be_opioid(event: File, plan: Plan) -> bool:
    """Whether a break may be one in the use of an opioid: it says so, or it does not say."""
    named = words(event.data, "use")
    meant = [use for use in uses(plan) if use.id in named]
    return not meant or any("opioid" in use.groups for use in meant)
