"""First, do no harm: what the five questions and the rules on unintended harm say about a case."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from hrcli.finding import Severity
from hrcli.method.answers import QUESTIONS, unanswered
from hrcli.method.in_place import ToCome, to_come
from hrcli.plan import schema
from hrcli.plan.case import Case
from hrcli.rules import engine, registry, unintended, waivers
from hrcli.rules.rule import Rule
from hrcli.rules.topics import together
from hrcli.rules.unintended import Judgement


class Question(NamedTuple):
    """One of the five questions, and whether the plan answers it."""

    key: str
    wording: str
    answered: bool


class StandingRule(NamedTuple):
    """A rule that fires, how much it weighs here, and what has become of it."""

    rule: Rule
    judgement: Judgement
    severity: Severity
    state: str  # open | answered | set_aside
    until: date | None = None  # the last day of what sets it aside
    planned: tuple[ToCome, ...] = ()  # what would answer it once it is done


class SwitchedOff(NamedTuple):
    """A rule that hrcli.yaml switches off, and until when, where it says so."""

    rule: Rule
    until: date | None


class Safety(NamedTuple):
    """What is known about whether a plan does harm; never that it does none."""

    case: Case
    questions: tuple[Question, ...]
    standings: tuple[StandingRule, ...]
    switched_off: tuple[SwitchedOff, ...]

    def in_state(self, state: str) -> tuple[StandingRule, ...]:
        """The rules that fire and are in this state, the heaviest first, overdose in one piece."""
        found = [standing for standing in self.standings if standing.state == state]
        order = list(Severity)

        def weight(standing: StandingRule) -> tuple[int, int]:
            return order.index(standing.severity), order.index(standing.rule.severity)

        return tuple(together(sorted(found, key=weight), lambda it: it.rule.code))

    @property
    def blocked(self) -> bool:
        """Whether a rule stands open that is an error on this plan."""
        return any(it.severity is Severity.ERROR for it in self.in_state("open"))


def safety(case: Case) -> Safety:
    """What the questions and the rules say about a case on its day; a closed plan is not judged."""
    off = tuple(_switched_off(case))
    return Safety(case, tuple(_questions(case)), tuple(_standings(case)), off)


def _questions(case: Case) -> Iterator[Question]:
    missing = unanswered(case.plan)
    for key in QUESTIONS:
        yield Question(key, _wording(key), key not in missing)


def _wording(key: str) -> str:
    """The question that the schema puts for a key."""
    return str((schema.property_at("plan", ("do_no_harm", key)) or {}).get("x-question", key))


def _switched_off(case: Case) -> Iterator[SwitchedOff]:
    for rule in registry.in_use(case.settings.knowledge).values():
        if rule.unintended and waivers.switched_off(case.settings, rule, case.today):
            record = waivers.record(case.settings, rule, case.today)
            yield SwitchedOff(rule, record.until if record else None)


def _standings(case: Case) -> Iterator[StandingRule]:
    table = registry.in_use(case.settings.knowledge)
    for judgement in unintended.judged_in_force(case):
        rule = table[judgement.harm.id]
        severity = rule.weight(engine.status_of(case))
        if severity and not waivers.switched_off(case.settings, rule, case.today):
            yield _standing(case, rule, judgement, severity)


def _standing(case: Case, rule: Rule, judgement: Judgement, severity: Severity) -> StandingRule:
    if judgement.answered:
        return StandingRule(rule, judgement, severity, "answered")
    planned = to_come(case, judgement.harm.need, judgement.goal)
    waiver = waivers.waiver(case, rule, unintended.hit(case, judgement))
    if waiver:
        return StandingRule(rule, judgement, severity, "set_aside", waiver.until, planned)
    return StandingRule(rule, judgement, severity, "open", planned=planned)
