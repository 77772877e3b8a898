"""What --from names: the answers in a file, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Collection
from typing import BinaryIO, NamedTuple

from hrcli.commands._desk import Desk
from hrcli.commands._refusing import block, questions_about
from hrcli.document.data import Data, Value, keyed
from hrcli.document.document import MAX_BYTES, Document, read, text_in
from hrcli.document.writer import block as block_of
from hrcli.errors import WrongCommand
from hrcli.finding import Finding, Path
from hrcli.plan import check, schema, substance_names
from hrcli.plan.case import Case


class Given(NamedTuple):
    """What --from names: its YAML, and how a finding names it."""

    document: Document
    file: str

    @property
    def data(self) -> Data:
        return keyed(self.document.data)


def _source_name(source: BinaryIO) -> str:
    name = getattr(source, "name", None)
    return name if isinstance(name, str) and not name.startswith("<") else "-"


def fragment(source: BinaryIO | None) -> Given | None:
    """The YAML in what --from names, if it names anything. Raises Blocked for what is not YAML."""
    if source is None:
        return None
    document = read(source.read(MAX_BYTES + 1))
    if not document.sound:
        block([_of_fragment(finding, source) for finding in document.findings])
    return Given(document, _source_name(source))


def _of_fragment(finding: Finding, source: BinaryIO) -> Finding:
    """A finding about what --from names, which is less than a whole file."""
    todo = finding.help
    if finding.code == "YML13":
        todo = "Write `key: value` lines, such as `what: ...`; no hyphen before the first."
    return finding._replace(file=_source_name(source), help=todo)


def in_our_words(desk: Desk, at: Path, given: Value) -> Value:
    """What is given for the place `at` of a plan, names of substances as the words they stand for.

    Each name is told with what it was taken for, and how to take that back.
    """
    value, names = substance_names.written("plan", at, given)
    for it in dict.fromkeys(names):
        desk.say(f"{it.remark} If that is wrong: hrcli set CASE PLACE WORD")
    return value


def need_same_case(case: Case, answers: Data) -> None:
    """Stop where the answers say that they are about another case: they would land in this one."""
    named = answers.get("case")
    if named not in (None, case.id):
        todo = "Name the case they are about, or leave case out of them."
        raise WrongCommand("These answers are about another case.", "--from", todo)


def plain_text(source: BinaryIO) -> str:
    """The one text in what --from names, as it stands; no YAML is read into it."""
    text, findings = text_in(source.read(MAX_BYTES + 1))
    if findings:
        block([finding._replace(file=_source_name(source)) for finding in findings])
    return text.rstrip("\n")


def check_parts(given: Given, places: Collection[Path], key_harms: Collection[str]) -> None:
    """Stop where the schema has something to say about parts of a plan given under their keys."""
    document = read(block_of({"hrcli": "plan/1", **given.data}).encode("utf-8"))
    found = [
        finding._replace(file=given.file, place=given.document.key_place(finding.at))
        for finding in check.check(document, "plan", key_harms)
        if any(finding.at[: len(place)] == place for place in places)
    ]
    if found:
        block(found)


def check_new(
    document: Document, at: Path, key_harms: Collection[str], given: Given | None
) -> None:
    """Stop where the schema has something to say about what now stands at `at` in the document.

    Places are those of the fragment that was `given`, where one was.
    """
    found = [
        finding._replace(
            file=given.file if given else "answers",
            place=given.document.key_place(finding.at[len(at) :]) if given else finding.place,
        )
        for finding in check.check(document, schema.kind_of(document.data), key_harms)
        if finding.at[: len(at)] == at
    ]
    if found:
        block(found, [name for it in found for name in questions_about(document, it, at)])
