"""What stops a change: findings about it are shown, and nothing is written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import click

from hrcli.document.data import value_at
from hrcli.document.document import Document
from hrcli.errors import Blocked
from hrcli.finding import Finding, Path
from hrcli.formats.findings import findings_text
from hrcli.plan.case import Case
from hrcli.rules.engine import examine


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


def block_errors(
    now: Case, then: Case, counts: Callable[[Finding], bool], any_weight: bool = False
) -> None:
    """Stop where the case as it would be `then` has errors that count; told at places of `now`.

    With `any_weight` warnings and advice stop it too.
    """
    document = then.plan_file.document
    found = [
        finding._replace(place=now.plan_file.document.key_place(finding.at))
        if finding.file == now.plan_file.name
        else finding
        for finding in examine(then)
        if counts(finding) and (finding.blocks or (any_weight and not finding.waived))
    ]
    if found:
        block(found, [name for it in found for name in questions_about(document, it)])
