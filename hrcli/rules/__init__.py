"""All rules in one table, and the one way to hold a case against them."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from difflib import get_close_matches
from functools import cache, lru_cache

from hrcli.document.data import existing
from hrcli.errors import WrongCommand
from hrcli.finding import Finding, Severity
from hrcli.knowledge.unintended_harms import CODE, built_in, in_force
from hrcli.plan import check, schema
from hrcli.plan.case import Case, File, remembered
from hrcli.rules import (
    aside,
    autonomy,
    children,
    events,
    goals,
    harms,
    key_harms,
    language,
    links,
    measures,
    no_harm,
    options,
    outcomes,
    places,
    privacy,
    reading,
    reviews,
    scores,
    shape,
    stages,
    unintended,
)
from hrcli.rules.rule import Hit, Rule

FAMILIES = (
    reading,
    shape,
    links,
    harms,
    key_harms,
    options,
    goals,
    no_harm,
    children,
    reviews,
    autonomy,
    events,
    scores,
    measures,
    outcomes,
    privacy,
    places,
    stages,
    language,
    unintended,
)
TABLE: dict[str, Rule] = {rule.code: rule for family in FAMILIES for rule in family.RULES}
"""Every rule by its code, in the order in which they are told about."""

SLUGS = {rule.slug: rule for rule in TABLE.values()}
UNKNOWN_KEY = "SCH01"
STATUSES = ("draft", "active", "closed")


def find(name: str) -> Rule | None:
    """The rule with this code (GOA1 is GOA01) or slug, in either case; None where there is none."""
    code = re.sub(r"(?<=\D)(\d)\Z", r"0\1", name.upper())
    return TABLE.get(code) or SLUGS.get(name.lower())


def nearest(name: str) -> str | None:
    """The code or slug most like `name`, for somebody who mistyped it."""
    part = [slug for slug in SLUGS if name.lower() in slug.split("-")]
    code = get_close_matches(name.upper(), TABLE, 1, 0.7)
    slug = get_close_matches(name.lower(), SLUGS, 1, 0.5)
    return next(iter((*part, *code, *slug)), None)


@lru_cache(maxsize=8)
def in_use(knowledge: tuple[tuple[str, bytes], ...]) -> Mapping[str, Rule]:
    """The table with the rules on unintended harm of an agency's `knowledge` laid over it.

    Raises Unreadable where something is amiss in the agency's file.
    """
    own = {
        code: unintended.rule_of(harm)
        for code, harm in in_force(knowledge).items()
        if harm is not built_in().get(code)
    }
    return {**TABLE, **own}


def examine(case: Case, wanted: Callable[[str], bool] | None = None) -> list[Finding]:
    """All that is wrong with a case, sorted by file, line, column and code.

    The case brings its settings (key harms, rules that are off) and its date. A finding that was
    set aside comes with `waived`. What reading or the schema has said about a place is not said
    again by a rule. Rules whose code is not `wanted` are not asked; None wants them all.
    """
    found = [slip for kind, file in case.files for slip in _slips(case, kind, file)]
    told: dict[str, list[Finding]] = {}
    for slip in found:
        told.setdefault(slip.file, []).append(slip)
    case = _anew(case)
    has_plan = _has_plan(case)
    asked = [it for it in _asked(case, has_plan) if wanted is None or wanted(it[0].code)]
    for rule, severity in asked:
        for hit in rule.check(case) if rule.check else _harmful(case).get(rule.code, ()):
            about_nothing = hit.file is case.plan_file and not has_plan
            if not about_nothing and not _told(hit, told.get(hit.file.name, [])):
                found.append(_finding(case, rule, severity, hit))
    return sorted(found, key=lambda finding: (finding.file, *finding.place, finding.code))


@remembered
def _harmful(case: Case) -> Mapping[str, list[Hit]]:
    """The hits of all rules on unintended harm, which are judged together."""
    return unintended.hits(case, in_force(case.settings.knowledge).values())


def _anew(case: Case) -> Case:
    """The same case, about which nothing is remembered: the schema takes some numbers for text."""
    return case._replace(plan=case.plan._replace())


def _finding(case: Case, rule: Rule, severity: Severity, hit: Hit) -> Finding:
    """The finding for a hit: set aside, or with the reason why a waiver does not do so."""
    waived = aside.waiver(case, rule, hit) is not None
    why_not = "" if waived else aside.shortcomings(case, rule, hit)
    if why_not:
        hit = hit._replace(help=f"{hit.help} {why_not}")
    return rule.finding(hit, severity, waived)


def copy_findings(case: Case, intervention: str, in_place: Collection[str] = ()) -> list[Finding]:
    """What speaks against a copy for the client (client_held_document) or a message (reminder).

    `in_place` are the mitigations that come with the copy, such as neutral_document. A closed
    plan is asked as well: its paper can do as much harm.
    """
    table = in_use(case.settings.knowledge)
    harms = in_force(case.settings.knowledge).values()
    found = []
    for judgement in unintended.judged_as(case, harms, intervention, in_place):
        rule = table[judgement.harm.id]
        severity = (rule.draft if case.plan.status == "draft" else None) or rule.severity
        if not judgement.answered and not aside.switched_off(case.settings, rule, case.today):
            found.append(_finding(case, rule, severity, unintended.hit(case, judgement)))
    return found


def _slips(case: Case, kind: str, file: File) -> Iterator[Finding]:
    """What reading a file found, and what the schema says about its shape."""
    meant = kind if case.whole else schema.kind_of(file.data)
    shape_slips = check.check(file.document, meant, case.settings.key_harms)
    for slip in (*file.document.findings, *shape_slips):
        yield slip._replace(file=file.name)


def _has_plan(case: Case) -> bool:
    """Whether there is a plan to ask about; one that cannot be read would lack everything."""
    kind = schema.kind_of(case.plan_file.data)
    return bool(case.plan_file.data) and (kind == "plan" or (case.whole and kind is None))


def _asked(case: Case, has_plan: bool) -> Iterator[tuple[Rule, Severity]]:
    """The rules that this case is held against, and how much each weighs for it."""
    status = status_of(case) if has_plan else "active"
    settings = case.settings
    some_off = bool(settings.rules_off or settings.off_records)
    for rule, weight in _weighed(settings.knowledge, status, case.whole and has_plan):
        if not (some_off and aside.switched_off(settings, rule, case.today)):
            yield rule, weight


@lru_cache(maxsize=32)
def _weighed(
    knowledge: tuple[tuple[str, bytes], ...], status: str, whole: bool
) -> tuple[tuple[Rule, Severity], ...]:
    """The rules that look at a plan of this status, `whole` or a file alone, each weighed."""
    asked = (rule for rule in in_use(knowledge).values() if rule.check or rule.unintended)
    weighed = ((rule, rule.weight(status)) for rule in asked if whole or not rule.whole)
    return tuple((rule, weight) for rule, weight in weighed if weight)


def status_of(case: Case) -> str:
    """The status by which a plan is weighed: one nobody knows is a slip, and counts as a draft."""
    return case.plan.status if case.plan.status in STATUSES else "draft"


def _told(hit: Hit, slips: list[Finding]) -> bool:
    """Whether reading or the schema has spoken of the hit's place, or of one above or below it."""
    document = hit.file.document
    if not slips:
        return False
    path, owner = document.dotted(hit.path), document.dotted(existing(document.data, hit.path))
    for slip in slips:
        if slip.code == UNKNOWN_KEY:  # what seems missing beside it may be the key mistyped
            if path != owner == slip.path:
                return True
        elif slip.path and (_within(path, slip.path) or _within(slip.path, path)):
            return True
    return False


def _within(inner: str, outer: str) -> bool:
    return inner == outer or inner.startswith(f"{outer}.")


def examine_file(file: File) -> list[Finding]:
    """What reading and the schema say about a file of its own, such as hrcli.yaml."""
    kind = schema.kind_of(file.data)
    slips = (*file.document.findings, *check.check(file.document, kind))
    return [slip._replace(file=file.name) for slip in slips]


def matcher(select: Collection[str], ignore: Collection[str]) -> Callable[[str], bool]:
    """Tells by its code whether a finding is wanted; rules by code, slug or family (`GOA`).

    Raises WrongCommand for a name that is none of these.
    """
    chosen = [_meant(name) for name in select]
    left_out = [_meant(name) for name in ignore]

    @cache  # every rule is asked for at each case
    def wanted(code: str) -> bool:
        return (not chosen or any(it(code) for it in chosen)) and not any(
            it(code) for it in left_out
        )

    return wanted


def _meant(name: str) -> Callable[[str], bool]:
    """Tells whether a code is the rule or one of the family that somebody named."""
    rule, typed = find(name), name.upper()
    if rule or CODE.match(typed):  # an agency's own rules are not in the table
        exactly = rule.code if rule else typed
        return lambda code: code == exactly
    if typed and any(code.startswith(typed) for code in TABLE):
        return lambda code: code.startswith(typed)
    near = nearest(name)
    todo = f"Did you mean {near}?" if near else "See all rules: hrcli explain"
    raise WrongCommand("hrcli knows no such rule.", "hrcli validate", todo)


def page(rule: Rule) -> str:
    """The page that `hrcli explain` prints about a rule."""
    weights = f"{rule.severity.value} on an active plan"
    if rule.draft:
        weights += f", {rule.draft.value} on a draft"
    kept = "\nIt can be neither switched off nor set aside." if rule.fixed else ""
    if rule.critical:
        kept = "\nSetting it aside takes a role and somebody consulted, as does switching it off."
    parts = (
        f"{rule.code} {rule.slug} ({weights}){kept}",
        f"What it finds\n{_indented(rule.finds)}",
        f"Why it matters\n{_indented(rule.why)}",
        f"Example\n{_indented(rule.example)}",
        f"Better\n{_indented(rule.better)}",
        f"Source\n{_indented(rule.source)}",
    )
    return "\n\n".join(parts)


def _indented(text: str) -> str:
    return "\n".join(f"  {line}".rstrip() for line in text.strip("\n").split("\n"))
