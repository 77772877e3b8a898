"""How a change is refused, saved or only shown."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from difflib import unified_diff
from typing import Any

import click

from hrcli.commands._desk import Desk
from hrcli.document.data import path_of, value_at
from hrcli.document.document import Document, read
from hrcli.errors import Blocked
from hrcli.finding import Finding, Path, Place
from hrcli.formats.findings import findings_text
from hrcli.plan.case import Case
from hrcli.rules import examine
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
    path = path_of(document.data, finding.path) if finding.path else None
    if path and not isinstance(value_at(document.data, path), dict):
        yield finding.path
        yield ".".join(map(str, path))
        if at and isinstance(at[-1], int):
            yield ".".join(map(str, (*at[:-1], 0, *path[len(at) :])))


def place_in(
    given: Document, finding: Finding, prefix: str, after: Document | None = None
) -> Place:
    """Where in the fragment `given` a finding stands that was made about `after`."""
    rest = finding.path.removeprefix(prefix).lstrip(".")
    path = (path_of(given.data, rest) if rest else ()) or ()
    if after and finding.code == "SCH01":  # it names the owner, and stands at the key
        owner = path_of(after.data, finding.path) if finding.path else ()
        path = next(
            (
                (*path, key)
                for key in _keys_at(given.data, path)
                if after.key_place((*(owner or ()), key)) == finding.place
            ),
            path,
        )
    return given.key_place(path)


def _keys_at(data: Any, path: Path) -> list[str]:
    for step in path:
        data = data[step]
    return list(data) if isinstance(data, dict) else []


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
        finding._replace(place=place_in(current, finding, ""))
        if finding.file == case.plan_file.name
        else finding
        for finding in examine(case.with_plan(document))
        if counts(finding) and (finding.blocks or (any_weight and not finding.waived))
    ]
    if found:
        block(found, [name for it in found for name in questions_about(document, it)])


def show_change(name: str, before: str, after: str) -> None:
    """Print the difference a change would make, as `diff -u` does."""
    lines = unified_diff(
        before.splitlines(), after.splitlines(), f"a/{name}", f"b/{name}", lineterm=""
    )
    for text in lines:
        colour = {"+": "green", "-": "red"}.get(text[:1])
        click.echo(click.style(safe(text), fg=colour))
