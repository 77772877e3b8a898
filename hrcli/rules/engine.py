"""Holds a case, a file or a copy for the client against the rules."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from hrcli.document.data import existing
from hrcli.errors import Unreadable
from hrcli.finding import Finding, Path, Severity
from hrcli.knowledge.unintended_harms import in_force
from hrcli.plan import schema
from hrcli.plan.case import Case, File, Settings, remembered
from hrcli.plan.check import check
from hrcli.plan.plan import plan_of
from hrcli.rules import places_of_help, unintended, waivers
from hrcli.rules.registry import in_use
from hrcli.rules.rule import Hit, Rule, joined
from hrcli.rules.shape import UNKNOWN_KEY

STATUSES = ("draft", "active", "closed")


def examine(
    case: Case, wanted: Callable[[str], bool] | None = None, agreeing: bool = False
) -> list[Finding]:
    """All that is wrong with a case, sorted by file, line, column and code.

    The case brings its settings (key harms, rules that are off) and its date. A finding that was
    set aside comes with `waived`. What reading or the schema has said about a place is not said
    again by a rule. Rules whose code is not `wanted` are not asked; None wants them all. Some are
    asked only while client and worker are `agreeing`.
    """
    found = [slip for kind, file in case.files for slip in _slips(case, kind, file)]
    told: dict[str, list[Finding]] = {}
    for slip in found:
        told.setdefault(slip.file, []).append(slip)
    case = _anew(case)
    has_plan = _has_plan(case)
    asked = [it for it in _asked(case, has_plan) if wanted is None or wanted(it[0].code)]
    for rule, severity in asked:
        if rule.at_agree and not agreeing:
            continue
        hits = [
            hit
            for hit in (rule.check(case) if rule.check else _harmful(case).get(rule.code, ()))
            if has_plan or hit.file is not case.plan_file
            if not _told(hit, told.get(hit.file.name, []))
        ]
        found += _findings(case, rule, severity, hits)
    return sorted(found, key=lambda finding: (finding.file, *finding.place, finding.code))


def kept_back(case: Case) -> list[Finding]:
    """What a draft is not told yet: what rules that are silent in one would find were it active."""
    if case.plan.status != "draft":
        return []
    then = case._replace(plan=plan_of({**case.plan.data, "status": "active"}))
    table = in_use(case.settings.knowledge)
    silent = {code for code, rule in table.items() if rule.check and rule.draft is None}
    return examine(then, silent.__contains__)


@remembered
def _harmful(case: Case) -> Mapping[str, list[Hit]]:
    """The hits of all rules on unintended harm, which are judged together."""
    return unintended.hits(case)


def _anew(case: Case) -> Case:
    """The same case, about which nothing is remembered: the schema takes some numbers for text."""
    return case._replace(plan=plan_of(case.plan.data))


def _findings(case: Case, rule: Rule, severity: Severity, hits: list[Hit]) -> Iterator[Finding]:
    """A finding for each hit; where a rule tells them together one, and one for those set aside."""
    if rule.together and len(hits) > 1:
        apart: dict[bool, list[Hit]] = {}
        for hit in hits:
            apart.setdefault(waivers.waiver(case, rule, hit) is None, []).append(hit)
        hits = [joined(alike) for alike in apart.values()]
    for hit in hits:
        yield _finding(case, rule, severity, hit)


def _finding(case: Case, rule: Rule, severity: Severity, hit: Hit) -> Finding:
    """The finding for a hit: set aside, or with the reason why a waiver does not do so."""
    waived = waivers.waiver(case, rule, hit) is not None
    why_not = "" if waived else waivers.shortcomings(case, rule, hit)
    if why_not:
        hit = hit._replace(message=f"{hit.message} {why_not}")
    own = hit.severity if status_of(case) == "active" else None
    return rule.finding(hit, own or severity, waived)


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
        if not judgement.answered and not waivers.switched_off(case.settings, rule, case.today):
            found.append(_finding(case, rule, severity, unintended.hit(case, judgement)))
    return found


def _slips(case: Case, kind: str, file: File) -> Iterator[Finding]:
    """What reading a file found, and what the schema says about its shape."""
    meant = kind if case.whole else schema.kind_of(file.data)
    shape_slips = check(file.document, meant, case.settings.key_harms)
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
        if not (some_off and waivers.switched_off(settings, rule, case.today)):
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
    if not slips:
        return False
    owner = existing(hit.file.document.data, hit.path)
    for slip in slips:
        if slip.code == UNKNOWN_KEY.code:  # what seems missing beside it may be the key mistyped
            if hit.path != owner == slip.at[:-1]:
                return True
        elif slip.at and (_within(hit.path, slip.at) or _within(slip.at, hit.path)):
            return True
    return False


def _within(inner: Path, outer: Path) -> bool:
    return inner[: len(outer)] == outer


def examine_file(file: File) -> list[Finding]:
    """What reading and the schema say about a file of its own, such as hrcli.yaml."""
    kind = schema.kind_of(file.data)
    slips = (*file.document.findings, *check(file.document, kind))
    return [slip._replace(file=file.name) for slip in slips]


class Subject(NamedTuple):
    """A case to be checked, or one file of it alone; `shown` says what the worker calls a file."""

    case: Case
    shown: Callable[[str], str]
    alone: str = ""  # the file's name in the case


class OwnFiles(NamedTuple):
    """The caseload's own files, which belong to no case; no settings where they cannot be read."""

    file: File  # hrcli.yaml
    settings: Settings | None
    today: date
    shown: Callable[[str], str]


class Checked(NamedTuple):
    """The findings about a subject, and how many files were read for them."""

    findings: list[Finding]
    files: int


def examine_all(
    subjects: Iterable[Subject | OwnFiles | Unreadable], wanted: Callable[[str], bool]
) -> Iterator[Checked | Unreadable]:
    """The wanted findings about one subject after the other: never all of them at once.

    One that could not be opened, or for which an agency's file could not be read, hides no other:
    its error comes in its place.
    """
    for subject in subjects:
        try:
            found = subject if isinstance(subject, Unreadable) else _checked(subject, wanted)
        except Unreadable as error:
            found = error
        yield found


def _checked(subject: Subject | OwnFiles, wanted: Callable[[str], bool]) -> Checked:
    if isinstance(subject, OwnFiles):
        findings, files = _own_findings(subject), 1
    elif subject.alone:
        about = examine(subject.case, wanted)
        findings, files = [finding for finding in about if finding.file == subject.alone], 1
    else:
        findings, files = examine(subject.case, wanted), len(list(subject.case.files))
    shown = {name: subject.shown(name) for name in {finding.file for finding in findings}}
    told = (finding for finding in findings if wanted(finding.code))
    return Checked([finding._replace(file=shown[finding.file]) for finding in told], files)


def _own_findings(own: OwnFiles) -> list[Finding]:
    found = examine_file(own.file)
    if own.settings is None or any(finding.blocks for finding in found):
        return found
    return found + places_of_help.amiss(own.settings, own.today)


def exit_code(severities: Collection[Severity], strict: bool, unread: bool) -> int:
    """The exit code that findings earn: 1 for an error, with `strict` for a warning too.

    3 where something could not be opened. `severities` are those of what nobody has set aside.
    """
    if unread:
        return 3
    heavy = {Severity.ERROR, Severity.WARNING} if strict else {Severity.ERROR}
    return int(not heavy.isdisjoint(severities))
