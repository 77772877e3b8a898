"""Which ideas of the catalogue fit a harm, and why; which ideas of the case itself came before.

Nothing is put into a plan by it. What fits in more ways stands further up, and the ways are told.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

from hrcli.document.data import Value
from hrcli.folding import folded, search_words
from hrcli.knowledge.by_substance import (
    Belonging,
    group_of,
    is_about_a_use,
    particular,
    tags_of_routes,
    too_common,
)
from hrcli.knowledge.options import Idea
from hrcli.method.choosing import ENDED
from hrcli.plan.case import Case
from hrcli.plan.plan import Goal, Harm, Option, Plan, Use, plan_of

MOST = 12
"""More ideas than these at once help nobody to think."""

ALIKE = 4
"""Letters; where the shorter of two words has as many and begins the other, they are alike."""

REJECTED = "rejected"


class Fit(NamedTuple):
    """An idea, and in which ways it fits: words of the catalogue and of the vocabularies."""

    idea: Idea
    ways: tuple[tuple[str, ...], ...]

    @property
    def why(self) -> str:
        """The words for it, each once, without any that the client used."""
        told = (word.replace("_", " ") for way in self.ways for word in way)
        return ", ".join(dict.fromkeys(told))


class Before(NamedTuple):
    """An idea that this case had before: a goal that is over, an option that was rejected."""

    what: str
    was: str  # what became of it
    track: str = ""
    kind: str = ""
    code: str = ""

    @property
    def answers(self) -> dict[str, Value]:
        """What a new option takes over from it."""
        found = {"what": self.what, "track": self.track, "kind": self.kind, "code": self.code}
        return {key: it for key, it in found.items() if it}


def fitting(plan: Plan, harms: Collection[Harm], known: Iterable[Idea]) -> list[Fit]:
    """The ideas that fit one of these `harms`: an agency's own first, then by in how many ways.

    What stands in the plan already is left out. At most MOST, in the order of the catalogue where
    nothing else tells them apart.
    """
    there = {option.code for option in plan.options}
    new = [idea for idea in known if idea.code not in there]
    every = (Fit(idea, _ways(plan, harms, idea)) for idea in new)
    found = [fit for fit in every if fit.ways]
    return sorted(found, key=lambda it: (not it.idea.own, -len(it.ways)))[:MOST]


def _ways(plan: Plan, harms: Collection[Harm], idea: Idea) -> tuple[tuple[str, ...], ...]:
    """The ways in which an idea fits; each counts once, however many words it has."""
    uses = _uses(plan, harms)
    in_use = dict.fromkeys(group_of(use.substance, use.behaviour) for use in uses)
    taken = [route for use in uses for route in use.route]
    of_use = (
        tuple(group.name for group in in_use if group.holds(idea)),
        _tags(idea, tags_of_routes(taken)),
    )
    of_key = _tags(idea, _key_words(harms))
    if is_about_a_use(idea) and not any((*of_use, of_key)):
        return ()  # it is about something else than what is used here
    of_life = tuple(
        dict.fromkeys(it for harm in harms for it in harm.domains if it in idea.domains)
    )
    ways = tuple(way for way in (*of_use, of_key, _told(idea, harms)) if way)
    if not of_life or not (ways or particular().isdisjoint(idea.tags)):
        return ways
    return (*ways, of_life)


def _uses(plan: Plan, harms: Collection[Harm]) -> list[Use]:
    """The uses that the harms come from; where none is named, whatever is in use."""
    named = {name for harm in harms for name in harm.use}
    found = [use for use in plan.use if use.id in named]
    return found or [use for use in plan.use if use.in_use]


def _tags(idea: Idea, wanted: Collection[str]) -> tuple[str, ...]:
    return tuple(tag for tag in idea.tags if tag in wanted)


def _key_words(harms: Collection[Harm]) -> set[str]:
    return {word for harm in harms for word in harm.key_harm.split("_")}


def _told(idea: Idea, harms: Collection[Harm]) -> tuple[str, ...]:
    """The tags that stand in what is said of a harm, also with another ending, or that say when it
    happens, or to whom.
    """
    said = {word for harm in harms for word in search_words(harm.what)} - too_common()
    words = {
        word for harm in harms for it in (*harm.windows, *harm.affects) for word in it.split("_")
    }
    return tuple(
        tag for tag in idea.tags if tag in words or any(_alike(folded(tag), it) for it in said)
    )


def _alike(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    return short == long or (len(short) >= ALIKE and long.startswith(short))


def groups_in(plan: Plan) -> list[Belonging]:
    """What is used, by its groups, in the order of the plan; each once."""
    in_use = (use for use in plan.use if use.in_use)
    return list(dict.fromkeys(group_of(use.substance, use.behaviour) for use in in_use))


def before(case: Case) -> list[Before]:
    """What this case had before and could take up again, the newest first; nothing twice.

    Goals that are over and options that were rejected, of the plan as it stands and of those that
    a re-plan has put aside. What stands in the plan as an open idea or goal is not among them.
    """
    now = {folded(it.what) for it in case.plan.options if it.state not in ENDED}
    now |= {folded(goal.specific) for goal in case.plan.open_goals}
    found: dict[str, Before] = {}
    for plan in _plans(case):
        for idea in _over(plan):
            if folded(idea.what) not in now:
                found.setdefault(folded(idea.what), idea)
    return list(found.values())


def goals_before(case: Case) -> list[Goal]:
    """The goals of this case that are over, the newest plan first; none that is open again."""
    now = {folded(goal.specific) for goal in case.plan.open_goals}
    found: dict[str, Goal] = {}
    for goal in (goal for plan in _plans(case) for goal in plan.goals):
        if goal.specific and not goal.open and folded(goal.specific) not in now:
            found.setdefault(folded(goal.specific), goal)
    return list(found.values())


def _plans(case: Case) -> list[Plan]:
    """The plan, then those that a re-plan has put aside, the newest first."""
    return [case.plan, *(plan_of(it.document.data) for it in reversed(case.earlier))]


def _over(plan: Plan) -> Iterator[Before]:
    options = {option.id: option for option in plan.options}
    for goal in plan.goals:
        if goal.specific and not goal.open:
            yield _goal_over(goal, options.get(goal.option))
    for option in plan.options:
        if option.what and option.state == REJECTED:
            yield Before(option.what, "rejected", option.track, option.kind, option.code)


def _goal_over(goal: Goal, grown_from: Option | None) -> Before:
    was = f"a goal, {goal.status.replace('_', ' ')}"
    if grown_from is None:
        return Before(goal.specific, was)
    return Before(goal.specific, was, grown_from.track, grown_from.kind)
