"""`hrcli set`: one value of a plan."""

from __future__ import annotations

import secrets
from io import BytesIO
from typing import Any, BinaryIO

import click

from hrcli import ids
from hrcli.commands import _prompts, _saving
from hrcli.commands._answers import check_new, plain_text
from hrcli.commands._desk import Desk, at_terminal, desk
from hrcli.commands._options import case_argument, dry_run, from_file
from hrcli.commands._saving import block
from hrcli.document.data import path_of, value_at
from hrcli.document.document import MAX_BYTES, Document, read
from hrcli.errors import WrongCommand
from hrcli.finding import Path
from hrcli.method import new_item
from hrcli.method.interview import Interview, Misheard, heard
from hrcli.plan import schema
from hrcli.plan.changes import Change, amended
from hrcli.terminal import line

OWN = (("hrcli",), ("case",))


@click.command("set")
@case_argument()
@click.argument("path")
@click.argument("value", required=False)
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
    alone asks: of a place with keys of its own, for all that is not answered yet.

    \b
    Examples:
      hrcli set 7KQ2 goals.g2m.status achieved
      hrcli set 7KQ2 review.next +4w
      hrcli set 7KQ2 child_safety
      echo "Sunday lunch with the family" | hrcli set 7KQ2 hope --from -
    """
    case = desk.caseload.case_id(case)
    if value is None and source is None and at_terminal():
        _ask(desk, case, path, dry_run)
        return
    if (value is None) == (source is None):
        raise click.UsageError("Give one value, or --from FILE|-.")
    name = f"cases/{case}/plan.yaml"
    typed = source.read(MAX_BYTES + 1) if source else None

    def change(document: Document) -> str:
        where = _where(document, path)
        meant = _given(desk, where, path, value, typed)
        changes = [Change(where, meant)]
        if value_at(document.data, where) != meant:
            changes += new_item.days([where], document.data, desk.today)
        after = amended(document, changes)
        check_new(desk, after, where, None, source)
        return after

    door = desk.caseload.preview if dry_run else desk.caseload.change
    before, after = door(name, change)
    if before == after:
        desk.say("It says so already; nothing was changed.")
    elif dry_run:
        _saving.show_change(name, before, after)
    else:
        desk.say("Saved.")


def _ask(desk: Desk, case: str, path: str, dry_run: bool) -> None:
    """Ask for what belongs at `path`, and write it."""
    name = f"cases/{case}/plan.yaml"
    document = desk.caseload.read(name)
    where = _where(document, path)
    _known(desk, _part(desk, where), where)
    draft = _prompts.draft_name("set", case, path)
    session = _prompts.interview(desk, draft, document.data)
    answers = _answers(desk, session, document, where)

    def edit(document: Document) -> str:
        changes = [*answers, *new_item.days([it.path for it in answers], document.data, desk.today)]
        after = amended(document, changes)
        check_new(desk, after, where, None, None)
        return after

    saved = bool(answers) and _saving.save(desk, name, edit, dry_run)
    if not session.known:
        todo = (
            f"Nothing is open here. To change an answer, name it: hrcli set {case[:4]} {path}.KEY"
        )
        desk.say(todo)
    elif not dry_run:
        desk.caseload.drop_draft(draft)
        said = "Saved." if saved else "Nothing was changed."
        desk.say(f"{said} What comes next: hrcli next {case[:4]}")


def _answers(desk: Desk, session: Interview, document: Document, where: Path) -> list[Change]:
    """What is answered now: each gap of a place with keys, one value, or more for a list."""
    there, part = value_at(document.data, where), _part(desk, where)
    if "properties" in part:
        return [Change(*it) for it in session.gaps(where, there if isinstance(there, dict) else {})]
    if there not in (None, "", [], {}):
        _tell_what_stands(session, there)
    answer = session.value(where)
    if answer is None:
        return []
    if not isinstance(answer, list):
        return [Change(where, answer)]
    return _added(desk, where, there if isinstance(there, list) else [], answer, document.data)


def _added(desk: Desk, where: Path, there: list[Any], new: list[Any], plan: Any) -> list[Change]:
    """The new entries behind those that stand there, words only once."""
    letter, made = str(where[-1])[0], list[Any]()
    for item in new:
        seen = [plan, made]
        item = new_item.entry(where, item, letter, seen, secrets.randbelow, desk.today)
        made += [item] if item not in [*there, *made] else []
    if not there:
        return [Change(where, made)]
    return [Change((*where, place), it) for place, it in enumerate(made, start=len(there))]


def _tell_what_stands(session: Interview, there: Any) -> None:
    if not isinstance(there, list):
        session.tell(f"So far: {line(str(there))}. Enter keeps it.")
    elif not any(isinstance(item, dict) for item in there):
        session.tell(f"So far: {line(', '.join(map(str, there)))}. What you add stands beside it.")


def _known(desk: Desk, part: Any, where: Path) -> None:
    if part is None:
        todo = schema.known_keys("plan", where, desk.caseload.settings.key_harms)
        raise WrongCommand("The plan has no such key.", "hrcli set", todo)


def _part(desk: Desk, path: Path) -> Any:
    return schema.property_at("plan", path, desk.caseload.settings.key_harms)


def _where(document: Document, path: str) -> Path:
    found = path_of(document.data, path)
    if not found:
        todo = "Name keys and ids with dots, such as goals.g2m.status; hrcli show lists the ids."
        raise WrongCommand("This path leads nowhere in the plan.", "hrcli set", todo)
    return found


def _given(desk: Desk, where: Path, path: str, value: str | None, typed: bytes | None) -> Any:
    """The value meant, by the type the schema gives the place."""
    if where in OWN or where[-1] == "id":
        todo = "Leave it as it is: folders, reviews and other places go by it."
        raise WrongCommand("hrcli sets this itself.", f"hrcli set {path}", todo)
    part = _part(desk, where)
    _known(desk, part, where)
    if typed is not None:
        return _from_source(part, typed)
    if schema.is_free_text("plan", where):
        todo = f"Give it on standard input: hrcli set CASE {path} --from -"
        raise WrongCommand("Free text does not travel as an argument.", f"hrcli set {path}", todo)
    if "properties" in part or "properties" in (_part(desk, (*where, 0)) or {}):
        todo = "Name one key inside it, or give all of it with --from -"
        raise WrongCommand("This place holds keys of its own.", f"hrcli set {path}", todo)
    if part.get("x-random") and value == "new":
        return ids.new_calendar_number(secrets.randbelow)
    words = schema.words_at("plan", where, desk.caseload.settings.key_harms)
    try:
        return heard(part, words, value or "", desk.today)
    except Misheard as error:
        todo = f"One of: {', '.join(words)}" if words else str(error)
        raise WrongCommand("This value does not fit here.", f"hrcli set {path}", todo) from None


def _from_source(part: Any, typed: bytes) -> Any:
    if part.get("type", "string") == "string" and "anyOf" not in part:
        return plain_text(BytesIO(typed))
    document = read(typed, mapping=False)
    if document.findings:
        block([finding._replace(file="-") for finding in document.findings])
    return document.data
