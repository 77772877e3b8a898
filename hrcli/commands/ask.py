"""`hrcli ask`: the questions that are asked early and again after some months, alone together."""

from __future__ import annotations

from typing import BinaryIO

import click

from hrcli.commands import _answers, _early, _leaving, _prompts
from hrcli.commands._desk import Desk, desk, draw, need_terminal
from hrcli.commands._options import case_argument, dry_run, from_file
from hrcli.commands._saving import Saving
from hrcli.method import asking, setting
from hrcli.method.status import need_status
from hrcli.plan.case import Case


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

    At a terminal what the steps ask beside it follows, as far as it is open: of each use whether
    the client thinks of changing it and what it does for them, how the problem hangs together with
    it, and who depends on the client.

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
    if not asks and not asking.places_open(found):
        short = found.id[:4]
        desk.say(f"All of it was asked, and not too long ago. What comes next: hrcli next {short}")
        return
    need_terminal("--from FILE|-")
    if asks:
        _early.ask(desk, found, asks, dry_run)
    _beside(desk, found if dry_run else desk.case(found.id), dry_run)
    _leaving.offer(desk, found, dry_run)


def _beside(desk: Desk, case: Case, dry_run: bool) -> None:
    """Ask what the steps ask beside the early questions, and save it."""
    places = asking.places_open(case)
    if not places:
        return
    draft = _prompts.draft_name("ask", case.id, "beside")
    session = _prompts.interview(desk, draft, case.plan.data)
    answers = session.walk(lambda: asking.asked_beside(session, case, places, draw))
    saving = Saving(desk, case.id, dry_run, draft)
    if not answers:
        saving.drop_drafts()
        return
    saving.save(case, lambda now: setting.answering(now, answers))
    saving.tell(f"Saved in {case.id}. What comes next: hrcli next {case.id[:4]}")
