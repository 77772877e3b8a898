"""`hrcli add`: one more item in a list of the plan."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any, BinaryIO

import click

from hrcli.commands import _answers, _prompts, _saving
from hrcli.commands._desk import Desk, desk, need_terminal
from hrcli.commands._options import case_argument, dry_run, from_file
from hrcli.document import edit
from hrcli.document.data import length_at, path_of
from hrcli.document.document import Document
from hrcli.errors import WrongCommand
from hrcli.finding import Finding, Path, Severity
from hrcli.method.new_item import entry, taken
from hrcli.method.steps import YET_TO_COME
from hrcli.plan import schema
from hrcli.rules import examine

# What a worker adds, and the list it goes into; [] asks for the item around it (--in ID).
LISTS = {
    "substance": "use",
    "harm": "harms",
    "option": "options",
    "goal": "goals",
    "action": "goals[].actions",
    "progress": "goals[].progress",
    "support": "supports",
    "flag": "flags",
    "score": "scores",
    "consent": "consents",
    "dependant": "dependants",
    "care": "dependants[].care",
    "function": "use[].functions",
    "consequence": "do_no_harm.consequences",
    "observation": "child_safety.observations",
    "mitigation": "mitigations",
    "referral": "referrals",
    "assessment": "assessments",
    "tried": "tried_before",
    "information": "information_given",
    "waiver": "waivers",
    "strength": "client.strengths",
    "service": "do_no_harm.services",
    "barrier": "barriers",
    "later": "later",
}


@click.command()
@case_argument()
@click.argument("what", type=click.Choice(list(LISTS)), metavar="WHAT")
@click.option("--in", "inside", metavar="ID", help="The goal, use or dependant it belongs to.")
@from_file
@dry_run
@desk
def add(
    desk: Desk, case: str, what: str, inside: str | None, source: BinaryIO | None, dry_run: bool
) -> None:
    """Add one more item to a plan: asked for at the terminal, or from a YAML file.

    WHAT is one of substance, harm, option, goal, action, progress, support, flag, score, consent,
    dependant, care, function, consequence, observation, mitigation, referral, assessment, tried,
    information, waiver, strength, service, barrier, later.

    \b
    Examples:
      hrcli add 7KQ2 harm
      hrcli add 7KQ2 action --in g2m --from action.yaml
    """
    caseload = desk.caseload
    case = caseload.case_id(case)
    name = f"cases/{case}/plan.yaml"
    plan = caseload.sound(name)  # before anything is asked
    at = _list_at(plan, LISTS[what], inside)
    given = _answers.fragment(source) if source and _has_keys(at) else None
    draft = _prompts.draft_name("add", case, what, inside)
    if given is not None:
        answers = given.data
    elif source:
        answers = _answers.plain_text(source)
    else:
        need_terminal("--from FILE|-")
        answers = _asked(desk, draft, at, plan.data)
    named: list[str] = []

    def change(document: Document) -> str:
        if given is not None:
            _need_new_id(given, document, source)
        item = entry(at, answers, what[0], document.data, secrets.randbelow, desk.today)
        named[:] = [item["id"]] if isinstance(item, dict) and "id" in item else []
        place = (*at, length_at(document.data, at))
        after = edit.put(document, place, item, schema.key_order(document, place))
        _answers.check_new(desk, after, place, given, source)
        return after

    if dry_run:
        _saving.show_change(name, *caseload.preview(name, change))
        return
    caseload.change(name, change)
    caseload.drop_draft(draft)
    saved = f"Saved {what} {named[0] if named else ''}".rstrip()
    open_still = ", ".join(_still_open(desk, case, at, named))
    if open_still:
        desk.say(f"Still open in it: {open_still} (hrcli validate {case[:4]})")
    desk.say(f"{saved} in {case}. What comes next: hrcli next {case[:4]}")


def _still_open(desk: Desk, case: str, at: Path, named: list[str]) -> list[str]:
    """The rules, by code and name, that have something to say about the item just added."""
    found = desk.case(case)
    last = length_at(found.plan.data, at) - 1
    place = found.plan_file.document.dotted((*at, last))
    told = (it for it in examine(found) if it.file == "plan.yaml" and not it.waived)
    about = (it for it in told if it.code not in YET_TO_COME)
    hits = [f"{it.code} {it.slug}" for it in about if f"{it.path}.".startswith(f"{place}.")]
    return list(dict.fromkeys(hits))


def _list_at(document: Document, where: str, inside: str | None) -> Path:
    """The path of the list, through the item named with --in where the list lies inside one."""
    outer, inner = where.split("[].") if "[]." in where else ("", where)
    if not outer:
        return tuple(inner.split("."))
    path = path_of(document.data, f"{outer}.{inside}") if inside else None
    if path is None or len(path) != 2:
        todo = f"Name it with --in ID, the id of one of its {outer}; hrcli show lists them."
        raise WrongCommand("It is not clear what this belongs to.", "hrcli add", todo)
    return (*path, inner)


def _has_keys(at: Path) -> bool:
    """Whether the entries of this list have keys of their own, or are plain texts."""
    return "properties" in (schema.property_at("plan", (*at, 0)) or {})


def _asked(desk: Desk, draft: str, at: Path, plan: Mapping[str, Any]) -> Any:
    session = _prompts.interview(desk, draft, plan)
    answers = session.item((*at, 0)) if _has_keys(at) else session.value((*at, 0))
    if not answers:
        desk.caseload.drop_draft(draft)
        raise WrongCommand("Nothing was answered.", "hrcli add", "Answer at least one question.")
    return answers


def _need_new_id(given: Document, document: Document, source: BinaryIO | None) -> None:
    """Stop where what --from names brings an id that the plan has already."""
    name = given.data.get("id")
    if isinstance(name, str) and name in taken(document.data):
        what, todo = "This id is taken in the plan.", "Leave id out; hrcli draws a new one."
        place, file = given.key_place(("id",)), _answers.source_name(source)
        _saving.block([Finding("REF01", Severity.ERROR, what, todo, place, "id", file)])
