"""Whether a goal, or the plan itself, may do harm that nobody means: first, do no harm."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from hrcli.knowledge import unintended_harms
from hrcli.knowledge.substances import groups
from hrcli.knowledge.unintended_harms import PLAN_ITSELF, UnintendedHarm, When
from hrcli.method.facts import ANGER, Fact, facts, groups_of, in_scope, undated, uses
from hrcli.plan.case import Case
from hrcli.plan.plan import Goal, Use
from hrcli.rules import unintended_words
from hrcli.rules.questions import mitigations
from hrcli.rules.rule import ADVICE, ERROR, WARNING, Hit, Rule, rule, the

WEIGHTS = {
    "critical": ERROR,
    "high": WARNING,
    "moderate": WARNING,
    "info": ADVICE,
}
STOPPED = "stopped"
ABOUT_USE = (
    "substance",
    "not_substance",
    "group",
    "pattern",
    "dependence",
    "route",
    "supply",
)
"""The keys of a `when` map that one and the same use must meet."""

EVERY_USE = frozenset(
    (
        "residential_admission",
        "withdrawal_inpatient",
        "withdrawal_community",
        "naltrexone_start",
        "naltrexone_end",
        "new_medicine",
        "bzd_stop_or_taper",
        "oat_start",
        "oat_stop_or_taper",
        "buprenorphine_start",
        "prescribed_opioid_taper",
        "disulfiram_start",
        "smoking_or_cannabis_stop",
    )
)
"""Interventions that touch every use of the plan, whatever harm the goal is for."""


class Scene(NamedTuple):
    """What a rule looks at: one intervention of a goal, or the plan itself (goal is None)."""

    intervention: str
    goal: Goal | None
    uses: tuple[Use, ...]  # in scope
    every_use: tuple[Use, ...]
    facts: tuple[Fact, ...]  # those that hold here, those of a single use among them
    words: frozenset[str]  # the words of these facts
    in_place: frozenset[str]  # mitigations that answer here


class Judgement(NamedTuple):
    """A rule that fires: where, on what grounds, and what is in place against it."""

    harm: UnintendedHarm
    goal: Goal | None
    interventions: tuple[str, ...]
    grounds: tuple[str, ...]
    in_place: tuple[str, ...]  # of what the rule needs; empty: nothing answers it yet

    @property
    def answered(self) -> bool:
        return bool(self.in_place)


def judged(case: Case, harms: Iterable[UnintendedHarm]) -> Iterator[Judgement]:
    """Which of `harms` fire for a case: once for each goal, and once for the plan itself.

    Rules that something in place answers are among them.
    """
    scenes: list[Scene] | None = None
    done = {word for goal in case.plan.open_goals for word in _interventions(goal)}
    done.add(PLAN_ITSELF)
    for harm in harms:
        if harm.interventions.isdisjoint(done):
            continue
        scenes = list(_scenes(case)) if scenes is None else scenes
        yield from _judged(harm, scenes)


def judged_as(
    case: Case, harms: Iterable[UnintendedHarm], intervention: str, in_place: Iterable[str] = ()
) -> Iterator[Judgement]:
    """Which of `harms` fire where the plan as a whole does one thing more, such as `reminder`.

    `in_place` are the mitigations that come with it.
    """
    scene = _plan_itself(case, tuple(facts(case)))
    answers = scene.in_place.union(in_place)
    scene = scene._replace(intervention=intervention, in_place=answers)
    for harm in harms:
        yield from _judged(harm, [scene])


def _judged(harm: UnintendedHarm, scenes: Iterable[Scene]) -> Iterator[Judgement]:
    """One judgement for each goal, however many of its interventions the rule is about."""
    found: dict[str, Judgement] = {}
    for scene in scenes:
        about_it = scene.intervention in harm.interventions
        grounds = _grounds(harm, scene) if about_it else None
        if grounds is None:
            continue
        where = str(scene.goal.path) if scene.goal else PLAN_ITSELF
        in_place = tuple(word for word in harm.need if word in scene.in_place)
        first = found.get(where, Judgement(harm, scene.goal, (), grounds, in_place))
        found[where] = first._replace(interventions=(*first.interventions, scene.intervention))
    yield from found.values()


# What is looked at


def _interventions(goal: Goal) -> tuple[str, ...]:
    return tuple(word for word in goal.intervention if word != PLAN_ITSELF)


def _scenes(case: Case) -> Iterator[Scene]:
    known = tuple(facts(case))
    plan = _plan_itself(case, known)
    yield plan
    for goal in case.plan.open_goals:
        for intervention in _interventions(goal):
            yield _scene(case, plan, goal, intervention, known)


def _plan_itself(case: Case, known: tuple[Fact, ...]) -> Scene:
    """The plan as a whole: what is in place in it, or on any open goal, answers for it."""
    every_use = uses(case.plan)
    held = _held(known, every_use, None)
    return Scene(PLAN_ITSELF, None, every_use, every_use, held, _words(held), mitigations(case))


def _scene(
    case: Case, plan: Scene, goal: Goal, intervention: str, known: tuple[Fact, ...]
) -> Scene:
    scope = (
        plan.every_use if intervention in EVERY_USE else in_scope(case.plan, goal, plan.every_use)
    )
    held = _held(known, scope, goal)
    return plan._replace(
        intervention=intervention,
        goal=goal,
        uses=scope,
        facts=held,
        words=_words(held),
        in_place=frozenset(goal.mitigations),
    )


def _held(known: Iterable[Fact], scope: Iterable[Use], goal: Goal | None) -> tuple[Fact, ...]:
    """The facts that hold for the plan, for this goal, or for one of the uses in scope."""
    places = {(), *(use.path for use in scope)}
    if goal:
        places.add(goal.path)
    return tuple(fact for fact in known if fact.only in places)


def _words(held: Iterable[Fact]) -> frozenset[str]:
    return frozenset(fact.word for fact in held)


# Whether a rule fires


def _grounds(harm: UnintendedHarm, scene: Scene) -> tuple[str, ...] | None:
    """What the rule rests on in this scene; None where no map of its `when` holds."""
    for when in harm.when:
        if scene.intervention in when["intervention"] and _thinkable(when, scene):
            for use in _candidates(when, scene, harm.stopped_counts):
                grounds = _grounds_with(when, scene, use)
                if grounds is not None:
                    return grounds
    return None


def _thinkable(when: When, scene: Scene) -> bool:
    """Whether the words of context that a map asks for hold at all, be it for one use alone."""
    one_of, all_of = when.get("ctx"), when.get("ctx_all", ())
    return (not one_of or not scene.words.isdisjoint(one_of)) and scene.words.issuperset(all_of)


def _candidates(when: When, scene: Scene, stopped_counts: bool) -> Iterator[Use | None]:
    """The uses that meet every key about use; none at all is enough where there is no such key."""
    about_use = [key for key in ABOUT_USE if key in when]
    if not about_use:
        yield None
    for use in scene.uses:
        named = use.pattern in when.get("pattern", ())
        counts = use.in_use or named or (stopped_counts and use.pattern == STOPPED)
        if counts and all(_meets(use, key, when[key]) for key in about_use):
            yield use


def _meets(use: Use, key: str, wanted: list[str]) -> bool:
    if key == "not_substance":
        return use.substance not in wanted
    if key == "group":
        return not groups_of(use).isdisjoint(wanted)
    if key == "route":
        return not set(use.route).isdisjoint(wanted)
    return getattr(use, key) in wanted


def _grounds_with(when: When, scene: Scene, use: Use | None) -> tuple[str, ...] | None:
    """What a map rests on with this use; None where something else in the map does not hold."""
    grounds = [_use_in_words(when, use)] if use and not set(ABOUT_USE).isdisjoint(when) else []
    for found in (_company(when, scene, use), _count(when, scene), _context(when, scene, use)):
        if found is None:
            return None
        grounds += found
    return tuple(grounds)


def _use_in_words(when: When, use: Use) -> str:
    """The use and those of its words that the map asks about; anything else may be text."""
    shown = [use.substance] if use.substance in groups() else []
    for key in ("pattern", "dependence", "supply"):
        if key in when:
            value = getattr(use, key)
            shown.append(f"{key} {value}" if value.startswith("not_") else value)
    shown += [route for route in use.route if route in when.get("route", ())]
    return f"{use.name} ({', '.join(shown)})" if shown else use.name


def _others(scene: Scene, use: Use | None) -> list[Use]:
    """One use for each other substance that is in use anywhere in the plan."""
    found: dict[str, Use] = {}
    for other in scene.every_use:
        if other.in_use and not (use and other.substance == use.substance):
            found.setdefault(other.substance, other)
    return list(found.values())


def _company(when: When, scene: Scene, use: Use | None) -> list[str] | None:
    """The other substances that a map asks for beside the use; None where there is none."""
    grounds = []
    if "with_substance" in when:
        beside = [it for it in _others(scene, use) if it.substance in when["with_substance"]]
        if not beside:
            return None
        grounds.append(f"beside it {beside[0].substance}")
    if "with_group" in when:
        beside = [it for it in _others(scene, use) if groups_of(it) & set(when["with_group"])]
        if not beside:
            return None
        grounds.append(f"beside it {beside[0].substance}")
    return grounds


def _count(when: When, scene: Scene) -> list[str] | None:
    """The substances of a group, where a map counts them; None where there are too few."""
    grounds = []
    for name, least in when.get("count_group", {}).items():
        found = [use.substance for use in _others(scene, None) if name in groups_of(use)]
        if len(found) < least:
            return None
        grounds.append(f"in use: {', '.join(found)}")
    return grounds


def _context(when: When, scene: Scene, use: Use | None) -> list[str] | None:
    """The words of context that a map asks for, with their origin; None where they do not hold."""
    known: dict[str, Fact] = {}
    for fact in scene.facts:
        of_another_use = fact.only[:1] == ("use",) and (use is None or fact.only != use.path)
        if fact.word == ANGER or not of_another_use:
            known.setdefault(fact.word, fact)
    one_of = [known[word] for word in when.get("ctx", ()) if word in known]
    all_of = [known[word] for word in when.get("ctx_all", ()) if word in known]
    if ("ctx" in when and not one_of) or len(all_of) < len(when.get("ctx_all", ())):
        return None
    return [f"{fact.word} ({fact.origin})" for fact in (*one_of, *all_of)]


# From a judgement to a message


def hit(case: Case, judgement: Judgement) -> Hit:
    """The hit for a judgement; its message holds words of the vocabularies, ids and dates only."""
    harm, goal = judgement.harm, judgement.goal
    path = (*goal.path, "mitigations") if goal else ("mitigations",)
    grounds = "; ".join(judgement.grounds) or "what the goal does"
    message = f"{_subject(judgement)} may do harm: {harm.risk}. Grounds: {grounds}."
    return Hit(case.plan_file, path, message, _what_to_do(harm, goal), at_key=True)


def _subject(judgement: Judgement) -> str:
    done = ", ".join(judgement.interventions)
    if judgement.goal:
        return f"{the('goal', judgement.goal.id)} ({done})"
    return "This plan" if done == PLAN_ITSELF else f"This plan with {done}"


def _what_to_do(harm: UnintendedHarm, goal: Goal | None) -> str:
    where = "the goal's mitigations" if goal else "mitigations"
    answers = f"One of these under {where} answers it: {', '.join(harm.need)}."
    also = f" Worth having too: {', '.join(harm.also)}." if harm.also else ""
    doubt = "" if harm.conf == "source seen" else f" The evidence is {harm.conf}."
    return f"Ask: {harm.ask.rstrip('.')} {answers}{also}{doubt}"


def hits(case: Case, harms: Iterable[UnintendedHarm]) -> dict[str, list[Hit]]:
    """The hits of every rule that fires and that nothing answers, by the rule's code."""
    found: dict[str, list[Hit]] = {}
    for judgement in judged(case, harms):
        if not judgement.answered:
            found.setdefault(judgement.harm.id, []).append(hit(case, judgement))
    return found


def rule_of(harm: UnintendedHarm) -> Rule:
    """The rule of the table for one way of doing harm."""
    example, better = unintended_words.examples(harm)
    return Rule(
        harm.id,
        harm.slug,
        WEIGHTS[harm.severity],
        source=f"{'; '.join(unintended_harms.titles(harm))} ({harm.verification})",
        finds=unintended_words.finds(harm),
        why=unintended_words.why(harm),
        example=example,
        better=better,
        unintended=True,
        critical=harm.critical,
    )


@rule(
    "DNH10",
    "context-undated",
    ADVICE,
    source="hrcli: file format",
    finds="A word of context that holds for 28 days, without the day since which it holds.",
    why="The rules on lost tolerance count 28 days; a word without a day never ends.",
    example="""
    client:
      context: [recent_detox_28d]
    """,
    better="""
    client:
      context:
        - {is: recent_detox_28d, since: 2026-01-30}
    """,
)
def _undated_context(case: Case) -> Iterator[Hit]:
    for path in undated(case):
        yield Hit(
            case.plan_file,
            path,
            "This holds for 28 days, and it is not said since when.",
            "Write it as {is: ..., since: 2026-01-02}, with the day of leaving; until then it "
            "counts as if it held.",
        )
