"""How a change is refused, saved or only shown."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from difflib import unified_diff

import click

from hrcli.commands._desk import Desk
from hrcli.document.data import value_at
from hrcli.document.document import Document, read
from hrcli.errors import Blocked
from hrcli.finding import Finding, Path
from hrcli.formats.findings import findings_text
from hrcli.plan.case import Case
from hrcli.rules.engine import examine
from hrcli.store.caseload import Edit
from hrcli.terminal import safe


def block(findings: list[Finding], questions: Iterable[str] = ()) -> None:
    """Show findings that stand in the way, and stop with exit code 1.

    `questions` are the names of those whose answers they are about, and which are asked again.
    """
    click.echo(findings_text(findings))
    count = len(findings)
    what, todo = "Nothing was written.", "Mend what they name, then do it again."
    error = Blocked(what, f"{count} finding{'s' * (count != 1)} above", todo)
    error.questions = tuple(questions)
    raise error


def questions_about(document: Document, finding: Finding, at: Path = ()) -> Iterator[str]:
    """What the question is called that a finding is about: an item by its id or its position.

    A new item of a list is asked for under the position 0, wherever it comes to stand. What a
    finding about several answers at once means is not known.
    """
    if finding.at and not isinstance(value_at(document.data, finding.at), dict):
        yield finding.path
        yield ".".join(map(str, finding.at))
        if at and isinstance(at[-1], int):
            yield ".".join(map(str, (*at[:-1], 0, *finding.at[len(at) :])))


def save(desk: Desk, name: str, edit: Edit, dry_run: bool) -> bool:
    """Rewrite the file `name` by `edit`, or only show it; whether anything was written."""
    if dry_run:
        show_change(name, *desk.caseload.preview(name, edit))
        return False
    before, after = desk.caseload.change(name, edit)
    return before != after


def block_errors(
    case: Case,
    current: Document,
    after: str,
    counts: Callable[[Finding], bool],
    any_weight: bool = False,
) -> None:
    """Stop where the plan in `after` would have errors that count; told at places of `current`.

    With `any_weight` warnings and advice stop it too.
    """
    document = read(current.encoded(after))
    found = [
        finding._replace(place=current.key_place(finding.at))
        if finding.file == case.plan_file.name
        else finding
        for finding in examine(case.with_plan(document))
        if counts(finding) and (finding.blocks or (any_weight and not finding.waived))
    ]
    if found:
        block(found, [name for it in found for name in questions_about(document, it)])


def show_change(name: str, before: str, after: str) -> None:
    """Print the difference a change would make, as `diff -u` does."""
    lines = unified_diff(_lines(before), _lines(after), f"a/{name}", f"b/{name}", lineterm="")
    for text in lines:
        colour = {"+": "green", "-": "red"}.get(text[:1])
        click.echo(click.style(safe(text), fg=colour))


def _lines(text: str) -> list[str]:
    """The lines as the file has them; other signs that break a line do not make one here."""
    return text.replace("\r\n", "\n").removesuffix("\n").split("\n") if text else []
