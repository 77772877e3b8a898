"""`hrcli set`: one value of a plan."""

from __future__ import annotations

from io import BytesIO
from typing import Any, BinaryIO

import click

from hrcli.commands import _answers, _leaving, _prompts, _tab_plan
from hrcli.commands._desk import Desk, at_terminal, desk, draw
from hrcli.commands._options import case_argument, dry_run, from_file
from hrcli.commands._refusing import block
from hrcli.commands._saving import Saving
from hrcli.dates import day, echo
from hrcli.document.document import MAX_BYTES, read
from hrcli.finding import Path
from hrcli.method import setting
from hrcli.plan.case import Case
from hrcli.plan.changes import Change


@click.command("set")
@case_argument()
@click.argument("path", shell_complete=_tab_plan.places)
@click.argument("value", required=False, shell_complete=_tab_plan.values)
@from_file
@dry_run
@desk
def set_value(
    desk: Desk, case: str, path: str, value: str | None, source: BinaryIO | None, dry_run: bool
) -> None:
    """Set one value of a plan; rewrites only its line.

    PATH names the place by keys and ids: goals.g2m.status. Words, numbers and dates may be given
    as VALUE; free text may not, since arguments are kept in the shell's history: it comes from a
    file or standard input. `calendar new` draws a random number for calendars. At a terminal PATH
    alone asks: of a place with keys of its own, for all that is not answered yet. Who has the case
    is `worker`, what the client is called in it `client.alias`: nothing needs to be renamed.

    \b
    Examples:
      hrcli set 7KQ2 goals.g2m.status achieved
      hrcli set 7KQ2 review.next +4w
      hrcli set 7KQ2 goals.g2m.timed.start -3d
      hrcli set 7KQ2 child_safety
      hrcli set 7KQ2 worker XY
      echo "Sunday lunch with the family" | hrcli set 7KQ2 hope --from -
    """
    case = desk.caseload.case_id(case)
    if value is None and source is None and at_terminal():
        _ask(desk, case, path, dry_run)
        return
    if (value is None) == (source is None):
        raise click.UsageError("Give one value, or --from FILE|-.")
    typed = source.read(MAX_BYTES + 1) if source else None
    saving = Saving(desk, case, dry_run)

    def step(now: Case) -> list[Change]:
        where = setting.place(now, path)
        return setting.setting(now, where, _meant(desk, now, where, path, value or "", typed))

    saving.save(
        desk.caseload.plan_only(case, desk.today),
        step,
        new_at=lambda now: setting.place(now, path),
    )
    _echo_day(desk, saving.changes[0])
    if saving.differs:
        saving.tell("Saved.")
    else:
        desk.say("It says so already; nothing was changed.")


def _echo_day(desk: Desk, change: Change) -> None:
    """Say which day was understood, where the place holds one."""
    part = setting.part_at(change.path, desk.caseload.settings.key_harms)
    when = day(change.value) if part.get("format") == "date" else None
    if when:
        desk.say(echo(when, desk.today))


def _meant(desk: Desk, case: Case, where: Path, path: str, value: str, typed: bytes | None) -> Any:
    """The value meant by one that was given as an argument, or by what --from names."""
    setting.need_not_own(where, path)
    if typed is None:
        word = str(_answers.in_our_words(desk, where, value))
        return setting.typed(case, where, path, word, draw)
    given = _from_source(setting.part_at(where, case.settings.key_harms), typed)
    return _answers.in_our_words(desk, where, given)


def _from_source(part: Any, typed: bytes) -> Any:
    if part.get("type", "string") == "string" and "anyOf" not in part:
        return _answers.plain_text(BytesIO(typed))
    document = read(typed, mapping=False)
    if document.findings:
        block([finding._replace(file="-") for finding in document.findings])
    return document.data


def _ask(desk: Desk, case: str, path: str, dry_run: bool) -> None:
    """Ask for what belongs at `path`, and write it."""
    found = desk.caseload.plan_only(case, desk.today)
    where = setting.place(found, path)
    setting.part_at(where, found.settings.key_harms)  # before anything is asked
    draft = _prompts.draft_name("set", case, path)
    session = _prompts.interview(desk, draft, found.plan.data)
    answers = session.walk(lambda: setting.asked(session, found, where, draw))
    saving = Saving(desk, case, dry_run, draft)
    if not session.known:
        key = f"hrcli set {case[:4]} {path}.KEY"
        desk.say(f"Nothing is open here. To change an answer, name it: {key}")
        return
    if answers:
        saving.save(found, lambda now: setting.answering(now, answers), new_at=lambda now: where)
    else:
        saving.drop_drafts()
    todo = f"What comes next: hrcli next {case[:4]}"
    saving.tell(f"Saved. {todo}", already=f"Nothing was changed. {todo}")
    _leaving.offer(desk, found, dry_run)
