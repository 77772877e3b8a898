"""`hrcli validate`: checks plans, reviews and events; reads, never writes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import TypeVar

import click

from hrcli.commands._desk import Desk, desk
from hrcli.commands._options import case_ids, formats
from hrcli.errors import Unreadable
from hrcli.finding import Finding
from hrcli.formats import ci, findings
from hrcli.formats.findings import Count
from hrcli.plan.case import Case, File
from hrcli.rules.engine import Checked, OwnFiles, Subject, examine_all, exit_code
from hrcli.rules.registry import matcher
from hrcli.store.caseload import SETTINGS, ClosedDoor, lone
from hrcli.store.files import is_file
from hrcli.terminal import safe

Opened = TypeVar("Opened")


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
    count = findings.Count()
    closed_doors: list[str] = []
    checked = examine_all(_subjects(desk, targets), matcher(select, ignore))
    for piece in _pieces(form, _found(checked, count, closed_doors), count):
        click.echo(piece, nl=False)
    if count.files or not closed_doors:
        desk.say(findings.tally(count))
    ctx.exit(exit_code(+count.severities, strict, bool(closed_doors)))


def _pieces(form: str, found: Iterator[Finding], count: Count) -> Iterator[str]:
    """The findings in the form that is wanted, piece by piece."""
    if form == "text":
        return findings.text_pieces(found, lambda word, fg: click.style(word, fg=fg))
    if form == "json":
        return findings.json_pieces(found, count)

    programs = {
        "jsonl": findings.jsonl_pieces,
        "github": ci.github_pieces,
        "sarif": ci.sarif_pieces,
        "junit": ci.junit_pieces,
    }
    return programs[form](found)


def _found(
    checks: Iterable[Checked | Unreadable], count: Count, closed_doors: list[str]
) -> Iterator[Finding]:
    """The findings, counted, as they come.

    What cannot be opened is told at once, and only once: what hides one case may hide them all.
    """
    for checked in checks:
        if not isinstance(checked, Unreadable):
            count.files += checked.files
            for finding in checked.findings:
                count.add(finding)
                yield finding
        elif str(checked) not in closed_doors:
            click.echo(safe(str(checked)), err=True)
            closed_doors.append(str(checked))


def _subjects(desk: Desk, targets: Iterable[str]) -> Iterator[Subject | OwnFiles | Unreadable]:
    """What is to be checked, opened one after the other; one that stays shut hides no other."""
    if not targets:
        yield _opened(partial(_own_files, desk))
        for case in desk.caseload.cases(desk.today):
            if isinstance(case, ClosedDoor):
                yield case.error
            else:
                yield _opened(partial(_whole, desk, case))
    for target in targets:
        yield _opened(partial(_target, desk, target))


def _opened(work: Callable[[], Opened]) -> Opened | Unreadable:
    """What `work` opens, or why it stays shut."""
    try:
        return work()
    except Unreadable as error:
        return error


def _target(desk: Desk, target: str) -> Subject:
    if not _is_file(target):
        return _whole(desk, desk.caseload.case(desk.caseload.case_id(target), desk.today))
    case, name = lone(Path(target), desk.today)
    if not case.whole:
        desk.say("This file stands alone: what concerns the whole case was not checked.")
    return Subject(case, lambda _: target, name)


def _is_file(target: str) -> bool:
    return target.endswith((".yaml", ".yml")) or "/" in target or is_file(Path(target))


def _whole(desk: Desk, case: Case) -> Subject:
    folder = desk.caseload.root / "cases" / case.id
    return Subject(desk.caseload.with_earlier(case), lambda name: desk.shown(folder / name))


def _own_files(desk: Desk) -> OwnFiles:
    root, file = desk.caseload.root, File(SETTINGS, desk.caseload.read(SETTINGS))
    settings = desk.caseload.settings if file.document.sound else None
    return OwnFiles(file, settings, desk.today, lambda name: desk.shown(root / name))
