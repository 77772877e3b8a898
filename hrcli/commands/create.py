"""`hrcli create`: a new case, from a starter and what the client and worker know today."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, BinaryIO

import click

from hrcli import ids
from hrcli.commands import _answers, _early, _prompts
from hrcli.commands._desk import Desk, at_terminal, desk, draw
from hrcli.commands._options import dry_run, from_file
from hrcli.commands._saving import Saving
from hrcli.commands._tab import offering
from hrcli.dates import day, echo
from hrcli.document.data import Data, Value, keyed
from hrcli.finding import Path
from hrcli.method.creating import STARTERS, SUBSTANCE, asked, creating, named, taken_over
from hrcli.method.fitting import groups_in
from hrcli.method.interview import Misheard
from hrcli.plan import check, schema
from hrcli.plan.case import Case
from hrcli.plan.schema import KINDS, bundled

DRAFT = "create"
GO_ON, KEEP, DROP = "g", "k", "d"
ALONE = "A few questions for a moment alone with the client"


@click.command()
@click.option(
    "--starter",
    type=click.Choice(list(STARTERS)),
    help="What the person considers, so far as known.",
)
@click.option(
    "--substance",
    "substances",
    multiple=True,
    metavar="WORD",
    shell_complete=offering(lambda *_: schema.words_at("plan", SUBSTANCE)),
    help="What is used, by its word or name; for several, several times.",
)
@click.option("--worker", metavar="INITIALS", help="Whose case it is (else the caseload's).")
@from_file
@dry_run
@desk
def create(
    desk: Desk,
    starter: str | None,
    substances: tuple[str, ...],
    worker: str | None,
    source: BinaryIO | None,
    dry_run: bool,
) -> None:
    """Make a new case with a plan to fill in; prints its id.

    At a terminal it asks at most ten questions, the client's first concern first; the rest comes
    with the steps (hrcli next). What is used chooses what hrcli options CASE tells for it. A new
    case that was begun and stopped is offered first, by its day; another one keeps its answers
    apart. At the end what is asked alone with the client is offered, for now or later (hrcli ask).
    Elsewhere give --starter, --substance, or the first parts of the plan with --from.

    \b
    Examples:
      hrcli create
      hrcli create --starter continuing
      hrcli create --substance alcohol --substance weed
      hrcli create --from intake.yaml
    """
    settings = desk.caseload.settings
    given = _answers.fragment(source)
    said = _answers.in_our_words(desk, (), given.data) if given else {}
    told = keyed(said)
    used = _used(desk, substances, told)
    answers: Mapping[Path, Any] = {**taken_over(told), **used}
    drafts: list[str] = []
    if given is None and starter is None and (at_terminal() or not used):
        if not at_terminal():
            raise click.UsageError("Without a terminal, give --starter or --from FILE|-.")
        drafts = [_draft(desk)]
        session = _prompts.interview(desk, drafts[0], goes_on=True)
        answers = session.walk(lambda: asked(session, settings, draw, used))
    settings = settings._replace(worker=worker or settings.worker)
    case = ids.new_case_id(draw)
    plan = creating(case, starter, answers, settings, desk.today, draw)
    saving = Saving(desk, case, dry_run, *drafts, given=given)
    saving.begin(plan, _schemas(settings.key_harms))
    if dry_run:
        return
    made = saving.looked_back()
    _tell(desk, case, made)
    if drafts:  # somebody sits there and answers
        _early.offer(desk, made, ALONE)


def _used(desk: Desk, typed: tuple[str, ...], said: Data) -> dict[Path, Value]:
    """What --substance names, at its places in the plan."""
    if typed and "use" in said:
        raise click.UsageError("Name what is used once: --substance, or use in the file.")
    try:
        return named(typed, desk.today)
    except Misheard as error:
        words = check.meant_word(" ".join(typed), schema.words_at("plan", SUBSTANCE), "substance")
        raise click.BadParameter(f"{words} {error}".strip(), param_hint="--substance") from None


def _tell(desk: Desk, case: str, found: Case | None) -> None:
    """Print the id. Where nobody can read it on stdout, say at least that the case is there."""
    made = f"Made cases/{case}/plan.yaml. What comes next: hrcli next {case[:4]}"
    try:
        click.echo(case)
    except OSError:
        click.echo(made, err=True)
        raise
    desk.say(made)
    about = ", ".join(it.name for it in groups_in(found.plan)) if found else ""
    if about:
        desk.say(f"About {about}, what to ask early, ideas, what to read: hrcli options {case[:4]}")


def _draft(desk: Desk) -> str:
    """Where the answers of this new case go: a draft of its own, or one that the worker names.

    What one client has said must not come into another one's plan unseen, so nothing is taken up
    unless somebody says so, and what waits stays until it is taken up or dropped.
    """
    for name in desk.caseload.drafts():
        if not re.match(rf"{DRAFT}\b.*\.json\Z", name):
            continue
        if not _prompts.answers_kept(desk.caseload, name):
            desk.caseload.drop_draft(name)
            continue
        chosen = _offered(desk, name)
        if chosen == GO_ON:
            return name
        if chosen == DROP and _prompts.drops(desk, _prompts.answers_kept(desk.caseload, name)):
            desk.caseload.drop_draft(name)
    drawn = ids.new_file_name(desk.today.isoformat(), draw)
    return _prompts.draft_name(DRAFT, drawn.removesuffix(".yaml"))


def _offered(desk: Desk, draft: str) -> str:
    """What to do with a new case that was begun and stopped; its answers are not shown."""
    begun = day(draft.removeprefix(f"{DRAFT}-")[:10])
    when = f"on {echo(begun, desk.today)}" if begun else "earlier"
    kept = _prompts.answers_kept(desk.caseload, draft)
    click.echo(f"A new case begun {when} waits, with {kept}.", err=True)
    question = "Is it the same client? (g)o on with it, (k)eep it and begin another, (d)rop it"
    return _prompts.one_of(desk, question, (GO_ON, KEEP, DROP), enter=KEEP, not_now=KEEP)


def _schemas(key_harms: tuple[str, ...]) -> dict[str, str]:
    """What the editor reads for hints and checks, where the first line of each file points."""
    return {f"{k}-1.json": json.dumps(bundled(k, key_harms), ensure_ascii=False) for k in KINDS}
