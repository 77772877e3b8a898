"""Leaving the open step of a case for later, asked for or offered where nothing was answered."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

import click

from hrcli.commands import _answers, _prompts
from hrcli.commands._desk import Desk, at_terminal, need_terminal
from hrcli.commands._saving import Saving
from hrcli.document.data import Data
from hrcli.errors import Blocked
from hrcli.formats.next import title
from hrcli.method import leaving, steps
from hrcli.method.steps import Next
from hrcli.plan.case import Case


def leave(
    desk: Desk, case: Case, left: Next, source: BinaryIO | None = None, dry_run: bool = False
) -> None:
    """Write down that a step waits, why and until when: as asked for here, or with --from."""
    given = _answers.fragment(source)
    draft = _prompts.draft_name("next", case.id, left.step, left.item.id)
    answers = given.data if given else _asked(desk, case, left, draft)
    if not answers:
        desk.say("Nothing was changed: a step that waits needs a reason and a day.")
        return
    saving = Saving(desk, case.id, dry_run, draft, given=given)
    saving.save(
        case,
        lambda now: leaving.leaving(now, left, answers),
        new_at=lambda now: leaving.place(now.plan, left),
    )
    saving.tell(f"Left for later. What comes next: hrcli next {case.id[:4]}")


def _asked(desk: Desk, case: Case, left: Next, draft: str) -> Data:
    need_terminal("--from FILE|-")
    session = _prompts.interview(desk, draft, case.plan.data)
    session.tell(f"{title(left)}: not now.")
    answers = session.walk(lambda: leaving.asked(session, case))
    if not answers:
        desk.caseload.drop_draft(draft)
    return answers


@contextmanager
def offered(desk: Desk, before: Case, dry_run: bool = False) -> Iterator[None]:
    """Offer it once the command has changed nothing, also where what was answered is refused."""
    try:
        yield
    except Blocked:
        offer(desk, before, dry_run)
        raise
    offer(desk, before, dry_run)


def offer(desk: Desk, before: Case, dry_run: bool = False) -> None:
    """Where a command has changed nothing, offer to leave the step that it was for.

    Enter alone leaves nothing: the step stays open.
    """
    if dry_run or not at_terminal():
        return
    now = desk.case(before.id)
    following = steps.next_for(now)
    command = click.get_current_context().info_name
    unchanged = now.plan_file.document.text == before.plan_file.document.text
    is_for_it = following is not None and following.command.split()[1] == command
    if unchanged and following and is_for_it and following.may_wait:
        leave(desk, now, following)
