"""The one way to change the files of a case: from the change to the word that it is saved."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from difflib import unified_diff
from typing import NamedTuple

import click

from hrcli.commands._answers import Given, check_new
from hrcli.commands._desk import Desk, draw
from hrcli.commands._refusing import stop_at_gate
from hrcli.document.document import Document, read
from hrcli.errors import Unreadable
from hrcli.finding import Path
from hrcli.ids import new_file_name
from hrcli.plan.case import Case, File, new_case
from hrcli.plan.changes import Change, amended
from hrcli.plan.plan import Plan, plan_of
from hrcli.rules import gate
from hrcli.store.journal import Put
from hrcli.terminal import Meaning, painted, safe

Step = Callable[[Case], Iterable[Change]]
"""What is done to a plan, as a pure function of the case as it stands."""

Refuse = Callable[[Case, Case], None]
"""Raises an error where the case as it would be (the second) must not be saved."""


class Record(NamedTuple):
    """A file of its own that comes with a step: a review, an event."""

    name: str  # inside the folder of the case
    text: str
    is_there: bool = False  # a saving that was cut short has put it there already
    is_answered: bool = True  # whether somebody's answers stand in it, not hrcli's words alone
    final: str = ""  # why it is never taken back, if so


class Saving:
    """One change to a case; whichever command makes it, the order of the steps is this one.

    The change is worked out on the plan as it stands under the lock, so that no other command's is
    lost. The schema is asked about what is new, then the rules about what would be. Where neither
    refuses, the files are put in place, or with --dry-run only shown. Then the draft has done its
    work, and the worker is told.
    """

    def __init__(
        self, desk: Desk, case_id: str, dry_run: bool, *drafts: str, given: Given | None = None
    ) -> None:
        """`drafts` are dropped once all is saved; `given` is what --from named, for its places."""
        self.desk = desk
        self.case_id = case_id
        self.folder = f"cases/{case_id}"
        self.plan = f"{self.folder}/plan.yaml"
        self.dry_run = dry_run
        self.drafts = drafts
        self.given = given
        self.changes: list[Change] = []  # what the step did to the plan
        self.differs = False  # whether a file is, or with --dry-run would be, another than before

    def save(
        self,
        case: Case,
        step: Step,
        *,
        new_at: Callable[[Case], Path] | None = None,
        refuse: Refuse | None = None,
        record: Record | None = None,
        keeps_earlier: bool = False,
        gated: bool = True,
    ) -> None:
        """Take a `step` in the plan of `case`, which holds the `record` already where there is one.

        `new_at` says what the schema is asked about; nothing without it. With `keeps_earlier` the
        plan as it stood is kept under plans/. Whatever makes something active is held at the gate,
        but for what only records what has happened (not `gated`).
        """

        def edit(document: Document) -> str:
            now = case.with_plan(document)
            then = now.with_plan(self._stepped(now, step, new_at))
            if refuse:
                refuse(now, then)
            if gated:
                self._gate(now.plan, then.plan_file.document, now.plan_file)
            return then.plan_file.document.text

        if record and record.is_answered:
            self.check_new(record.text)
        new = [record] if record and not record.is_there else []
        if self.dry_run:
            self._show(new, edit)
        else:
            final = record.final if record else ""
            self._write(lambda: self._puts(case, new, edit, keeps_earlier), final=final)

    def begin(self, text: str, schemas: dict[str, str]) -> None:
        """Make the folder of a new case with this plan, and the schemas that editors look for."""
        self.check_new(text)
        document, given = read(text.encode("utf-8")), self.given
        told_at = File(given.file, given.document) if given else File(self.plan, document)
        self._gate(None, document, told_at)
        if self.dry_run:
            show_change(self.plan, "", text)
            return

        self._write(lambda: [Put(self.plan, None, text.encode("utf-8"))], schemas)

    def replace(self, before: bytes, after: bytes) -> None:
        """Put a plan as the worker wrote it in the place of one that was read as `before`."""
        if after != before:
            told_at = File(self.plan, read(after))
            self._gate(plan_of(read(before).data), told_at.document, told_at)
            self._write(lambda: [Put(self.plan, before, after)])
        else:
            self.drop_drafts()

    def tell(self, text: str, already: str | None = None) -> None:
        """Say what was done; `already` where all files said so before (empty: nothing is said)."""
        words = text if self.differs or already is None else already
        if words and not self.dry_run:
            self.desk.say(words)

    def looked_back(self) -> Case | None:
        """The case now that all is saved; None where it cannot be read any more.

        What is saved has not failed because something behind it cannot be read.
        """
        try:
            return self.desk.case(self.case_id)
        except Unreadable:
            return None

    def drop_drafts(self) -> None:
        """Take the drafts away; with --dry-run they stay."""
        for draft in () if self.dry_run else self.drafts:
            self.desk.caseload.drop_draft(draft)

    def _stepped(
        self,
        now: Case,
        step: Step,
        new_at: Callable[[Case], Path] | None,
    ) -> Document:
        """The plan after the step. Raises what the schema has against it."""
        self.changes = list(step(now))
        document = now.plan_file.document
        after = read(document.encoded(amended(document, self.changes)))
        if new_at:
            self._check_new(after, new_at(now))
        return after

    def _gate(self, now: Plan | None, document: Document, told_at: File) -> None:
        """Stop where the plan would make something active that may not be; `now` is it as it is.

        The whole case is looked at, whatever of it the command has read.
        """
        if not gate.opens(now, plan_of(document.data)):
            return
        caseload, today = self.desk.caseload, self.desk.today
        if now is None:
            then = new_case(self.case_id, document, caseload.settings, today)
        else:
            then = caseload.case(self.case_id, today).with_plan(document)
        stop_at_gate(then, told_at)

    def check_new(self, text: str, at: Path = ()) -> None:
        """Stop where the schema has something to say about what stands at `at` in a new `text`."""
        self._check_new(read(text.encode("utf-8")), at)

    def _check_new(self, document: Document, at: Path) -> None:
        check_new(document, at, self.desk.caseload.settings.key_harms, self.given)

    def _show(self, new: list[Record], edit: Callable[[Document], str]) -> None:
        for record in new:
            show_change(f"{self.folder}/{record.name}", "", record.text)
        _, document, after = self.desk.caseload.edited(self.plan, edit)
        show_change(self.plan, document.text, after)
        self.differs = bool(new) or after != document.text

    def _puts(
        self, case: Case, new: list[Record], edit: Callable[[Document], str], keeps_earlier: bool
    ) -> list[Put]:
        """The files to put in place, the plan last."""
        before, document, after = self.desk.caseload.edited(self.plan, edit)
        puts = self._earlier(case, before, document) if keeps_earlier else []
        puts += [Put(f"{self.folder}/{it.name}", None, it.text.encode("utf-8")) for it in new]
        if after != document.text:
            puts.append(Put(self.plan, before, document.encoded(after)))
        return puts

    def _earlier(self, case: Case, before: bytes, document: Document) -> list[Put]:
        """The plan as it stands, to be kept; nothing where a step cut short has kept it already."""
        known = self.desk.caseload.with_earlier(case).earlier
        if any(it.document.text == document.text for it in known):
            return []
        own = new_file_name(str(self.desk.today), draw)
        return [Put(f"{self.folder}/plans/{own}", None, before)]

    def _write(
        self,
        work: Callable[[], list[Put]],
        schemas: Mapping[str, str] | None = None,
        final: str = "",
    ) -> None:
        """Put files of a case in place, all or none; nothing else may.

        What is to be put is worked out under the lock.
        """
        with self.desk.caseload.writing() as writer:
            puts = work()
            writer.keep_schemas(schemas or {})
            writer.change(puts, final)
        self.differs = bool(puts)
        self.drop_drafts()


SIGNS: dict[str, Meaning] = {"+": "good", "-": "danger"}


def show_change(name: str, before: str, after: str) -> None:
    """Print the difference a change would make, as `diff -u` does."""
    lines = unified_diff(_lines(before), _lines(after), f"a/{name}", f"b/{name}", lineterm="")
    for text in lines:
        meaning = SIGNS.get(text[:1])
        click.echo(painted(safe(text), meaning) if meaning else safe(text))


def _lines(text: str) -> list[str]:
    """The lines as the file has them; other signs that break a line do not make one here."""
    return text.replace("\r\n", "\n").removesuffix("\n").split("\n") if text else []
