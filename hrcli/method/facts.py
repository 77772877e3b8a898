"""What holds for the client and the home on a day, word by word, and where each word comes from."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from hrcli.document.data import text
from hrcli.finding import Path
from hrcli.ids import ITEM
from hrcli.knowledge.substances import groups
from hrcli.plan.case import Case, Event, remembered
from hrcli.plan.plan import Dependant, Goal, Plan, Use

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
AFTER = {  # the word for the 28 days after each stay
    "detox_stay": "recent_detox_28d",
    "hospital_stay": "recent_hospital_discharge_28d",
    "custody_stay": "recent_prison_release_28d",
}


class Child(NamedTuple):
    """A dependant under 18, or of an age nobody knows."""

    path: Path
    id: str
    dependant: Dependant
    age: int | None  # today, as far as known

    @property
    def cared_for(self) -> frozenset[str]:
        """The windows for which somebody is named."""
        return frozenset(care.window for care in self.dependant.care if care.who)


def less_use(plan: Plan) -> list[Goal]:
    """The open goals after which the client would use less or nothing."""
    goals = plan.open_goals
    return [goal for goal in goals if not USE_CHANGES.isdisjoint(goal.intervention)]


class Fact(NamedTuple):
    """One word of context that holds, where it comes from, and since when if that is known."""

    word: str
    origin: str
    since: date | None = None
    only: Path = ()  # the use or the goal that it holds for; empty: for the whole plan


@remembered
def uses(plan: Plan) -> tuple[Use, ...]:
    """The uses of substances in a plan in their order; what is not said has a word of its own."""
    return tuple(
        use._replace(
            substance=use.substance or "unknown",
            pattern=use.pattern or "not_assessed",
            dependence=use.dependence or "not_assessed",
            route=use.route or ("not_stated",),
            supply=use.supply or "not_stated",
        )
        for use in plan.use
        if use.is_substance
    )


def groups_of(use: Use) -> frozenset[str]:
    """The groups of substances that a use belongs to."""
    return groups().get(use.substance, frozenset())


def in_scope(plan: Plan, goal: Goal, every_use: tuple[Use, ...]) -> tuple[Use, ...]:
    """Of `every_use` those that a goal and its harms name; all, where they name none at all."""
    named = set(goal.use)
    for harm in plan.harms:
        if harm.id in goal.harms:
            named.update(harm.use)
    if not any(use.id in named for use in plan.use):
        return every_use
    return tuple(use for use in every_use if use.id in named)


@remembered
def facts(case: Case) -> tuple[Fact, ...]:
    """Every word of context that holds for a case on its day."""
    kinds = (_said, _flagged, _age, _children, _from_uses, _from_goals, _from_events)
    found = [fact for kind in kinds for fact in kind(case) if _holds(fact, case.today)]
    infants = [fact for fact in found if fact.word == "infant_in_home"]
    return (*found, *(fact._replace(word="child_in_home") for fact in infants))


def undated(case: Case) -> Iterator[Path]:
    """The places of words that hold for 28 days and do not say since when."""
    for it in case.plan.client.circumstances:
        if it.word.endswith(DATED) and it.since is None:
            yield it.path


def _holds(fact: Fact, today: date) -> bool:
    """Whether a word that holds for 28 days still does; one without a date does."""
    if fact.since is None or not fact.word.endswith(DATED):
        return True
    return (today - fact.since).days <= WINDOW


def _said(case: Case) -> Iterator[Fact]:
    for it in case.plan.client.circumstances:
        yield Fact(it.word, f"client.context{_since(it.since)}", it.since)


def _since(when: date | None) -> str:
    return f", since {when.isoformat()}" if when else ""


def _flagged(case: Case) -> Iterator[Fact]:
    for flag in case.plan.flags:
        if flag.flag in FLAGS and flag.present:
            yield Fact(flag.flag, f"a flag{_since(flag.since)}", flag.since)


def _age(case: Case) -> Iterator[Fact]:
    band = case.plan.client.age_band
    if band in AGES:
        yield Fact(band, "client.age_band")


def age(dependant: Dependant, today: date) -> int | None:
    """The age of a dependant today, in full years as far as known; None where it is not known."""
    then, on = dependant.age, dependant.age_on
    if then is None or on is None or on > today:
        return then
    return then + today.year - on.year - ((today.month, today.day) < (on.month, on.day))


@remembered
def minors(case: Case) -> tuple[Child, ...]:
    """The dependants under 18 or of an age nobody knows, wherever they live."""
    found = (Child(it.path, it.id, it, age(it, case.today)) for it in case.plan.dependants)
    return tuple(child for child in found if child.age is None or child.age < ADULT)


@remembered
def children(case: Case) -> tuple[Child, ...]:
    """The children of the household; where it was not asked who lives here, they may and count."""
    return tuple(it for it in minors(case) if it.dependant.lives_here is not False)


def concerns_child(case: Case) -> bool:
    """Whether a child lives here, or a harm that is not resolved reaches one wherever it lives."""
    return bool(children(case)) or any(
        "child" in harm.affects or harm.key_harm in ABUSE
        for harm in case.plan.harms
        if not harm.resolved
    )


def _children(case: Case) -> Iterator[Fact]:
    for child in children(case):
        who = f"dependant {child.id}" if ITEM.match(child.id) else "a dependant"
        asked = child.dependant.lives_here is True
        origin = f"{who}{'' if asked else ', lives_here not asked'}"
        yield Fact("infant_in_home" if child.age == 0 else "child_in_home", origin)


def _from_uses(case: Case) -> Iterator[Fact]:
    for use in uses(case.plan):
        if not use.in_use:
            continue
        if any(route.startswith("injected_") for route in use.route):
            yield Fact("injects", f"the route of {use.name}", only=use.path)
        if any(it.kind == "anger_aggression_control" for it in use.functions):
            yield Fact(ANGER, f"a function of {use.name}", only=use.path)
        if use.substance in AGONISTS and use.supply in PRESCRIBED:
            yield Fact("on_oat", f"{use.name}: {use.substance}, {use.supply}")


def _from_goals(case: Case) -> Iterator[Fact]:
    for goal in case.plan.goals:
        if goal.origin == "mandated":
            yield Fact("mandated", "the goal's origin", only=goal.path)


def _from_events(case: Case) -> Iterator[Fact]:
    for event in case.standing_events:
        if event.cancelled:
            continue
        if event.is_stay:
            yield from _stay(event, case.today)
        elif not event.planned:
            since = event.day
            if event.kind == "overdose":
                yield Fact("past_overdose", f"an overdose event{_since(since)}", since)
            elif event.kind == "break_in_use" and _may_be_opioid(event, case.plan):
                origin = f"a break_in_use event{_since(since)}"
                yield Fact("any_break_in_opioid_use", origin, since)


def _stay(event: Event, today: date) -> Iterator[Fact]:
    """A stay that is over gives its 28-day word; one that is planned is about to begin.

    A planned one whose last day has passed counts as over, until somebody writes what became of it.
    """
    kind, end = event.kind, event.to
    if end is None and not event.planned and not text(event.data, "from"):
        end = event.date
    if end is not None and end <= today:
        yield Fact(AFTER[kind], f"a {kind} event that ended on {end.isoformat()}", end)
    elif event.planned:
        yield Fact("entering_custody_or_hospital", f"a planned {kind}")


def _may_be_opioid(event: Event, plan: Plan) -> bool:
    """Whether a break may be one in the use of an opioid: it says so, or it does not say."""
    meant = [use for use in plan.use if use.id in event.use]
    return not meant or any("opioid" in groups_of(use) for use in meant)
