"""`hrcli add`: one more item in a list of the plan."""

from __future__ import annotations

from typing import Any, BinaryIO

import click

from hrcli.commands import _answers, _prompts
from hrcli.commands._catalogue import known_ideas
from hrcli.commands._desk import Desk, desk, draw, need_terminal
from hrcli.commands._options import case_argument, dry_run, from_file
from hrcli.commands._refusing import block
from hrcli.commands._saving import Saving
from hrcli.commands._tab_plan import around
from hrcli.errors import WrongCommand
from hrcli.finding import Finding, Path, Severity
from hrcli.method import collecting, new_item, offering
from hrcli.method.steps import YET_TO_COME
from hrcli.plan.case import Case
from hrcli.plan.changes import Change
from hrcli.rules.engine import examine
from hrcli.rules.unintended import judged_in_force

OPTIONS: Path = ("options",)

# What a worker adds, and the list it goes into; [] asks for the item around it (--in ID).
LISTS = {
    "substance": "use",
    "use": "use",
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
@click.option(
    "--in",
    "inside",
    metavar="ID",
    shell_complete=around(LISTS),
    help="The goal, use or dependant it belongs to.",
)
@from_file
@dry_run
@desk
def add(
    desk: Desk, case: str, what: str, inside: str | None, source: BinaryIO | None, dry_run: bool
) -> None:
    """Add one more item to a plan: asked for at the terminal, or from a YAML file.

    WHAT is one of substance, use, harm, option, goal, action, progress, support, flag, score,
    consent, dependant, care, function, consequence, observation, mitigation, referral, assessment,
    tried, information, waiver, strength, service, barrier, later.

    For an option the ideas that fit the harm are shown at a terminal, and what this case had
    before; one is taken over by its number or code, several with commas, and own words are as good.

    \b
    Examples:
      hrcli add 7KQ2 harm
      hrcli add 7KQ2 option
      hrcli add 7KQ2 action --in g2m --from action.yaml
    """
    case = desk.caseload.case_id(case)
    desk.caseload.sound(f"cases/{case}/plan.yaml")  # before anything is asked
    found = desk.caseload.plan_only(case, desk.today)
    at = new_item.list_at(found.plan, LISTS[what], inside)
    given = _answers.fragment(source) if new_item.has_keys(at) else None
    draft = _prompts.draft_name("add", case, what, inside)
    if given:
        answers = [_answers.in_our_words(desk, (*at, 0), given.data)]
    else:
        answers = _said(desk, found, at, draft, source)
    saving = Saving(desk, case, dry_run, draft, given=given)

    def step(now: Case) -> list[Change]:
        _need_new_id(given, now)
        return new_item.adding_each(now, at, answers, what[0], draw)

    def new_at(now: Case) -> Path:
        return at if len(answers) > 1 else new_item.behind(at, now.plan)

    saving.save(found, step, new_at=new_at)
    if not dry_run:
        _tell(saving, saving.looked_back() or found, what)


def _tell(saving: Saving, case: Case, what: str) -> None:
    """Say what was added, and what is still open in it."""
    new = [it.value for it in saving.changes]
    named = ", ".join(str(it.get("id", "")) for it in new if isinstance(it, dict))
    hits = (hit for change in saving.changes for hit in _still_open(case, change.path))
    open_still = ", ".join(dict.fromkeys(hits))
    if open_still:
        saving.tell(f"Still open in it: {open_still} (hrcli validate {case.id[:4]})")
    saved = f"Saved {what} {named}".rstrip()
    saving.tell(f"{saved} in {case.id}. What comes next: hrcli next {case.id[:4]}")


def _still_open(case: Case, place: Path) -> list[str]:
    """The rules, by code and name, that have something to say about the item just added."""
    told = (it for it in examine(case) if it.file == "plan.yaml" and not it.waived)
    about = (it for it in told if it.code not in YET_TO_COME)
    once = _of_the_whole_plan(case, place)
    hits = [
        f"{it.code} {it.slug}" for it in about if it.at[: len(place)] == place or it.code in once
    ]
    return list(dict.fromkeys(hits))


def _of_the_whole_plan(case: Case, place: Path) -> set[str]:
    """The rules that speak once for the whole plan, and fire at the goal that was added too."""
    told = (it for it in judged_in_force(case) if not it.answered)
    return {it.harm.id for it in told if any(goal.path == place for goal in it.goals)}


def _said(desk: Desk, case: Case, at: Path, draft: str, source: BinaryIO | None) -> list[Any]:
    """The one text that --from names, else the answers at the terminal, one for each item."""
    if source:
        return [_answers.plain_text(source)]
    need_terminal("--from FILE|-")
    session = _prompts.interview(desk, draft, case.plan.data)
    offering.offer(session, case, at)
    place = (*at, 0)
    if at == OPTIONS:
        known, whole = known_ideas(desk), desk.caseload.with_earlier(case)
        answers = session.walk(lambda: collecting.asked(session, whole, known))
    else:
        ask = session.item if new_item.has_keys(at) else session.value
        answers = [session.walk(lambda: ask(place))]
    if not any(answers):
        desk.caseload.drop_draft(draft)
        raise WrongCommand("Nothing was answered.", "hrcli add", "Answer at least one question.")
    return answers


def _need_new_id(given: _answers.Given | None, now: Case) -> None:
    """Stop where what --from names brings an id that the plan has already."""
    name = given.data.get("id") if given else None
    if given and isinstance(name, str) and name in new_item.taken(now.plan.data):
        what, todo = "This id is taken in the plan.", "Leave id out; hrcli draws a new one."
        place = given.document.key_place(("id",))
        block([Finding("REF01", Severity.ERROR, what, todo, place, "id", given.file)])
