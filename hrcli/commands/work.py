"""`hrcli work`: the open steps of a case, one after the other, until client and worker agree."""

from __future__ import annotations

import shlex
from collections.abc import Iterator

import click

from hrcli.commands import _prompts, _undoing, load
from hrcli.commands._desk import Desk, at_terminal, desk
from hrcli.commands._options import case_argument
from hrcli.commands._screen import remark
from hrcli.dates import echo
from hrcli.errors import HrcliError, WrongCommand
from hrcli.folding import uncapitalised
from hrcli.formats.findings import dangers, dangers_text
from hrcli.formats.next import in_words, title
from hrcli.method import steps
from hrcli.method.signs import AtTheStart
from hrcli.method.status import need_status
from hrcli.method.steps import Next
from hrcli.plan.case import Case
from hrcli.rules.engine import examine

AGAIN, LEAVE = ("a", "again"), ("l", "leave")


@click.command()
@case_argument()
@desk
@click.pass_context
def work(ctx: click.Context, desk: Desk, case: str) -> None:
    """Go through the open steps of a case, until client and worker agree.

    They are the steps that hrcli next names, with the questions of their commands. Each answer is
    kept as it is given, and saved at the end of its step. Alone on a line: < goes back, also into
    the step before, whose answers are taken back then; ? explains, - leaves a question, q stops. A
    step in which nothing is answered may be left with a reason and a day. What waits is told at the
    end.

    \b
    Example:
      hrcli work 7KQ2
    """
    found = desk.case(case)
    need_status(found, "open")
    if not at_terminal():
        todo = f"Each step has a command of its own: hrcli next {found.id[:4]}"
        raise WrongCommand("There is no terminal to ask at.", "hrcli work", todo)
    desk.goes_on = f"hrcli work {found.id[:4]}"
    Walk(ctx, desk, found.id).through()


class Walk:
    """One way through the open steps of a case, at a terminal."""

    def __init__(self, ctx: click.Context, desk: Desk, case_id: str) -> None:
        self.ctx = ctx
        self.desk = desk
        self.case_id = case_id
        self.passed: set[str] = set()  # the commands in which nothing was said
        self.begun_with = self._changes()

    def through(self) -> None:
        """Go step by step; none is shown again that was left as it was."""
        case = self._case()
        while step := self._open(case):
            self._take(step)
            now = self._case()
            if now.plan_file.document.text == case.plan_file.document.text:
                self.passed.add(step.command)
            case = now
        for text in _at_the_end(case):
            remark(text)

    def _case(self) -> Case:
        return self.desk.case(self.case_id)

    def _open(self, case: Case) -> Next | None:
        """The first open step of the way to an agreement that was not passed; None at its end."""
        found = steps.all_open(case, examine(case))
        return next((it for it in found if it.command not in self.passed), None)

    def _take(self, step: Next) -> None:
        """Put the questions of a step's command; again where it was refused and that is wanted."""
        self._tell(f"\n{title(step)}: {uncapitalised(step.why)}")
        self.desk.leaves = self._changes() > self.begun_with
        try:
            while not self._ran(step):
                pass
        except AtTheStart:
            self._go_back()

    def _ran(self, step: Next) -> bool:
        """Run the command of a step; False where it was refused and is to be tried again."""
        self.desk.on_refusal.clear()
        self.desk.on_stop.clear()
        try:
            self._run(shlex.split(step.command)[1:])
        except click.exceptions.Exit:
            return True
        except HrcliError as error:
            self._tell(str(error))
            return not self._again()
        return True

    def _run(self, words: list[str]) -> None:
        """Run a command of hrcli here, with the same desk."""
        command = load(words[0])
        if command is None:
            raise AssertionError(f"a step names a command that does not exist: {words[0]}")
        with command.make_context(words[0], words[1:], parent=self.ctx.parent) as inner:
            command.invoke(inner)

    def _again(self) -> bool:
        words = (*AGAIN, *LEAVE)
        question = "(a)gain, or (l)eave it for now?"
        answer = _prompts.one_of(self.desk, question, words, enter="leave", not_now="leave")
        return answer in AGAIN

    def _go_back(self) -> None:
        """Into the step before: what was saved there last is taken back."""
        entry = _undoing.take_back(self.desk, self.case_id)
        self.passed.clear()
        self._tell(f"Taken back: {entry.told}.")

    def _changes(self) -> int:
        """How many changes of the case can be taken back."""
        return len(self.desk.caseload.journal.standing(self.case_id))

    def _tell(self, text: str) -> None:
        remark(text)


def _at_the_end(case: Case) -> Iterator[str]:
    """Whether client and worker agree, what is dangerous, what waits, and what comes next."""
    findings = examine(case)
    agreed = case.plan.status == "active" and not steps.open_items(case, "agree")
    yield f"\n{case.id}: {'agreed' if agreed else 'not agreed yet'}."
    danger = dangers_text(dangers(case, findings))
    if danger:
        yield danger
    for step in steps.of(case):
        if step.state == "left" and step.until:
            yield f"Left until {echo(step.until, case.today)}: {title(step)}"
    following = steps.next_for(case, findings)
    if following:
        yield from in_words(following)
