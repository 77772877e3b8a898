"""`hrcli choose`: take an option, once what it costs and what it brings are on record."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, BinaryIO

import click

from hrcli.commands import _prompts, _saving
from hrcli.commands._answers import check_new, fragment
from hrcli.commands._desk import Desk, at_terminal, desk
from hrcli.commands._options import case_argument, dry_run, from_file
from hrcli.document.data import said
from hrcli.document.document import Document
from hrcli.errors import WrongCommand
from hrcli.finding import Finding
from hrcli.plan.case import Case
from hrcli.plan.changes import Change, amended
from hrcli.plan.plan import Option
from hrcli.rules import SLUGS

ENDED = ("chosen", "rejected")
WEIGHED = ("benefits", "costs")
RULE = "unweighed-choice"


@click.command()
@case_argument()
@click.argument("option", metavar="[OPTION]", required=False)
@from_file
@dry_run
@desk
def choose(
    desk: Desk, case: str, option: str | None, source: BinaryIO | None, dry_run: bool
) -> None:
    """Choose an option of a plan; OPTION is its id (hrcli show names them).

    Without OPTION the ideas are shown at a terminal, for the client to choose from. The option has
    to be weighed first: at least one benefit and one cost. At a terminal what is missing is asked
    for; elsewhere give benefits, costs and because with --from. Options that were rejected stay in
    the plan, for the day when it is planned anew.

    \b
    Examples:
      hrcli choose 7KQ2
      hrcli choose 7KQ2 o6t
    """
    found = desk.case(case)
    option = option or _picked(desk, found, source)
    if option is None:
        desk.say("Nothing was chosen; the ideas stay in the plan.")
        return
    chosen = _option(found, option)
    draft = f"choose-{found.id}-{chosen.id}.json"
    answers = _answers(desk, found, chosen, draft, source)

    def edit(document: Document) -> str:
        now = found.with_plan(document)
        option = _option(now, chosen.id)
        path = option.path
        changes = [Change((*path, key), value) for key, value in answers.items()]
        if option.state != "chosen":
            changes.append(Change((*path, "state"), "chosen"))
        after = amended(document, changes)
        check_new(desk, after, path, None, source)
        _stop_unweighed(now, document, after, chosen.id)
        return after

    saved = _saving.save(desk, f"cases/{found.id}/plan.yaml", edit, dry_run)
    if not dry_run:
        desk.caseload.drop_draft(draft)
        said = "Chosen" if saved else "Chosen already"
        desk.say(f"{said}: {chosen.id}. Make it a goal: hrcli add {found.id[:4]} goal")


def _picked(desk: Desk, case: Case, source: BinaryIO | None) -> str | None:
    """The id of the idea that is picked from a list at the terminal; None where none is yet."""
    if source is not None or not at_terminal():
        raise click.UsageError("Without a terminal, name the OPTION too; hrcli show lists them.")
    shown = _prompts.items_of(case.plan.data, "options")
    open_still = [it.id for it in case.plan.options if it.state not in ENDED]
    ideas = {name: shown[name] for name in open_still if name in shown}
    if not ideas:
        todo = f"Collect ideas first: hrcli add {case.id[:4]} option"
        raise WrongCommand("There is no idea to choose from.", "hrcli choose", todo)
    return _prompts.picked(desk, "Which of these does the client choose? (Enter: none yet)", ideas)


def _option(case: Case, name: str) -> Option:
    found = next((it for it in case.plan.options if it.id == name.lower()), None)
    if found is None:
        known = ", ".join(it.id for it in case.plan.options if it.id) or "there is none yet"
        raise WrongCommand("The plan has no such option.", "hrcli choose", f"Known: {known}")
    return found


def _answers(
    desk: Desk, case: Case, option: Option, draft: str, source: BinaryIO | None
) -> Mapping[str, Any]:
    """What was said about the option just now, by key."""
    if source is not None:
        return dict(fragment(source).data)
    missing = [key for key in WEIGHED if not said(option.data, key)]
    if not missing or not at_terminal():
        return {}
    session = _prompts.interview(desk, draft, case.plan.data)
    answers = {key: session.value(("options", option.id, key)) for key in missing}
    return {key: value for key, value in answers.items() if value}


def _stop_unweighed(case: Case, current: Document, after: str, option: str) -> None:
    """Stop where the rule about unweighed choices speaks of this option, whatever its weight."""

    def counts(finding: Finding) -> bool:
        own = f"{finding.path}.".startswith(f"options.{option}.")
        return own and finding.code == SLUGS[RULE].code

    _saving.block_errors(case, current, after, counts, any_weight=True)
