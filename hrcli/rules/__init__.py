"""All rules in one table, and the one way to hold a case against them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from datetime import date
from difflib import get_close_matches
from typing import Any

from hrcli import schema
from hrcli.errors import WrongCommand
from hrcli.finding import Finding, Path, Severity
from hrcli.plan import Case, Dated, File, said, text
from hrcli.rules import autonomy, events, goals, harms, links, reading, reviews, shape
from hrcli.rules.rule import Hit, Rule

FAMILIES = (reading, shape, links, harms, goals, reviews, autonomy, events)
TABLE: dict[str, Rule] = {rule.code: rule for family in FAMILIES for rule in family.RULES}
"""Every rule by its code, in the order in which they are told about."""

SLUGS = {rule.slug: rule for rule in TABLE.values()}
WHOLE_PLAN = "plan"
UNKNOWN_KEY = "SCH01"
STATUSES = ("draft", "active", "closed")


def find(name: str) -> Rule | None:
    """The rule with this code or slug, in either case; None where there is none."""
    return TABLE.get(name.upper()) or SLUGS.get(name.lower())


def nearest(name: str) -> str | None:
    """The code or slug most like `name`, for somebody who mistyped it."""
    code = get_close_matches(name.upper(), TABLE, 1, 0.7)
    slug = get_close_matches(name.lower(), SLUGS, 1, 0.5)
    return next(iter((*code, *slug)), None)


def examine(case: Case) -> list[Finding]:
    """All that is wrong with a case, sorted by file, line, column and code.

    The case brings its settings (key harms, rules that are off) and its date. A finding that was
    set aside comes with `waived`. What reading or the schema has said about a place is not said
    again by a rule.
    """
    found = [slip for kind, file in case.files for slip in _slips(case, kind, file)]
    told: dict[str, list[Finding]] = {}
    for slip in found:
        told.setdefault(slip.file, []).append(slip)
    has_plan = _has_plan(case)
    for rule, severity in _asked(case, has_plan):
        for hit in rule.check(case) if rule.check else ():
            about_nothing = hit.file is case.plan_file and not has_plan
            if not about_nothing and not _told(hit, told.get(hit.file.name, [])):
                found.append(rule.finding(hit, severity, _waived(case, rule, hit)))
    return sorted(found, key=lambda finding: (finding.file, *finding.place, finding.code))


def _slips(case: Case, kind: str, file: File) -> Iterator[Finding]:
    """What reading a file found, and what the schema says about its shape."""
    meant = kind if case.whole else schema.kind_of(file.data)
    shape_slips = schema.check(file.document, meant, case.settings.key_harms)
    for slip in (*file.document.findings, *shape_slips):
        yield slip._replace(file=file.name)


def _has_plan(case: Case) -> bool:
    """Whether there is a plan to ask about; one that cannot be read would lack everything."""
    kind = schema.kind_of(case.plan_file.data)
    return bool(case.plan_file.data) and (kind == "plan" or (case.whole and kind is None))


def _asked(case: Case, has_plan: bool) -> Iterator[tuple[Rule, Severity]]:
    """The rules that this case is held against, and how much each weighs for it."""
    status = case.plan.status
    if status not in STATUSES:  # a slip of its own, that should not turn into a dozen errors
        status = "draft" if has_plan else "active"
    off = {name.lower() for name in case.settings.rules_off}
    for rule in TABLE.values():
        weight = rule.weight(status)
        is_off = not rule.fixed and (rule.code.lower() in off or rule.slug in off)
        can_see = not rule.whole or (case.whole and has_plan)
        if rule.check and weight and can_see and not is_off:
            yield rule, weight


def _told(hit: Hit, slips: list[Finding]) -> bool:
    """Whether reading or the schema has spoken of the hit's place, or of one above or below it."""
    document = hit.file.document
    if not slips:
        return False
    path, owner = document.dotted(hit.path), document.dotted(_existing(document.data, hit.path))
    for slip in slips:
        if slip.code == UNKNOWN_KEY:  # what seems missing beside it may be the key mistyped
            if path != owner == slip.path:
                return True
        elif slip.path and (_within(path, slip.path) or _within(slip.path, path)):
            return True
    return False


def _existing(data: Any, path: Path) -> Path:
    """The part of `path` that leads to something in `data`."""
    for depth, step in enumerate(path):
        try:
            data = data[step]
        except (KeyError, IndexError, TypeError):
            return path[:depth]
    return path


def _within(inner: str, outer: str) -> bool:
    return inner == outer or inner.startswith(f"{outer}.")


def _waived(case: Case, rule: Rule, hit: Hit) -> bool:
    """Whether a waiver of the plan sets this hit aside today."""
    names = (rule.code.lower(), rule.slug)
    return not rule.fixed and any(
        waiver.id.lower() in names and _holds(waiver, case.today) and _covers(waiver, hit)
        for waiver in case.plan.waivers
    )


def _holds(waiver: Dated, today: date) -> bool:
    """Whether a waiver has a reason and an end that has not passed; the last day counts."""
    return said(waiver.data, "because") and waiver.on is not None and today <= waiver.on


def _covers(waiver: Dated, hit: Hit) -> bool:
    """Whether a waiver is for this hit: for all, for one item, or for all outside the goals."""
    wanted = text(waiver.data, "for")
    if wanted == WHOLE_PLAN:
        return hit.path[:1] != ("goals",)
    item = hit.file.document.dotted(hit.path[:2]).rpartition(".")[2]
    return not wanted or wanted == item


def examine_file(file: File) -> list[Finding]:
    """What reading and the schema say about a file of its own, such as hrcli.yaml."""
    kind = schema.kind_of(file.data)
    slips = (*file.document.findings, *schema.check(file.document, kind))
    return [slip._replace(file=file.name) for slip in slips]


def matcher(select: Collection[str], ignore: Collection[str]) -> Callable[[str], bool]:
    """Tells by its code whether a finding is wanted; rules by code, slug or family (`GOA`).

    Raises WrongCommand for a name that is none of these.
    """
    chosen = [_codes(name) for name in select]
    left_out = [_codes(name) for name in ignore]
    wanted = frozenset().union(*chosen) if select else frozenset(TABLE)
    return wanted.difference(*left_out).__contains__


def _codes(name: str) -> frozenset[str]:
    rule = find(name)
    found = {rule.code} if rule else {code for code in TABLE if code.startswith(name.upper())}
    if not found or not name:
        near = nearest(name)
        todo = f"Did you mean {near}?" if near else "See all rules: hrcli explain"
        raise WrongCommand("hrcli knows no such rule.", "hrcli validate", todo)
    return frozenset(found)


def page(rule: Rule) -> str:
    """The page that `hrcli explain` prints about a rule."""
    weights = f"{rule.severity.value} on an active plan"
    if rule.draft:
        weights += f", {rule.draft.value} on a draft"
    kept = "\nIt can be neither switched off nor set aside." if rule.fixed else ""
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
