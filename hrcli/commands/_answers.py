"""What --from names: the answers in a file, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, BinaryIO

from hrcli.commands._desk import Desk
from hrcli.commands._saving import block, place_in, questions_about
from hrcli.document.document import MAX_BYTES, Document, read
from hrcli.errors import WrongCommand
from hrcli.finding import Finding, Path
from hrcli.plan import check, schema
from hrcli.plan.case import Case


def source_name(source: BinaryIO | None) -> str:
    """How to name what --from names in a finding."""
    name = getattr(source, "name", None)
    return name if isinstance(name, str) and not name.startswith("<") else "-"


def fragment(source: BinaryIO) -> Document:
    """The YAML in what --from names. Raises Blocked where it cannot be read."""
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
    named = answers.get("case")
    if named not in (None, case.id):
        todo = "Name the case they are about, or leave case out of them."
        raise WrongCommand("These answers are about another case.", "--from", todo)


def plain_text(source: BinaryIO) -> str:
    """The one text in what --from names, as it stands; no YAML is read into it."""
    from hrcli.document.document import MAX_BYTES, plain_text

    text, findings = plain_text(source.read(MAX_BYTES + 1))
    if findings:
        block([finding._replace(file=source_name(source)) for finding in findings])
    return text.rstrip("\n")


def check_new(
    desk: Desk, after: str, at: Path, given: Document | None, source: BinaryIO | None
) -> None:
    """Stop where the schema has something to say about what now stands at `at` in `after`.

    Places are those of the fragment that was `given`, where one was.
    """
    document = read(after.encode("utf-8"))
    prefix = document.dotted(at)
    key_harms = desk.caseload.settings.key_harms
    found = [
        finding._replace(
            file=source_name(source) if given else "answers",
            place=place_in(given, finding, prefix, document) if given else finding.place,
        )
        for finding in check.check(document, schema.kind_of(document.data), key_harms)
        if not prefix or f"{finding.path}.".startswith(f"{prefix}.")
    ]
    if found:
        block(found, [name for it in found for name in questions_about(document, it, at)])
