"""When a finding is set aside by a waiver of its plan, or its rule switched off in hrcli.yaml."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from hrcli.document.data import said
from hrcli.folding import folded
from hrcli.plan.case import Case, Settings
from hrcli.plan.plan import Waiver
from hrcli.rules.rule import Hit, Rule

WHOLE_PLAN = "plan"
ALWAYS = ("because", "by", "until")
CRITICAL = ("role", "consulted")


def names(rule: Rule, name: str) -> bool:
    """Whether `name` is the code or the slug of a rule, in either case."""
    return folded(name) in (folded(rule.code), rule.slug)


def waiver(case: Case, rule: Rule, hit: Hit) -> Waiver | None:
    """The waiver of the plan that sets this hit aside today; None where there is none."""
    for entry in case.plan.waivers if not rule.fixed else ():
        if (
            names(rule, entry.rule)
            and _covers(entry, hit)
            and not missing(entry, rule)
            and _holds(entry, case.today)
        ):
            return entry
    return None


def _holds(entry: Waiver, today: date) -> bool:
    """Whether the end of an entry has not passed; its last day counts."""
    return entry.until is not None and today <= entry.until


def missing(entry: Waiver, rule: Rule, switched_off: bool = False) -> list[str]:
    """The keys that an entry needs before it can set this rule aside, or switch it off."""
    needed = [*ALWAYS, *(CRITICAL if rule.critical else ())]
    if rule.unintended and not switched_off:
        needed.insert(0, "for")
    return [key for key in needed if not said(entry.data, key)]


def _covers(entry: Waiver, hit: Hit) -> bool:
    """Whether a waiver is for this hit: for all, for one item, or for all outside the goals."""
    wanted = entry.for_
    if wanted == WHOLE_PLAN:
        return hit.path[:1] != ("goals",)
    item = hit.file.document.dotted(hit.path[:2]).rpartition(".")[2]
    return not wanted or wanted in (item, *hit.also_about)


def switched_off(settings: Settings, rule: Rule, today: date) -> bool:
    """Whether hrcli.yaml switches a rule off today; a critical one only with a whole record."""
    if rule.fixed:
        return False
    named = any(names(rule, name) for name in settings.rules_off) and not rule.critical
    return named or record(settings, rule, today) is not None


def record(settings: Settings, rule: Rule, today: date) -> Waiver | None:
    """The record in hrcli.yaml that switches a rule off today; None where there is none."""
    for entry in settings.off_records:
        if names(rule, entry.rule) and not missing(entry, rule, True) and _holds(entry, today):
            return entry
    return None


def shortcomings(case: Case, rule: Rule, hit: Hit) -> str:
    """Why a waiver or a switch that names the rule leaves this hit standing; empty: there is none.

    What ended is no shortcoming: it did what it was for.
    """
    return " ".join(_shortcomings(case, rule, hit))


def _shortcomings(case: Case, rule: Rule, hit: Hit) -> Iterator[str]:
    if rule.fixed:
        return
    for entry in case.plan.waivers:
        lacks = missing(entry, rule) if names(rule, entry.rule) and _covers(entry, hit) else []
        if lacks:
            yield f"The waiver of this rule does not hold yet: it has no {' and no '.join(lacks)}."
    for entry in case.settings.off_records:
        lacks = missing(entry, rule, True) if names(rule, entry.rule) else []
        if lacks:
            yield f"hrcli.yaml does not switch it off yet: there is no {' and no '.join(lacks)}."
    if rule.critical and any(names(rule, name) for name in case.settings.rules_off):
        yield (
            "hrcli.yaml names it, but a critical rule is switched off only by a record with "
            "because, by, role, consulted and until."
        )
