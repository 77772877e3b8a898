"""`hrcli edit`: the plan in the worker's own editor, on a private draft."""

from __future__ import annotations

import os
import shlex
from pathlib import Path
from time import monotonic

import click

from hrcli.commands import _foreground, _prompts
from hrcli.commands._desk import Desk, desk, need_terminal
from hrcli.commands._options import case_argument
from hrcli.commands._refusing import NOT_YET, refusal
from hrcli.commands._saving import Saving, show_change
from hrcli.commands._screen import listing
from hrcli.document.document import read
from hrcli.errors import Blocked, Unwritable, WrongCommand
from hrcli.formats.findings import explained, findings_text
from hrcli.plan.case import Case
from hrcli.plan.plan import Plan, plan_of
from hrcli.rules import gate
from hrcli.rules.engine import examine
from hrcli.store.caseload import Caseload
from hrcli.store.files import read_bytes
from hrcli.terminal import painted

RETURNED = (
    "The editor returned at once, and nothing was changed. If its window is still open, save there "
    "and close it; hrcli edit then offers that draft. Let it wait next time: EDITOR='code --wait'."
)
AT_ONCE = 1.0  # seconds; nobody has changed a plan and closed the editor sooner
KEPT = "Your draft is kept; hrcli edit offers it again."


@click.command(name="edit")
@case_argument()
@click.option(
    "--editor",
    metavar="COMMAND",
    help="The editor to use (else as your own settings say, or $EDITOR).",
)
@desk
def edit_plan(desk: Desk, case: str, editor: str | None) -> None:
    """Open a plan in your editor; it is saved only once it can be read.

    You work on a draft inside the caseload that only you can read. When the editor closes, hrcli
    checks it: what can be read is saved, with any findings shown; what cannot is offered again, and
    so is a plan that would become active with an error in it.

    \b
    Example:
      hrcli edit 7KQ2
    """
    need_terminal("hrcli set, hrcli add, or an editor on the file itself")
    caseload = desk.caseload
    case = caseload.case_id(case)
    name = f"cases/{case}/plan.yaml"
    before = read_bytes(caseload.path(name))
    place = _begin(desk, caseload, case, name, before)
    saving = Saving(desk, case, False, *_drafts(case))
    try:
        after = _edited(desk, case, place, before, editor)
        saving.replace(before, after)
    except (Unwritable, Blocked) as error:
        error.todo = f"{error.todo} {KEPT}"
        raise
    for left in caseload.left_beside(_drafts(case)[0]):
        caseload.drop_draft(left)
    saving.tell(f"Saved {case}.", already="Nothing was changed.")


def _drafts(case: str) -> tuple[str, str]:
    """The names of the draft, and of the plan as it stood when the draft was begun."""
    return f"edit-{case}.yaml", f"edit-{case}.begun.yaml"


def _begin(desk: Desk, caseload: Caseload, case: str, name: str, before: bytes) -> Path:
    """The draft to work on: last time's, where the worker wants it, else the plan as it is.

    What others changed in the plan since that draft was begun is shown, for it is not in there.
    """
    draft, begun = _drafts(case)
    kept, base = caseload.draft(draft), caseload.draft(begun)
    if kept not in (None, before, base) and _prompts.yes_or_no(
        desk, "Go on with your draft from last time?", default=True
    ):
        if base is not None and base != before:
            click.echo("The plan has changed since; bring this into your draft too:", err=True)
            show_change(name, base.decode("utf-8", "replace"), before.decode("utf-8", "replace"))
            click.prompt("Enter opens the editor", default="", show_default=False, err=True)
    else:
        kept = before
    caseload.keep_draft(begun, before)
    return caseload.keep_draft(draft, kept)


def _edited(desk: Desk, case: str, place: Path, before: bytes, editor: str | None) -> bytes:
    """What the editor leaves, once it can be read and the worker is content with it."""
    asked = os.environ.get("VISUAL") or os.environ.get("EDITOR")
    command = editor or desk.own.editor or asked or "vi"
    plan = plan_of(read(before).data)
    while True:
        begun = monotonic()
        _open(command, place)
        after = read_bytes(place)
        if after == before and monotonic() - begun < AT_ONCE:
            desk.say(RETURNED)
            raise click.exceptions.Exit(0)
        if after == before or not _again(desk, _drafted(desk, case, after), plan):
            return after


def _open(editor: str, place: Path) -> None:
    """Run the editor on the draft: an argument list, never a shell; the keyboard is its own."""
    try:
        code = _foreground.run([*shlex.split(editor), str(place)])
    except (OSError, ValueError):
        todo = "Name one with --editor, or set EDITOR, such as EDITOR=nano."
        raise WrongCommand("This editor could not be started.", "hrcli edit", todo) from None
    if code:
        raise WrongCommand("The editor ended with an error; nothing was saved.", "hrcli edit", KEPT)


def _drafted(desk: Desk, case: str, text: bytes) -> Case:
    """The case as it would be with this plan."""
    return desk.caseload.case(case, desk.today).with_plan(read(text))


def _again(desk: Desk, drafted: Case, before: Plan) -> bool:
    """Show the findings and ask what to do; False once the draft shall be saved or left.

    What would become active with an error is not offered to be saved as it is.
    """
    shut = gate.opens(before, drafted.plan)
    file = drafted.plan_file
    findings = [it for it in examine(drafted) if it.file == file.name or (shut and it.blocks)]
    errors = [finding for finding in findings if finding.blocks]
    if findings:
        listing(f"{findings_text(findings, painted)}\n\n{explained(findings[0].code)}")
    if not errors:
        return False
    answer = _asked(desk, len(errors), savable=file.document.sound and not shut)
    if answer == "k" and shut:
        raise refusal(NOT_YET, len(errors))
    if answer == "k":
        desk.say(KEPT)
        raise click.exceptions.Exit(0)
    return answer == "e"


def _asked(desk: Desk, count: int, savable: bool) -> str:
    question = "(e)dit again, (k)eep the draft for later" + (", (s)ave as it is" * savable)
    asked = f"{count} error{'s' * (count != 1)}. {question}"
    return _prompts.one_of(desk, asked, [*"eks"] if savable else [*"ek"], enter="e", not_now="k")
