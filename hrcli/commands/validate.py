"""`hrcli validate`: checks plans, reviews and events; reads, never writes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import click

from hrcli.commands._desk import Desk, desk
from hrcli.commands._options import case_ids, formats
from hrcli.errors import Unreadable
from hrcli.finding import Finding, Severity
from hrcli.formats import ci
from hrcli.formats.findings import Count, json_pieces, jsonl_pieces, tally, text_pieces
from hrcli.plan.case import Case, File
from hrcli.rules import examine, examine_file, matcher
from hrcli.rules.places import amiss
from hrcli.store.caseload import SETTINGS, ClosedDoor, lone
from hrcli.store.files import is_file

Checked = tuple[list["Finding"], int]
"""Findings, and how many files were read for them."""


@click.command()
@click.argument("targets", nargs=-1, metavar="[CASE|FILE]...", shell_complete=case_ids)
@click.option("--strict", is_flag=True, help="Warnings set the exit code too.")
@click.option("--select", metavar="RULE", multiple=True, help="Only this rule, or family (GOA).")
@click.option("--ignore", metavar="RULE", multiple=True, help="Not this rule, or family.")
@formats("text", "json", "jsonl", "github", "sarif", "junit")
@desk
@click.pass_context
def validate(
    ctx: click.Context,
    desk: Desk,
    targets: tuple[str, ...],
    strict: bool,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    form: str,
) -> None:
    """Check cases or single files; without any, the whole caseload.

    Every finding of every file in one run: what, where, what to do. Exit code 1 means that an
    error was found (with --strict a warning too), never advice.

    \b
    Examples:
      hrcli validate
      hrcli validate 7KQ2 --strict
      hrcli validate --select GOA --format json
      hrcli validate --format sarif
    """
    count = Count()
    closed_doors: list[Unreadable] = []
    found = _found(desk, targets, matcher(select, ignore), count, closed_doors.append)
    for piece in _pieces(form, found, count):
        click.echo(piece, nl=False)
    if count.files or not closed_doors:
        desk.say(tally(count))
    if closed_doors:
        ctx.exit(3)
    heavy = (Severity.ERROR, Severity.WARNING) if strict else (Severity.ERROR,)
    if any(count.severities[severity] for severity in heavy):
        ctx.exit(1)


def _pieces(form: str, found: Iterator[Finding], count: Count) -> Iterator[str]:
    """The findings in the form that is wanted, piece by piece."""
    if form == "text":
        return text_pieces(found, lambda word, fg: click.style(word, fg=fg))
    if form == "json":
        return json_pieces(found, count)

    programs = {
        "jsonl": jsonl_pieces,
        "github": ci.github_pieces,
        "sarif": ci.sarif_pieces,
        "junit": ci.junit_pieces,
    }
    return programs[form](found)


def _found(
    desk: Desk,
    targets: Iterable[str],
    wanted: Callable[[str], bool],
    count: Count,
    closed: Callable[[Unreadable], object],
) -> Iterator[Finding]:
    """The wanted findings, counted, one case after the other: never all of them at once.

    What cannot be opened is told at once, and handed to `closed`.
    """
    for checked in _checked(desk, targets, wanted):
        if isinstance(checked, Unreadable):
            click.echo(str(checked), err=True)
            closed(checked)
            continue
        count.files += checked[1]
        for finding in checked[0]:
            if wanted(finding.code):
                count.add(finding)
                yield finding


def _checked(
    desk: Desk, targets: Iterable[str], wanted: Callable[[str], bool]
) -> Iterator[Checked | Unreadable]:
    if not targets:
        yield _settings(desk)
        for case in desk.caseload.cases(desk.today):
            yield case.error if isinstance(case, ClosedDoor) else _case(desk, case, wanted)
    for target in targets:
        yield _target(desk, target, wanted)


def _target(desk: Desk, target: str, wanted: Callable[[str], bool]) -> Checked | Unreadable:
    try:
        if not _is_file(target):
            found = desk.caseload.case(desk.caseload.case_id(target), desk.today)
            return _case(desk, found, wanted)
        case, name = lone(Path(target), desk.today)
    except Unreadable as error:
        return error
    if not case.whole:
        desk.say("This file stands alone: what concerns the whole case was not checked.")
    findings = [finding for finding in examine(case, wanted) if finding.file == name]
    return [finding._replace(file=target) for finding in findings], 1


def _is_file(target: str) -> bool:
    return target.endswith((".yaml", ".yml")) or "/" in target or is_file(Path(target))


def _case(desk: Desk, case: Case, wanted: Callable[[str], bool]) -> Checked:
    folder = desk.caseload.root / "cases" / case.id
    case = desk.caseload.with_earlier(case)
    findings = examine(case, wanted)
    shown = {name: desk.shown(folder / name) for name in {finding.file for finding in findings}}
    return [it._replace(file=shown[it.file]) for it in findings], len(list(case.files))


def _settings(desk: Desk) -> Checked:
    """What is wrong in the caseload's own files, which belong to no case."""
    found = examine_file(File(SETTINGS, desk.caseload.read(SETTINGS)))
    if not any(finding.blocks for finding in found):
        found += amiss(desk.caseload.settings, desk.today)
    root = desk.caseload.root
    return [finding._replace(file=desk.shown(root / finding.file)) for finding in found], 1
