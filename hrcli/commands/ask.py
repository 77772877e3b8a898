"""`hrcli ask`: the questions that are asked early and again after some months, alone together."""

from __future__ import annotations

from typing import BinaryIO

import click

from hrcli.commands import _answers, _early
from hrcli.commands._desk import Desk, desk, need_terminal
from hrcli.commands._options import case_argument, dry_run, from_file
from hrcli.method import asking
from hrcli.method.status import need_status


@click.command()
@case_argument()
@from_file
@dry_run
@desk
def ask(desk: Desk, case: str, source: BinaryIO | None, dry_run: bool) -> None:
    """Ask what changes the plan, while you are alone together: violence, suicide, overdose ...

    Only what nobody has asked yet, or what was asked too long ago, is asked, and then which
    medicines are taken. Answers are present, past, absent or declined; Enter leaves a question
    unasked. Each answer is kept with its day; earlier ones stay on record.

    \b
    Examples:
      hrcli ask 7KQ2
      echo "asked: [{about: suicide, answer: declined}]" | hrcli ask 7KQ2 --from -
    """
    found = desk.case(case)
    need_status(found, "open")
    given = _answers.fragment(source)
    if given:
        _answers.need_same_case(found, given.data)
        asking.need_answers(given.data)
        _answers.check_parts(given, asking.PLACES, desk.caseload.settings.key_harms)
        _early.save(desk, found, given.data, dry_run, given=given)
        return
    asks = _early.to_ask(found)
    if not asks:
        short = found.id[:4]
        desk.say(f"All of it was asked, and not too long ago. What comes next: hrcli next {short}")
        return
    need_terminal("--from FILE|-")
    _early.ask(desk, found, asks, dry_run)
