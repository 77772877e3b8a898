"""`hrcli answer`: what came of a question, a concern or a complaint of the client."""

from __future__ import annotations

from typing import BinaryIO

import click

from hrcli.commands import _answers, _prompts
from hrcli.commands._desk import Desk, desk, need_terminal
from hrcli.commands._options import case_argument, dry_run, from_file
from hrcli.commands._saving import Saving
from hrcli.method import answering
from hrcli.method.status import need_status
from hrcli.terminal import line


@click.command()
@case_argument()
@click.argument("remark", required=False, metavar="[ID]")
@from_file
@dry_run
@desk
def answer(
    desk: Desk, case: str, remark: str | None, source: BinaryIO | None, dry_run: bool
) -> None:
    """Write down what came of something that the client asked, worried about or complained of.

    ID is the one that hrcli show names under "Waiting for an answer"; without it the first one is
    taken, complaints before the others. It is settled with the answer, unless you say that it stays
    open. Elsewhere than at a terminal give answer, and settled_on, with --from.

    \b
    Examples:
      hrcli answer 7KQ2
      echo "answer: The door is oiled." | hrcli answer 7KQ2 c4k --from -
    """
    found = desk.case(case)
    need_status(found, "open")
    meant = answering.remark_named(found, remark)
    given = _answers.fragment(source)
    draft = _prompts.draft_name("answer", found.id, meant.name)
    if given:
        answers = given.data
    else:
        need_terminal("--from FILE|-")
        session = _prompts.interview(desk, draft, found.plan.data)
        session.tell(f"{meant.kind.capitalize()} {meant.name}: {line(meant.remark.what)}")
        answers = session.walk(lambda: answering.asked(session, meant))
    if not answers:
        desk.caseload.drop_draft(draft)
        desk.say("Nothing was answered; it stays open.")
        return
    saving = Saving(desk, found.id, dry_run, draft, given=given)
    saving.save(
        found,
        lambda now: answering.answering(now, meant.name, answers),
        new_at=lambda now: ("client_says",),
    )
    saving.tell(f"Answered: {meant.name}. What comes next: hrcli next {found.id[:4]}")
