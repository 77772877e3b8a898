"""`hrcli validate`: checks plans, reviews and events; reads, never writes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import TypeVar

import click

from hrcli import ids
from hrcli.commands._desk import Desk, desk
from hrcli.commands._options import formats
from hrcli.commands._screen import columns, remark
from hrcli.commands._tab import cases_or_files, offering
from hrcli.document.document import read
from hrcli.errors import Unreadable
from hrcli.finding import Finding
from hrcli.formats import ci, findings
from hrcli.formats.findings import Count
from hrcli.plan import schema
from hrcli.plan.case import Case, File
from hrcli.rules.engine import Checked, OwnFiles, Subject, examine_all, exit_code
from hrcli.rules.registry import families, matcher, names
from hrcli.rules.topics import together
from hrcli.store import git
from hrcli.store.caseload import KNOWLEDGE, SETTINGS, ClosedDoor, Staged, lone
from hrcli.store.files import is_file
from hrcli.terminal import fitted, painted

Opened = TypeVar("Opened")

RULES = offering(lambda *_: [*families(), *names()])


@click.command()
@click.argument("targets", nargs=-1, metavar="[CASE|FILE]...", shell_complete=cases_or_files)
@click.option("--strict", is_flag=True, help="Warnings set the exit code too.")
@click.option(
    "--select",
    metavar="RULE",
    multiple=True,
    shell_complete=RULES,
    help="Only this rule, or family (GOA).",
)
@click.option(
    "--ignore",
    metavar="RULE",
    multiple=True,
    shell_complete=RULES,
    help="Not this rule, or family.",
)
@click.option("--by-line", is_flag=True, help="In the order of lines, not the heaviest first.")
@click.option("--staged", is_flag=True, help="What would be committed, not the files as they lie.")
@formats("text", "json", "jsonl", "github", "sarif", "junit")
@desk
@click.pass_context
def validate(  # noqa: PLR0913  # an option each
    ctx: click.Context,
    desk: Desk,
    targets: tuple[str, ...],
    strict: bool,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    by_line: bool,
    staged: bool,
    form: str,
) -> None:
    """Check cases or single files; without any, the whole caseload.

    Every finding of every file in one run: what, where, what to do; of a case the heaviest first,
    for programs by its lines. Exit code 1 means that an error was found (with --strict a warning
    too), never advice. --staged looks at the cases that the next commit would change, as it would
    hold them.

    \b
    Examples:
      hrcli validate
      hrcli validate 7KQ2 --strict
      hrcli validate --select GOA --format json
      hrcli validate --format sarif
    """
    if staged:
        _lay_out_staged(desk, targets)
    count = findings.Count()
    closed_doors: list[str] = []
    checked = examine_all(_subjects(desk, targets), matcher(select, ignore))
    if form == "text" and not by_line:
        checked = map(_heaviest_first, checked)
    for piece in _pieces(form, _found(checked, count, closed_doors), count):
        click.echo(piece, nl=False)
    are_cases = all(ids.BEGINNING.match(ids.as_typed(target)) for target in targets)
    if are_cases and not staged and (cut_short := _cut_short(desk)):
        desk.say(f"Cut short, and half done as it lies: {cut_short}. See: hrcli doctor")
    if count.files or not closed_doors:
        desk.say(findings.tally(count))
    if form == "text" and count.first:
        desk.say(findings.explained(count.first))
    ctx.exit(exit_code(+count.severities, strict, bool(closed_doors)))


def _cut_short(desk: Desk) -> str:
    """The changes of this caseload that a killed command has left half done; else nothing."""
    try:
        return "; ".join(it.told for it in desk.caseload.journal.begun())
    except Unreadable:
        return "a change"


def _lay_out_staged(desk: Desk, targets: tuple[str, ...]) -> None:
    """Put on the desk what the next commit would hold, in the place of what lies in the folder."""
    if targets:
        raise click.UsageError("--staged looks at all that is staged: name no case or file.")
    root = desk.caseload.root
    git.need(root)
    staged, changed = git.staged(root), git.changed_by_commit(root)
    wanted = [name for name in staged if _concerns(name, changed)]
    blobs = [staged[name] for name in wanted if staged[name]]
    contents = iter(git.blobs(root, blobs))
    laid_out = {name: next(contents) if staged[name] else None for name in wanted}
    sealed = _sealed(root, laid_out)
    for name in sealed if SETTINGS in laid_out else {SETTINGS, *sealed}:
        laid_out[name] = desk.caseload.raw(name)
    if sealed:
        many = f"{len(sealed)} file{'s' * (len(sealed) != 1)}"
        desk.say(f"Git keeps {many} through a filter; what lies in the folder was checked instead.")
    desk.caseload = Staged(root, laid_out)


def _concerns(name: str, changed: list[str] | None) -> bool:
    """Whether a file has to do with what a commit changes: its case, or what holds for all."""
    place = name.split("/")
    if place[0] != "cases":
        return name == SETTINGS or place[0] == KNOWLEDGE
    everything = changed is None or any(not it.startswith("cases/") for it in changed)
    return everything or any(it.split("/")[:2] == place[:2] for it in changed or ())


def _sealed(root: Path, contents: Mapping[str, bytes | None]) -> set[str]:
    """The files that git keeps through a filter, in a form that says not what they are."""
    through = git.filtered(root, list(contents))
    known = ((name, contents[name]) for name in through)
    return {name for name, raw in known if raw and schema.kind_of(read(raw).data) is None}


def _pieces(form: str, found: Iterator[Finding], count: Count) -> Iterator[str]:
    """The findings in the form that is wanted, piece by piece."""
    if form == "text":
        return (fitted(it, columns()) for it in findings.text_pieces(found, painted))
    if form == "json":
        return findings.json_pieces(found, count)

    programs = {
        "jsonl": findings.jsonl_pieces,
        "github": ci.github_pieces,
        "sarif": ci.sarif_pieces,
        "junit": ci.junit_pieces,
    }
    return programs[form](found)


def _heaviest_first(checked: Checked | Unreadable) -> Checked | Unreadable:
    """The findings about a case by their weight; those of one weight by their lines as before.

    What is about one danger stands together, save what is set aside.
    """
    if isinstance(checked, Unreadable):
        return checked
    found = sorted(checked.findings, key=lambda it: it.heaviness)
    return checked._replace(findings=together(found, lambda it: "" if it.waived else it.code))


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
            remark(str(checked))
            closed_doors.append(str(checked))


def _subjects(desk: Desk, targets: Iterable[str]) -> Iterator[Subject | OwnFiles | Unreadable]:
    """What is to be checked, opened one after the other; one that stays shut hides no other."""
    if not targets:
        own = _opened(partial(_own_files, desk))
        yield own
        if isinstance(own, OwnFiles) and own.settings is None:
            todo = "Mend that file first, then do it again."
            yield Unreadable("Because of this no case was checked.", SETTINGS, todo)
            return
        for case in desk.caseload.cases_as_they_lie(desk.today):
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
        found = desk.caseload.as_it_lies(desk.caseload.case_id(target), desk.today)
        return _whole(desk, found)
    case, name = lone(Path(target), desk.today)
    if not case.whole:
        desk.say("This file stands alone: what concerns the whole case was not checked.")
    return Subject(case, lambda _: target, name)


def _is_file(target: str) -> bool:
    return target.endswith((".yaml", ".yml")) or "/" in target or is_file(Path(target))


def _whole(desk: Desk, case: Case) -> Subject:
    folder = desk.caseload.root / "cases" / case.id
    return Subject(case, lambda name: desk.shown(folder / name))


def _own_files(desk: Desk) -> OwnFiles:
    root, file = desk.caseload.root, File(SETTINGS, desk.caseload.read(SETTINGS))
    settings = desk.caseload.settings if file.document.sound else None
    return OwnFiles(file, settings, desk.today, lambda name: desk.shown(root / name))
