"""How the writing commands get their answers: from a file, or at the terminal with a draft."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any, BinaryIO

import click

from hrcli.commands.desk import Desk

if TYPE_CHECKING:
    from hrcli.caseload import Caseload, Edit
    from hrcli.document import Document
    from hrcli.errors import HrcliError
    from hrcli.finding import Finding, Path, Place
    from hrcli.interview import Interview
    from hrcli.plan import Case


SAYING = ("what", "words", "specific", "alias", "substance")
"""The keys by which a worker knows an item; the first that is there is shown beside its id."""


def source_name(source: BinaryIO | None) -> str:
    """How to name what --from names in a finding."""
    name = getattr(source, "name", None)
    return name if isinstance(name, str) and not name.startswith("<") else "-"


def fragment(source: BinaryIO) -> Document:
    """The YAML in what --from names. Raises Blocked where it cannot be read."""
    from hrcli.document import MAX_BYTES, read

    document = read(source.read(MAX_BYTES + 1))
    if not document.sound:
        block([_of_fragment(finding, source) for finding in document.findings])
    return document


def _of_fragment(finding: Finding, source: BinaryIO) -> Finding:
    """A finding about what --from names, which is less than a whole file."""
    todo = finding.help
    if finding.code == "YML13":
        todo = "Write `key: value` lines, such as `what: ...`; no hyphen before the first."
    return finding._replace(file=source_name(source), help=todo)


def need_same_case(case: Case, answers: Mapping[str, Any]) -> None:
    """Stop where the answers say that they are about another case: they would land in this one."""
    from hrcli.errors import WrongCommand

    named = answers.get("case")
    if named not in (None, case.id):
        todo = "Name the case they are about, or leave case out of them."
        raise WrongCommand("These answers are about another case.", "--from", todo)


def plain_text(source: BinaryIO) -> str:
    """The one text in what --from names, as it stands; no YAML is read into it."""
    from hrcli.document import MAX_BYTES, plain_text

    text, findings = plain_text(source.read(MAX_BYTES + 1))
    if findings:
        block([finding._replace(file=source_name(source)) for finding in findings])
    return text.rstrip("\n")


def block(findings: list[Finding], questions: Iterable[str] = ()) -> None:
    """Show findings that stand in the way, and stop with exit code 1.

    `questions` are the names of those whose answers they are about, and which are asked again.
    """
    from hrcli.errors import Blocked
    from hrcli.output import findings_text

    click.echo(findings_text(findings))
    count = len(findings)
    what, todo = "Nothing was written.", "Mend what they name, then do it again."
    error = Blocked(what, f"{count} finding{'s' * (count != 1)} above", todo)
    error.questions = tuple(questions)
    raise error


def check_new(
    desk: Desk, after: str, at: Path, given: Document | None, source: BinaryIO | None
) -> None:
    """Stop where the schema has something to say about what now stands at `at` in `after`.

    Places are those of the fragment that was `given`, where one was.
    """
    from hrcli import schema
    from hrcli.document import read

    document = read(after.encode("utf-8"))
    prefix = document.dotted(at)
    key_harms = desk.caseload.settings.key_harms
    found = [
        finding._replace(
            file=source_name(source) if given else "answers",
            place=_place_in(given, finding, prefix, document) if given else finding.place,
        )
        for finding in schema.check(document, schema.kind_of(document.data), key_harms)
        if not prefix or f"{finding.path}.".startswith(f"{prefix}.")
    ]
    if found:
        block(found, [name for it in found for name in _questions(document, it, at)])


def _questions(document: Document, finding: Finding, at: Path = ()) -> Iterator[str]:
    """What the question is called that a finding is about: an item by its id or its position.

    A new item of a list is asked for under the position 0, wherever it comes to stand. What a
    finding about several answers at once means is not known.
    """
    from hrcli.document import path_of, value_at

    path = path_of(document.data, finding.path) if finding.path else None
    if path and not isinstance(value_at(document.data, path), dict):
        yield finding.path
        yield ".".join(map(str, path))
        if at and isinstance(at[-1], int):
            yield ".".join(map(str, (*at[:-1], 0, *path[len(at) :])))


def _place_in(
    given: Document, finding: Finding, prefix: str, after: Document | None = None
) -> Place:
    """Where in the fragment `given` a finding stands that was made about `after`."""
    from hrcli.document import path_of

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


def draft_name(*parts: str | None) -> str:
    """The file for a command's half-given answers: named by words and ids, never by a text."""
    return "-".join(re.sub(r"[^A-Za-z0-9-]", "_", part) for part in parts if part) + ".json"


def answers_kept(caseload: Caseload, draft: str) -> str:
    """How many answers a draft holds, in words; empty where there is none."""
    count = len(_answered(_kept(caseload.draft(draft))))
    return f"{count} answer{'s' * (count != 1)}" if count else ""


def interview(
    desk: Desk,
    draft: str,
    plan: Mapping[str, Any] | None = None,
    kind: str = "plan",
    goes_on: bool | None = None,
) -> Interview:
    """Questions about a file of `kind` at the terminal; each answer goes at once into a draft.

    A stopped interview goes on where it was when the same command comes again; whether to do so
    is asked, unless `goes_on` says it. `plan` holds the items that answers may refer to.
    """
    from hrcli.interview import Interview

    caseload = desk.caseload
    known = _kept(caseload.draft(draft))
    answers = answers_kept(caseload, draft)
    if answers and goes_on is None:
        question = f"Go on with the {answers} kept from last time?"
        goes_on = click.confirm(question, default=True, err=True)
    if not answers or not goes_on:
        known.clear()
    click.echo("Enter leaves a question open; Ctrl-C stops, and you can go on later.", err=True)

    def keep() -> None:
        caseload.keep_draft(draft, json.dumps(known).encode("utf-8"))

    desk.on_refusal.append(lambda error: _keep_answers(caseload, draft, error))
    return Interview(
        kind,
        listen=_line_editor(),
        tell=lambda text: click.echo(text, err=True),
        today=desk.today,
        known=known,
        keep=keep,
        items=lambda name: items_of(plan or {}, name),
        key_harms=caseload.settings.key_harms,
    )


def _line_editor() -> Callable[[str], str]:
    """Puts a question, on stderr where stdout goes to a file or to another program.

    Where both go to the terminal, arrow keys move the cursor instead of leaving signs in a text.
    """
    apart = not sys.stdout.isatty()
    with suppress(ImportError):  # Windows has its own
        import readline  # noqa: F401
    return lambda text: str(click.prompt(text, default="", show_default=False, err=apart))


def _keep_answers(caseload: Caseload, draft: str, refusal: HrcliError) -> None:
    """After a refusal: what was left open, and what it is about, is asked again next time."""
    from hrcli.errors import Blocked, HrcliError

    known = _kept(caseload.draft(draft))
    wrong = [f"{name}." for name in refusal.questions] if isinstance(refusal, Blocked) else []
    answers = {
        key: answer
        for key, answer in known.items()
        if answer is not None and not f"{key}.".startswith(tuple(wrong))
    }
    with suppress(HrcliError):  # the refusal itself is what has to be told
        if _answered(answers):
            caseload.keep_draft(draft, json.dumps(answers).encode("utf-8"))
        else:
            caseload.drop_draft(draft)


def _answered(known: Mapping[str, Any]) -> list[str]:
    """The questions that were answered."""
    from hrcli.interview import BEGUN

    return [key for key, answer in known.items() if key != BEGUN and answer is not None]


def _kept(text: bytes | None) -> dict[str, Any]:
    """The answers in a draft; none where every question was left open."""
    try:
        known = json.loads(text or b"{}")
    except ValueError:
        return {}
    return known if isinstance(known, dict) and _answered(known) else {}


def picked(desk: Desk, question: str, words: Mapping[str, str]) -> str | None:
    """One of `words` as it is picked at the terminal; None where none is. No draft is kept."""
    from hrcli.interview import Interview

    def tell(text: str) -> None:
        click.echo(text, err=True)

    session = Interview("plan", _line_editor(), tell, desk.today, {})
    return session.choice("picked", question, words)


def items_of(plan: Mapping[str, Any], name: str) -> dict[str, str]:
    """The ids in a list of the plan, each with what the worker knows it by, fit for a terminal."""
    from hrcli.plan import items, text
    from hrcli.terminal import line

    return {
        text(item, "id"): line(next(filter(None, (text(item, key) for key in SAYING)), ""))
        for _, item in items(plan, name)
        if text(item, "id")
    }


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
    from hrcli.document import read
    from hrcli.rules.engine import examine

    document = read(current.encoded(after))
    found = [
        finding._replace(place=_place_in(current, finding, ""))
        if finding.file == case.plan_file.name
        else finding
        for finding in examine(case.with_plan(document))
        if counts(finding) and (finding.blocks or (any_weight and not finding.waived))
    ]
    if found:
        block(found, [name for it in found for name in _questions(document, it)])


def show_change(name: str, before: str, after: str) -> None:
    """Print the difference a change would make, as `diff -u` does."""
    from difflib import unified_diff

    from hrcli.terminal import safe

    lines = unified_diff(
        before.splitlines(), after.splitlines(), f"a/{name}", f"b/{name}", lineterm=""
    )
    for text in lines:
        colour = {"+": "green", "-": "red"}.get(text[:1])
        click.echo(click.style(safe(text), fg=colour))
