"""What stops a change: findings about it are shown, and nothing is written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from hrcli.commands._screen import listing
from hrcli.document.data import value_at
from hrcli.document.document import Document
from hrcli.errors import Blocked
from hrcli.finding import OTHER_RANK, Finding, Path
from hrcli.formats.findings import explained, findings_text
from hrcli.plan.case import Case, File
from hrcli.rules import gate
from hrcli.rules.engine import examine
from hrcli.store.caseload import PLAN
from hrcli.terminal import painted

WRITTEN = "Nothing was written."
NOT_YET = "This may not become active yet; nothing was written."


def block(
    findings: list[Finding], questions: Iterable[str] = (), what: str = WRITTEN, more: str = ""
) -> None:
    """Show findings that stand in the way, and stop with exit code 1; the error says `what`.

    `questions` are the names of those whose answers they are about, and which are asked again;
    `more` is what else there is to do.
    """
    listing(f"{findings_text(findings, painted)}\n\n{explained(findings[0].code)}")
    raise refusal(what, len(findings), questions, more)


def refusal(what: str, count: int, questions: Iterable[str] = (), more: str = "") -> Blocked:
    """The error that goes with so many findings, which have just been shown."""
    todo = f"Mend what they name, then do it again.{more}"
    error = Blocked(what, f"{count} finding{'s' * (count != 1)} above", todo)
    error.questions = tuple(questions)
    return error


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
    found = [
        finding
        for finding in examine(then)
        if counts(finding) and (finding.blocks or (any_weight and not finding.waived))
    ]
    if found:
        block(_told_at(now.plan_file, found), _asked_again(then, found))


def stop_at_gate(then: Case, told_at: File, saved: bool = False) -> None:
    """Stop where errors keep the case as it would be from becoming active; told at places of a
    file: the plan as it stands, or what was given in its place.

    Where what may do harm is `saved` already, it leads to the command that says what answers it.
    """
    found = gate.in_the_way(then)
    if found:
        risks = saved and any(it.rank < OTHER_RANK for it in found)
        more = f" Where to put what answers a risk: hrcli safety {then.id[:4]}" if risks else ""
        block(_told_at(told_at, found), _asked_again(then, found), NOT_YET, more)


def _told_at(plan: File, found: list[Finding]) -> list[Finding]:
    """The findings with those about the plan at the places and under the name of this file."""
    return [
        finding._replace(place=plan.document.key_place(finding.at), file=plan.name)
        if finding.file == PLAN
        else finding
        for finding in found
    ]


def _asked_again(then: Case, found: list[Finding]) -> list[str]:
    document = then.plan_file.document
    return [name for it in found for name in questions_about(document, it)]
