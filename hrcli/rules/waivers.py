"""When a finding is set aside by a waiver of its plan, or its rule switched off in hrcli.yaml."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from hrcli.document.data import said, text
from hrcli.folding import folded, same
from hrcli.knowledge.no_answers import is_nobody
from hrcli.plan.case import Case, Settings
from hrcli.plan.plan import Waiver
from hrcli.rules.rule import ERROR, Hit, Rule

WHOLE_PLAN = "plan"
ALWAYS = ("because", "by", "until")
CRITICAL = ("role", "consulted")
LONGEST, LONGEST_GRAVE = 366, 92
"""How many days ahead the end may lie, and for a critical rule or an error; hrcli's own."""


def names(rule: Rule, name: str) -> bool:
    """Whether `name` is the code or the slug of a rule, in either case."""
    return folded(name) in (folded(rule.code), rule.slug)


def waiver(case: Case, rule: Rule, hit: Hit) -> Waiver | None:
    """The waiver of the plan that sets this hit aside today; None where there is none."""
    holding = (it for it in _about(case, rule, hit) if not _amiss_in_plan(case, rule, it))
    return next(holding, None)


def _about(case: Case, rule: Rule, hit: Hit) -> Iterator[Waiver]:
    """The waivers of the plan that are meant for this hit, whether they hold or not."""
    for entry in case.plan.waivers if not rule.fixed else ():
        if names(rule, entry.rule) and _covers(entry, hit):
            yield entry


def _covers(entry: Waiver, hit: Hit) -> bool:
    """Whether a waiver is for this hit: for all, for one item, or for all outside the goals."""
    wanted = entry.for_
    if wanted == WHOLE_PLAN:
        return hit.path[:1] != ("goals",)
    item = hit.file.document.dotted(hit.path[:2]).rpartition(".")[2]
    return not wanted or wanted in (item, *hit.also_about)


def _amiss_in_plan(case: Case, rule: Rule, entry: Waiver) -> list[str]:
    """Why an entry of the plan does not set the rule aside today, each reason a clause."""
    needed = ("for", *_needed(rule)) if rule.unintended else _needed(rule)
    return [*_missing(entry, needed), *_amiss(entry, rule, case.today, case.plan.worker)]


def _needed(rule: Rule) -> tuple[str, ...]:
    return (*ALWAYS, *(CRITICAL if rule.critical else ()))


def _missing(entry: Waiver, needed: tuple[str, ...]) -> list[str]:
    lacks = [key for key in needed if not said(entry.data, key)]
    return [f"it has no {' and no '.join(lacks)}"] if lacks else []


def _amiss(entry: Waiver, rule: Rule, today: date, worker: str = "") -> Iterator[str]:
    """What is wrong with the end of an entry, and with who was consulted."""
    if said(entry.data, "until"):
        yield from _amiss_with_end(entry.until, rule, today)
    consulted = text(entry.data, "consulted")
    if rule.critical and is_nobody(consulted):
        yield "under consulted stands nobody"
    elif rule.critical and consulted and _is_one_of(consulted, text(entry.data, "by"), worker):
        yield "whoever decides has consulted nobody else"


def _amiss_with_end(until: date | None, rule: Rule, today: date) -> Iterator[str]:
    """The last day counts; from the day of the check it may lie so far ahead and no further."""
    longest = LONGEST_GRAVE if rule.critical or rule.severity is ERROR else LONGEST
    if until is None:
        yield "its until is no day"
    elif until < today:
        yield f"it ended on {until.isoformat()}"
    elif (until - today).days > longest:
        yield f"its until lies more than {longest} days ahead"


def _is_one_of(who: str, *others: str) -> bool:
    return any(same(who, other) for other in others)


def switched_off(settings: Settings, rule: Rule, today: date) -> bool:
    """Whether hrcli.yaml switches a rule off today; a critical one only with a whole record."""
    if rule.fixed:
        return False
    named = any(names(rule, name) for name in settings.rules_off) and not rule.critical
    return named or record(settings, rule, today) is not None


def record(settings: Settings, rule: Rule, today: date) -> Waiver | None:
    """The record in hrcli.yaml that switches a rule off today; None where there is none."""
    for entry in settings.off_records:
        if names(rule, entry.rule) and not _amiss_in_settings(rule, entry, today):
            return entry
    return None


def _amiss_in_settings(rule: Rule, entry: Waiver, today: date) -> list[str]:
    """Why a record in hrcli.yaml does not switch the rule off today, each reason a clause."""
    return [*_missing(entry, _needed(rule)), *_amiss(entry, rule, today)]


def shortcomings(case: Case, rule: Rule, hit: Hit) -> str:
    """Why a waiver or switch that names the rule leaves this hit standing; empty: there is none."""
    return " ".join(_shortcomings(case, rule, hit))


def _shortcomings(case: Case, rule: Rule, hit: Hit) -> Iterator[str]:
    if rule.fixed:
        return
    for entry in _about(case, rule, hit):
        if why := _amiss_in_plan(case, rule, entry):
            yield f"The waiver of this rule does not hold: {', and '.join(why)}."
    for entry in case.settings.off_records:
        why = _amiss_in_settings(rule, entry, case.today) if names(rule, entry.rule) else []
        if why:
            yield f"hrcli.yaml does not switch it off: {', and '.join(why)}."
    if rule.critical and any(names(rule, name) for name in case.settings.rules_off):
        yield (
            "hrcli.yaml names it, but a critical rule is switched off only by a record with "
            "because, by, role, consulted and until."
        )
