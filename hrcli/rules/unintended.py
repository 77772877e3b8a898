"""Whether a goal, or the plan itself, may do harm that nobody means: first, do no harm."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import date
from itertools import islice
from typing import NamedTuple

from hrcli.finding import Path
from hrcli.knowledge import unintended_harms
from hrcli.knowledge.substances import groups
from hrcli.knowledge.unintended_harms import (
    PLAN_ITSELF,
    InGerman,
    UnintendedHarm,
    When,
)
from hrcli.method import in_place
from hrcli.method.fact import Fact, Facts
from hrcli.method.facts import known, undated
from hrcli.method.in_place import NALOXONE, InPlace, naloxone_helps
from hrcli.method.uses import (
    STOP_ABRUPT,
    STOPPED,
    STOPS_ALL,
    continuing,
    groups_of,
    in_scope,
    judged_uses,
    lately_stopped,
)
from hrcli.plan.case import Case, remembered
from hrcli.plan.plan import Goal, Use
from hrcli.rules import unintended_words
from hrcli.rules.rule import ADVICE, ERROR, WARNING, Hit, Rule, listed, rule, the

OPEN_RISK = "Der Plan{} lässt ein Risiko offen"
UNREVIEWED = "(Die deutsche Fassung ist fachlich noch nicht geprüft.)"
WEIGHTS = {
    "critical": ERROR,
    "high": WARNING,
    "moderate": WARNING,
    "info": ADVICE,
}
CONTINUED_USE = "planned_continued_use"
ONCE = "single_occasion"
STOPPED_COUNTS = 365
"""For how many days after its last day a use that was stopped still counts, where it does."""

ABOUT_USE = (
    "substance",
    "not_substance",
    "group",
    "pattern",
    "dependence",
    "route",
    "supply",
    "not_supply",
)
"""The keys of a `when` map that one and the same use must meet."""

EXCLUDES = {"not_substance": "substance", "not_supply": "supply"}
"""Those of them that exclude, with what they look at."""

EVERY_USE = frozenset(
    (
        *STOPS_ALL,
        "naltrexone_start",
        "naltrexone_end",
        "new_medicine",
        "bzd_stop_or_taper",
        "oat_start",
        "oat_stop_or_taper",
        "buprenorphine_start",
        "prescribed_opioid_taper",
        "disulfiram_start",
    )
)
"""Interventions that touch every use of the plan, whatever harm the goal is for."""


class Scene(NamedTuple):
    """What a rule looks at: one intervention of a goal, or of none (goal is None).

    Without a goal it is the plan itself, or what goes on beside its goals: a use that was stopped
    lately, or one that no goal stops.
    """

    case: Case
    intervention: str
    goal: Goal | None
    uses: tuple[Use, ...]  # in scope
    every_use: tuple[Use, ...]
    before: dict[Path, Use]  # uses that were stopped lately, as they were before
    facts: Facts  # those that hold here, those of a single use among them
    answers: tuple[InPlace, ...]  # what is in place here


class Judgement(NamedTuple):
    """A rule that fires: where, on what grounds, and what is in place against it."""

    harm: UnintendedHarm
    goal: Goal | None
    interventions: tuple[str, ...]
    grounds: tuple[str, ...]
    in_place: tuple[str, ...]  # of what the rule needs; empty: nothing answers it yet
    goals: tuple[Goal, ...] = ()  # of a rule that is judged once for all: where it fires

    @property
    def answered(self) -> bool:
        return bool(self.in_place)


def judged(case: Case, harms: Iterable[UnintendedHarm]) -> Iterator[Judgement]:
    """Which of `harms` fire for a case: once for each goal, and once for the plan itself.

    Rules that something in place answers are among them; those that keep silent beside others
    which are open are not.
    """
    return judged_in(staged(case), harms)


def judged_in(scenes: Collection[Scene], harms: Iterable[UnintendedHarm]) -> Iterator[Judgement]:
    """The same for all the scenes of a case: whatever a rule knows, it asks them."""
    done = {scene.intervention for scene in scenes}
    thinkable = (harm for harm in harms if not harm.interventions.isdisjoint(done))
    told = [judgement for harm in thinkable for judgement in _judged(harm, scenes)]
    still_open = {it.harm.id for it in told if not it.answered}
    return (it for it in told if still_open.isdisjoint(it.harm.silent_beside))


@remembered
def judged_in_force(case: Case) -> tuple[Judgement, ...]:
    """Which of the rules in force in its caseload fire for a case."""
    return tuple(judged(case, unintended_harms.in_force(case.settings.knowledge).values()))


def open_codes(case: Case) -> frozenset[str]:
    """The codes of those that nothing in the case answers."""
    return frozenset(it.harm.id for it in judged_in_force(case) if not it.answered)


def judged_as(
    case: Case, harms: Iterable[UnintendedHarm], intervention: str, bringing: Iterable[str] = ()
) -> Iterator[Judgement]:
    """Which of `harms` fire where the plan as a whole does one thing more, such as `reminder`.

    `bringing` are the mitigations that come with it.
    """
    scene = _plan_itself(case)
    coming = tuple(InPlace(word, case.today) for word in bringing)
    scene = scene._replace(intervention=intervention, answers=(*scene.answers, *coming))
    for harm in harms:
        yield from _judged(harm, [scene])


def _judged(harm: UnintendedHarm, scenes: Iterable[Scene]) -> Iterator[Judgement]:
    """One judgement for each goal, however many of its interventions the rule is about.

    What goes on beside the goals is judged only where the rule fires at none of them.
    """
    found: dict[Path, Judgement] = {}
    for scene in scenes:
        if scene.intervention not in harm.interventions:
            continue
        beside_goals = scene.goal is None and scene.intervention != PLAN_ITSELF
        if beside_goals and any(it.goal for it in found.values()):
            continue
        grounds = _grounds(harm, scene)
        if grounds is None:
            continue
        where = scene.goal.path if scene.goal else ()
        told = _as_it_helps(harm, scene.case)
        first = found.get(where, Judgement(told, scene.goal, (), grounds, _answers(harm, scene)))
        found[where] = first._replace(interventions=(*first.interventions, scene.intervention))
    every = list(found.values())
    if harm.once and every:
        yield _once(every, next(iter(scenes)))
    else:
        yield from every


def _as_it_helps(harm: UnintendedHarm, case: Case) -> UnintendedHarm:
    """A rule as it is told in a case: naloxone is named as an answer only where it counts as one,
    and elsewhere as good to have.
    """
    if NALOXONE not in harm.need or naloxone_helps(case):
        return harm
    need = tuple(word for word in harm.need if word != NALOXONE)
    return harm._replace(need=need, also=(*harm.also, NALOXONE)) if need else harm


def _once(told: list[Judgement], scene: Scene) -> Judgement:
    """One judgement for the whole plan (`scene`): what is in place in it answers at its goals."""
    goals = tuple(it.goal for it in told if it.goal)
    interventions = tuple(dict.fromkeys(word for it in told for word in it.interventions))
    harm = told[0].harm
    return Judgement(harm, None, interventions, told[0].grounds, _answers(harm, scene), goals)


def _answers(harm: UnintendedHarm, scene: Scene) -> tuple[str, ...]:
    """What is in place here of what a rule needs.

    Where something has happened, only what was done since then answers it.
    """
    since = _day_to_answer(harm, scene)
    counts = {
        it.word
        for it in scene.answers
        if since is None or it.word in harm.answers_anyway or (it.since and it.since >= since)
    }
    return tuple(word for word in harm.need if word in counts)


def _day_to_answer(harm: UnintendedHarm, scene: Scene) -> date | None:
    """The day of the newest event that a rule asks to be answered; None where it asks for none."""
    days = (it.since for it in scene.facts.of(*harm.answers_since) if it.since)
    return max(days, default=None)


# What is looked at


def _interventions(goal: Goal) -> tuple[str, ...]:
    return tuple(word for word in goal.intervention if word != PLAN_ITSELF)


@remembered
def staged(case: Case) -> tuple[Scene, ...]:
    """The scenes of a case: the plan itself, its goals, and what goes on beside them."""
    plan = _plan_itself(case)
    goals = tuple(
        _scene(case, plan, goal, intervention)
        for goal in case.plan.open_goals
        for intervention in _interventions(goal)
    )
    return (plan, *goals, *_beside_goals(case, plan))


def _plan_itself(case: Case) -> Scene:
    """The plan as a whole: what is in place in it, or on an active goal, answers for it."""
    every_use = judged_uses(case)
    before = {use.path: use for use in lately_stopped(case)}
    facts = _held(case, every_use, None)
    answers = in_place.for_plan(case)
    return Scene(case, PLAN_ITSELF, None, every_use, every_use, before, facts, answers)


def _scene(case: Case, plan: Scene, goal: Goal, intervention: str) -> Scene:
    scope = (
        plan.every_use if intervention in EVERY_USE else in_scope(case.plan, goal, plan.every_use)
    )
    scene = _with_uses(plan._replace(goal=goal, intervention=intervention), scope)
    return scene._replace(answers=in_place.at_goal(case, goal))


def _beside_goals(case: Case, plan: Scene) -> Iterator[Scene]:
    """What no goal speaks of: uses that were stopped lately, and uses that go on."""
    stopped = tuple(use for use in plan.every_use if use.path in plan.before)
    if stopped:
        yield _with_uses(plan._replace(intervention=STOP_ABRUPT), stopped)
    going_on = continuing(case)
    if going_on and case.plan.open_goals:
        yield _with_uses(plan._replace(intervention=CONTINUED_USE), going_on)


def _with_uses(scene: Scene, scope: tuple[Use, ...]) -> Scene:
    return scene._replace(uses=scope, facts=_held(scene.case, scope, scene.goal))


def _held(case: Case, scope: Iterable[Use], goal: Goal | None) -> Facts:
    """The facts that hold for the plan, for this goal, or for one of the uses in scope."""
    places = {use.path for use in scope}
    if goal:
        places.add(goal.path)
    return known(case).at(places)


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
    one_of, holding = when.get("ctx"), scene.facts.of
    return (
        (not one_of or bool(holding(*one_of)))
        and all(holding(word) for word in when.get("ctx_all", ()))
        and not holding(*when.get("not_ctx", ()))
        and not any(
            use.substance in when.get("without_substance", ()) and use.pattern != "never"
            for use in scene.every_use
        )
    )


def _candidates(when: When, scene: Scene, stopped_counts: bool) -> Iterator[Use | None]:
    """The uses that meet every key about use; none at all is enough where there is no such key.

    A use that was stopped lately is looked at as it was, wherever a map is about stopping.
    """
    about_use = [key for key in ABOUT_USE if key in when]
    if not about_use:
        yield None
    for use in scene.uses if about_use else ():
        meant = _as_before(when, scene, use)
        named = use.pattern in when.get("pattern", ())
        stopped = stopped_counts and _stopped_within(use, scene.case.today)
        counts = meant.in_use or named or stopped
        if counts and all(_meets(meant, key, when[key]) for key in about_use):
            yield meant


def _as_before(when: When, scene: Scene, use: Use) -> Use:
    about_stopping = STOP_ABRUPT in when["intervention"]
    return scene.before.get(use.path, use) if about_stopping else use


def _stopped_within(use: Use, today: date) -> bool:
    """Whether a use was stopped no longer ago than counts, or nobody knows when."""
    on = use.stopped_on
    return use.pattern == STOPPED and (on is None or (today - on).days <= STOPPED_COUNTS)


def _meets(use: Use, key: str, wanted: list[str]) -> bool:
    if key in EXCLUDES:
        return getattr(use, EXCLUDES[key]) not in wanted
    if key == "group":
        return not groups_of(use).isdisjoint(wanted)
    if key == "route":
        return not set(use.route).isdisjoint(wanted)
    return getattr(use, key) in wanted


def _grounds_with(when: When, scene: Scene, use: Use | None) -> tuple[str, ...] | None:
    """What a map rests on with this use; None where something else in the map does not hold."""
    grounds = [_use_in_words(when, scene, use)] if use else []
    for found in (_company(when, scene, use), _count(when, scene), _context(when, scene, use)):
        if found is None:
            return None
        grounds += found
    return tuple(grounds)


def _use_in_words(when: When, scene: Scene, use: Use) -> str:
    """The use and those of its words that the map asks about; anything else may be text."""
    shown = [use.substance] if use.substance in groups() else []
    if _as_before(when, scene, use) is use and use.path in scene.before:
        shown.append("stopped lately")
    for key in ("pattern", "dependence", "supply"):
        if key in when:
            value = getattr(use, key)
            shown.append(f"{key} {value}" if value.startswith("not_") else value)
    shown += [route for route in use.route if route in when.get("route", ())]
    return f"{use.name} ({', '.join(shown)})" if shown else use.name


def _others(when: When, scene: Scene, use: Use | None) -> list[Use]:
    """The other substances that are in use anywhere in the plan; once is no company."""
    every_use = (_as_before(when, scene, other) for other in scene.every_use)
    return [
        other
        for other in every_use
        if other.in_use and other.pattern != ONCE and not (use and other.substance == use.substance)
    ]


def _company(when: When, scene: Scene, use: Use | None) -> list[str] | None:
    """The other substances that a map asks for beside the use; None where there is none."""
    patterns = when.get("with_pattern")
    others = [it for it in _others(when, scene, use) if not patterns or it.pattern in patterns]
    grounds = []
    for key in ("with_substance", "with_group"):
        if key in when:
            wanted = set(when[key])
            beside = [it for it in others if wanted.intersection((it.substance, *groups_of(it)))]
            if not beside:
                return None
            grounds.append(f"beside it {beside[0].substance}")
    return grounds


def _count(when: When, scene: Scene) -> list[str] | None:
    """The substances of a group, where a map counts them; None where there are too few."""
    grounds = []
    for name, least in when.get("count_group", {}).items():
        of_group = (it.substance for it in _others(when, scene, None) if name in groups_of(it))
        substances = tuple(dict.fromkeys(of_group))
        if len(substances) < least:
            return None
        grounds.append(f"in use: {', '.join(substances)}")
    return grounds


def _context(when: When, scene: Scene, use: Use | None) -> list[str] | None:
    """The words of context that a map asks for, with their origin; None where they do not hold.

    What holds for one use alone holds for that use, and in a map that asks about none.
    """
    one_of = _first_grounds(when.get("ctx", ()), scene, use)
    all_of = _first_grounds(when.get("ctx_all", ()), scene, use)
    if ("ctx" in when and not one_of) or len(all_of) < len(when.get("ctx_all", ())):
        return None
    return [f"{fact.word} ({fact.origin})" for fact in (*one_of, *all_of)]


def _first_grounds(words: Iterable[str], scene: Scene, use: Use | None) -> list[Fact]:
    """The first ground for each of these words that holds with this use."""
    found: list[Fact] = []
    for word in words:
        found += islice((it for it in scene.facts.of(word) if not _of_another(it, use)), 1)
    return found


def _of_another(fact: Fact, use: Use | None) -> bool:
    """Whether a fact holds for another use than this one alone."""
    return use is not None and fact.only[:1] == ("use",) and fact.only != use.path


# From a judgement to a message


def hit(case: Case, judgement: Judgement) -> Hit:
    """The hit for a judgement; its message holds words of the vocabularies, ids and dates only."""
    harm, goal = judgement.harm, judgement.goal
    path = (*goal.path, "mitigations") if goal else ("mitigations",)
    names = tuple(goal.id for goal in judgement.goals)
    german = harm.german(case.settings.locale)
    said = _in_german(judgement, german) if german else _in_english(judgement)
    return Hit(case.plan_file, path, *said, at_key=True, also_about=names)


def _in_english(judgement: Judgement) -> tuple[str, str]:
    """What may go wrong, and what to do."""
    harm = judgement.harm
    grounds = "; ".join(judgement.grounds) or "what the goal does"
    message = f"{_subject(judgement)}: {harm.risk}. Grounds: {grounds}."
    return message, _what_to_do(harm, judgement.goal)


def _in_german(judgement: Judgement, german: InGerman) -> tuple[str, str]:
    """The same in German; the words that stand in files stay as they are written there."""
    goal = judgement.goal
    grounds = "; ".join(judgement.grounds) or "was das Ziel tut"
    done = ", ".join(judgement.interventions)
    names = listed(it.id for it in judgement.goals)
    plan = OPEN_RISK.format(f" ({names})" if names else "")
    subject = f"Ziel {listed([goal.id])} ({done}) kann mit sich bringen" if goal else plan
    where = "mitigations des Ziels" if goal else "mitigations"
    message = f"{subject}: {german.risk}. Gründe: {grounds}."
    need = ", ".join(judgement.harm.need)
    todo = f"Fragen: {german.ask} Eines davon unter {where} antwortet darauf: {need}. {UNREVIEWED}"
    return message, todo


def _subject(judgement: Judgement) -> str:
    done = ", ".join(judgement.interventions)
    if judgement.goal:
        return f"{the('goal', judgement.goal.id)} ({done}) may bring"
    names = listed(goal.id for goal in judgement.goals)
    return f"The plan ({names}) leaves a risk open" if names else "The plan leaves a risk open"


def _what_to_do(harm: UnintendedHarm, goal: Goal | None) -> str:
    where = "the goal's mitigations" if goal else "mitigations"
    answers = f"One of these under {where} answers it: {', '.join(harm.need)}."
    also = f" Worth having too: {', '.join(harm.also)}." if harm.also else ""
    doubt = "" if harm.conf == "source seen" else f" The evidence is {harm.conf}."
    return f"Ask: {harm.ask.rstrip('.')} {answers}{also}{doubt}"


def hits(case: Case) -> dict[str, list[Hit]]:
    """The hits of every rule in force that fires and that nothing answers, by the rule's code."""
    found: dict[str, list[Hit]] = {}
    for judgement in judged_in_force(case):
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
    for fact in undated(case):
        if fact.undated:
            yield Hit(
                fact.file,
                fact.at,
                "This holds for some days only, and it is not said since when.",
                "Write the day: a word of context as {is: ..., since: 2026-01-02}, what became of "
                "a goal in a review; until then it counts as if it held.",
            )
        else:
            yield Hit(
                fact.file,
                fact.at,
                "The day since which this holds lies ahead; it counts as if it held.",
                "Correct the day, or take the word out until it is so.",
            )
