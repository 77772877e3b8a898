"""`hrcli note`: a contact, or that nobody answered."""

from __future__ import annotations

from typing import Any, BinaryIO

import click

from hrcli.commands import _events, _prompts, _tab_plan
from hrcli.commands._answers import plain_text
from hrcli.commands._desk import Desk, at_terminal, desk, need_terminal
from hrcli.commands._options import Source, case_argument, dry_run
from hrcli.commands._saving import Saving
from hrcli.dates import echo
from hrcli.method import contacts, events
from hrcli.method.doing import day_behind
from hrcli.method.due import last_contact
from hrcli.plan.case import Case, event_of


@click.command()
@case_argument()
@click.option(
    "--how",
    metavar="WORD",
    shell_complete=_tab_plan.words("event", "how"),
    help="How: met, call, message or visit; with it nothing is asked.",
)
@click.option(
    "--reached/--not-reached", default=None, help="Whether there was contact (else: yes)."
)
@click.option(
    "--goal",
    "goals",
    metavar="ID",
    multiple=True,
    shell_complete=_tab_plan.item_ids("goals"),
    help="A goal it was about (may be given more than once).",
)
@click.option(
    "--supply",
    "given",
    metavar="WHAT=COUNT",
    multiple=True,
    shell_complete=_tab_plan.supplies,
    help="What was given out, as hrcli.yaml names it (may be given more than once).",
)
@click.option("--on", "day", metavar="DATE", help="The day of it (else today).")
@click.option(
    "--from",
    "source",
    type=Source("rb"),
    metavar="FILE|-",
    help="Take what was said from a file, or from standard input (-).",
)
@dry_run
@desk
def note(  # noqa: PLR0913 - an argument for each option
    desk: Desk,
    case: str,
    how: str | None,
    reached: bool | None,
    goals: tuple[str, ...],
    given: tuple[str, ...],
    day: str | None,
    source: BinaryIO | None,
    dry_run: bool,
) -> None:
    """Note a contact with the client: met, called, wrote, visited; or that nobody answered.

    At a terminal it asks: how, whether the client was reached, about which goals, what was given
    out, and a line of text. With --how nothing is asked. A try that reached nobody is no contact
    for `hrcli due --no-contact`. What is given out (kits, needles, condoms, test strips) is a list
    of your agency's own, `supplies` in hrcli.yaml; `hrcli report practice` counts it.

    \b
    Examples:
      hrcli note 7KQ2
      hrcli note 7KQ2 --how call --not-reached
      hrcli note 7KQ2 --how met --goal g2m --on yesterday
    """
    found = desk.case(case)
    said = _said(found, how, reached, goals, given)
    when = day_behind(found, day, f"{contacts.COMMAND} --on")
    draft = _prompts.draft_name("note", found.id)
    answers = _answers(desk, found, said, source, draft)
    if answers is None:
        return
    if day or "date" not in answers:
        answers["date"] = when.isoformat()
    data = events.record(found, contacts.noted(found, answers))
    saving = Saving(desk, found.id, dry_run, draft)
    new = _events.new_event(saving, found, data)
    _events.save(saving, new)
    if not dry_run:
        _tell(desk, saving, new, found)


def _said(
    case: Case,
    how: str | None,
    reached: bool | None,
    goals: tuple[str, ...],
    given: tuple[str, ...],
) -> dict[str, Any]:
    """What the options say, by the keys of an event."""
    said: dict[str, Any] = {}
    if how is not None:
        said = {"how": contacts.how_typed(how), "reached": True}
    if reached is not None:
        said["reached"] = reached
    if goals:
        said["goals"] = contacts.goals_typed(case, goals)
    if given:
        said["supplies"] = contacts.supplies_typed(case.settings.supplies, given)
    return said


def _answers(
    desk: Desk, case: Case, said: dict[str, Any], source: BinaryIO | None, draft: str
) -> dict[str, Any] | None:
    """What the options and --from say; at a terminal what is missing is asked, but with --how.

    None where it is left open there whether the client was reached.
    """
    if source is not None:
        return {**said, "what": plain_text(source)}
    if "how" in said or ("reached" in said and not at_terminal()):
        return said
    need_terminal("--how WORD")
    session = _prompts.interview(desk, draft, case.plan.data, kind="event")
    begun = session.begun(desk.today)
    answers = session.walk(lambda: contacts.asked(session, case, said))
    if answers["reached"] is None:
        desk.say("Nothing was noted, since it is not said whether the client was reached.")
        kept = _prompts.answers_kept(desk.caseload, draft)
        if kept:
            desk.say(f"To go on with the {kept} kept: hrcli note {case.id[:4]}")
        return None
    return {**answers, "date": begun.isoformat()}


def _tell(desk: Desk, saving: Saving, new: _events.NewEvent, case: Case) -> None:
    """Say what was noted, and when the client was last met."""
    if new.record.is_there:
        desk.say("This is noted already. Where it happened twice, let each say what was its own.")
        return
    event = event_of(new.then.events[-1].data)
    kind = event.kind.replace("_", " ").capitalize()
    on = f" on {echo(event.day, desk.today)}" if event.day else ""
    saving.tell(f"{kind}{on} noted: cases/{case.id}/{new.record.name}.")
    last = last_contact(saving.looked_back() or case)
    if last:
        desk.say(f"Last contact: {echo(last, desk.today)}.")
