"""`hrcli create`: a new case, from a starter and what the client and worker know today."""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Mapping
from datetime import date
from typing import Any, BinaryIO

import click

from hrcli import ids
from hrcli.commands import _answers, _prompts, _saving
from hrcli.commands._desk import Desk, at_terminal, desk
from hrcli.commands._options import dry_run, from_file
from hrcli.dates import after, day, echo
from hrcli.document import edit
from hrcli.document.document import Document, read
from hrcli.finding import Path
from hrcli.method.new_item import entry
from hrcli.plan import schema
from hrcli.plan.schema import KINDS, bundled
from hrcli.resources import text

# What the person considers with each starter, where the worker names one.
STARTERS = {"continuing": "no_change", "cutting_down": "cut_down", "quitting": "stop"}

OWN = ("hrcli", "case", "calendar")
NEXT: Path = ("review", "next")
CONSIDERING: Path = ("use", 0, "considering", "answer")

# What is asked of everybody, the client's first concern first; the schema words the questions.
ASKED: tuple[Path, ...] = (
    ("presenting_problem", "first_concern"),
    ("client", "alias"),
    ("client", "age_band"),
    ("client", "strengths"),
    CONSIDERING,
    ("use", 0, "substance"),
    ("use", 0, "words"),
    ("use", 0, "pattern"),
    ("use", 0, "dependence"),
    ("dependants",),
)
LAST: tuple[Path, ...] = (("review", "next"), ("review", "set_with_client"))
DRAFT = "create"
GO_ON, KEEP, DROP = "g", "k", "d"
STARTER_FOR = {"cut_down": "cutting_down", "stop": "quitting", "already_stopped": "quitting"}


@click.command()
@click.option(
    "--starter",
    type=click.Choice(list(STARTERS)),
    help="What the person considers, so far as known.",
)
@click.option("--worker", metavar="INITIALS", help="Whose case it is (else the caseload's).")
@from_file
@dry_run
@desk
def create(
    desk: Desk, starter: str | None, worker: str | None, source: BinaryIO | None, dry_run: bool
) -> None:
    """Make a new case with a plan to fill in; prints its id.

    At a terminal it asks a few questions, the client's first concern first. A new case that was
    begun and stopped is offered first, by its day; another one keeps its answers apart. Elsewhere
    give --starter, or the first parts of the plan with --from.

    \b
    Examples:
      hrcli create
      hrcli create --starter continuing
      hrcli create --from intake.yaml
    """
    caseload = desk.caseload
    given = _answers.fragment(source) if source else None
    answers: Mapping[Path, Any] = _taken_over(given.data) if given else {}
    draft = ""
    if given is None and starter is None:
        if not at_terminal():
            raise click.UsageError("Without a terminal, give --starter or --from FILE|-.")
        draft = _draft(desk)
        answers = _asked(desk, draft)
    considers = STARTERS[starter] if starter else answers.get(CONSIDERING)
    if considers:  # who was not asked has said nothing
        asked = {"answer": considers, "asked_on": desk.today.isoformat()}
        answers = {CONSIDERING[:-1]: asked, **answers}
    chosen = starter or STARTER_FOR.get(str(considers), "continuing")
    case = ids.new_case_id(secrets.randbelow)
    after = _plan(desk, case, chosen, worker, answers)
    _answers.check_new(desk, after, (), given, source)
    if dry_run:
        _saving.show_change(f"cases/{case}/plan.yaml", "", after)
        return
    with caseload.writing() as writer:
        writer.keep_schemas(_schemas(caseload.settings.key_harms))
        writer.new_folder(f"cases/{case}", {"plan.yaml": after.encode("utf-8")})
    if draft:
        caseload.drop_draft(draft)
    _tell(desk, case)


def _tell(desk: Desk, case: str) -> None:
    """Print the id. Where nobody can read it on stdout, say at least that the case is there."""
    made = f"Made cases/{case}/plan.yaml. What comes next: hrcli next {case[:4]}"
    try:
        click.echo(case)
    except OSError:
        click.echo(made, err=True)
        raise
    desk.say(made)


def _draft(desk: Desk) -> str:
    """Where the answers of this new case go: a draft of its own, or one that the worker names.

    What one client has said must not come into another one's plan unseen, so nothing is taken up
    unless somebody says so, and what waits stays until it is taken up or dropped.
    """
    for name in desk.caseload.drafts():
        if not re.match(rf"{DRAFT}\b.*\.json\Z", name):
            continue
        chosen = _offered(desk, name) if _prompts.answers_kept(desk.caseload, name) else DROP
        if chosen == GO_ON:
            return name
        if chosen == DROP:
            desk.caseload.drop_draft(name)
    drawn = ids.new_file_name(desk.today.isoformat(), secrets.randbelow)
    return _prompts.draft_name(DRAFT, drawn.removesuffix(".yaml"))


def _offered(desk: Desk, draft: str) -> str:
    """What to do with a new case that was begun and stopped; its answers are not shown."""
    begun = day(draft.removeprefix(f"{DRAFT}-")[:10])
    when = f"on {echo(begun, desk.today)}" if begun else "earlier"
    kept = _prompts.answers_kept(desk.caseload, draft)
    click.echo(f"A new case begun {when} waits, with {kept}.", err=True)
    return str(
        click.prompt(
            "Is it the same client? (g)o on with it, (k)eep it and begin another, (d)rop it",
            type=click.Choice([GO_ON, KEEP, DROP]),
            default=KEEP,
            show_choices=False,
            err=True,
        )
    )


def _taken_over(data: Mapping[str, Any]) -> dict[Path, Any]:
    """What --from says, without what is the new case's own; its next review is never lost."""
    found: dict[Path, Any] = {(key,): it for key, it in data.items() if key not in OWN}
    review = data.get("review")
    if isinstance(review, dict):
        del found[("review",)]
        inner = {("review", key): it for key, it in review.items()}
        found |= {path: it for path, it in inner.items() if path != NEXT or it is not None}
    return found


def _asked(desk: Desk, draft: str) -> dict[Path, Any]:
    session = _prompts.interview(desk, draft, goes_on=True)
    answers = {path: session.value(path) for path in ASKED}
    answers[("dependants",)] = _with_ids(desk, answers[("dependants",)])
    session.tell(f"  Enter takes {echo(_first_review(desk), desk.today)}.")
    answers.update({path: session.value(path) for path in LAST})
    return {path: answer for path, answer in answers.items() if answer is not None}


def _with_ids(desk: Desk, people: list[dict[str, Any]] | None) -> list[Any] | None:
    """The people who were named as items of a plan; an empty list says that there is nobody."""
    if people is None:
        return None
    at, found = ("dependants",), list[Any]()
    for person in people:
        found.append(entry(at, person, "d", found, secrets.randbelow, desk.today))
    return found


def _first_review(desk: Desk, every: object = None) -> date:
    """The day of the first review, where no other is named: after the usual interval."""
    usual = desk.caseload.settings.review_every
    return after(desk.today, every or usual) or after(desk.today, usual) or desk.today


def _plan(
    desk: Desk, case: str, starter: str, worker: str | None, answers: Mapping[Path, Any]
) -> str:
    """The starter's text with this case's id, dates and answers in it."""
    settings = desk.caseload.settings
    today = desk.today.isoformat()
    known: dict[Path, Any] = {
        ("case",): case,
        ("opened",): today,
        ("calendar",): ids.new_calendar_number(secrets.randbelow),
        ("worker",): worker or settings.worker or "me",
        ("review", "every"): settings.review_every,
        NEXT: _first_review(desk, answers.get(("review", "every"))).isoformat(),
        **answers,
    }
    document = read(text("templates", f"starters/{starter}.yaml").encode("utf-8"))
    for path, value in known.items():
        document = read(_put(document, path, value).encode("utf-8"))
    return document.text


def _put(document: Document, path: Path, value: Any) -> str:
    if path[:1] == ("use",) and len(path) > 1 and not document.data.get("use"):
        return document.text  # --from replaced the list
    return edit.put(document, path, value, schema.key_order(document, path))


def _schemas(key_harms: tuple[str, ...]) -> dict[str, str]:
    """What the editor reads for hints and checks, where the first line of each file points."""
    return {f"{k}-1.json": json.dumps(bundled(k, key_harms), ensure_ascii=False) for k in KINDS}
