"""`hrcli add`: one more item in a list of the plan."""

from __future__ import annotations

from typing import Any, BinaryIO

import click

from hrcli.commands import _answers, _leaving, _prompts
from hrcli.commands._answers import Given
from hrcli.commands._catalogue import known_ideas
from hrcli.commands._desk import Desk, desk, draw, need_terminal
from hrcli.commands._options import case_argument, dry_run, from_file
from hrcli.commands._refusing import block
from hrcli.commands._saving import Saving
from hrcli.commands._tab_plan import around
from hrcli.finding import Finding, Path, Severity
from hrcli.method import collecting, naming, new_item, offering
from hrcli.method.interview import Interview
from hrcli.method.steps import YET_TO_COME, is_open, without_ideas
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

    Harms are asked for one after the other, and in which parts of life none was found. For an
    option the ideas that fit the harm are shown at a terminal, and what this case had
    before; one is taken over by its number or code, several with commas, and own words are as good.
    For a goal those that are over are shown, and one is taken up again by its number.

    \b
    Examples:
      hrcli add 7KQ2 harm
      hrcli add 7KQ2 option
      hrcli add 7KQ2 action --in g2m --from action.yaml
    """
    case = desk.caseload.case_id(case)
    desk.caseload.sound(f"cases/{case}/plan.yaml")  # before anything is asked
    before = desk.caseload.plan_only(case, desk.today)
    at = new_item.list_at(before.plan, LISTS[what], inside)
    draft = _prompts.draft_name("add", case, what, inside)
    adding = Adding(desk, what, at, draft, dry_run)
    if source:
        adding.given(before, source)
        return
    need_terminal("--from FILE|-")
    with _leaving.offered(desk, before, dry_run):
        while adding.asked(desk.caseload.plan_only(case, desk.today)):
            if dry_run or not adding.goes_on(desk.case(case)):
                break
        if at == OPTIONS and not dry_run:
            _for_change(desk, desk.case(case))


class Adding:
    """Items for one list of a plan: those that --from names, or those given at the terminal."""

    def __init__(self, desk: Desk, what: str, at: Path, draft: str, dry_run: bool) -> None:
        self.desk = desk
        self.what = what
        self.at = at
        self.draft = draft
        self.dry_run = dry_run
        self.harms: set[str] = set()  # for which ideas were asked

    def given(self, case: Case, source: BinaryIO) -> None:
        """Add what `source` holds: an item, or a text alone."""
        given = _answers.fragment(source) if new_item.has_keys(self.at) else None
        if given:
            told = _answers.in_our_words(self.desk, (*self.at, 0), given.data)
        else:
            told = _answers.plain_text(source)
        self._save(case, [told], [], given)

    def asked(self, case: Case) -> bool:
        """Ask for items at the terminal, and add them; whether there was any."""
        session = _prompts.interview(self.desk, self.draft, case.plan.data)
        offering.offer(session, case, self.at)
        answers, none = session.walk(lambda: self._answers(session, case))
        answers = [answer for answer in answers if answer]
        if answers or none:
            self._save(case, answers, none)
        else:
            self.desk.caseload.drop_draft(self.draft)
            self.desk.say("Nothing was answered; the plan stays as it is.")
        return bool(answers)

    def goes_on(self, case: Case) -> bool:
        """Whether more of the same is asked at once: ideas, while a harm to work on lacks some."""
        harm = without_ideas(case) if self.at == OPTIONS else None
        return harm is not None and harm.id not in self.harms

    def _answers(self, session: Interview, case: Case) -> tuple[list[Any], list[str]]:
        """An answer for each item, and the parts of life in which no harm was found."""
        if self.at == naming.HARMS:
            return naming.asked(session, case.plan)
        whole = self.desk.caseload.with_earlier(case)
        if self.at == OPTIONS:
            known, harm = known_ideas(self.desk), without_ideas(whole)
            self.harms.add(harm.id if harm else "")
            return [*collecting.asked(session, whole, known, harm)], []
        if self.at == offering.GOALS:
            goal = collecting.goal_asked(session, whole)
            return [goal] if offering.says_more(case, goal) else [], []
        ask = session.item if new_item.has_keys(self.at) else session.value
        return [ask((*self.at, 0))], []

    def _save(
        self, case: Case, told: list[Any], none: list[str], given: Given | None = None
    ) -> None:
        saving = Saving(self.desk, case.id, self.dry_run, self.draft, given=given)

        def step(now: Case) -> list[Change]:
            _need_new_id(given, now)
            added = new_item.adding_each(now, self.at, told, self.what[0], draw) if told else []
            return [*added, *naming.none_found(now.plan, none)]

        def new_at(now: Case) -> Path:
            return new_item.behind(self.at, now.plan) if len(told) == 1 else self.at

        saving.save(case, step, new_at=new_at)
        if not self.dry_run:
            _tell(saving, saving.looked_back() or case, self.what)


def _tell(saving: Saving, case: Case, what: str) -> None:
    """Say what was added, and what is still open in it."""
    names = [it.value.get("id", "") if isinstance(it.value, dict) else "" for it in saving.changes]
    found = (code for change in saving.changes for code in _still_open(case, change.path))
    open_still = ", ".join(dict.fromkeys(found))
    if open_still:
        saving.tell(f"Still open in it: {open_still} (hrcli validate {case.id[:4]})")
    saved = f"Saved {what} {', '.join(filter(None, names))}".rstrip()
    saving.tell(f"{saved} in {case.id}. What comes next: hrcli next {case.id[:4]}")


def _for_change(desk: Desk, case: Case) -> None:
    """After ideas one for using less, where the client thinks of that and there is none yet."""
    if not (case.plan.options and is_open(case, "treatment")):
        return
    draft = _prompts.draft_name("add", case.id, "option", "change")
    session = _prompts.interview(desk, draft, case.plan.data)
    ideas = session.walk(lambda: collecting.asked_for_change(session))
    saving = Saving(desk, case.id, False, draft)
    if ideas:
        saving.save(case, lambda now: new_item.adding_each(now, OPTIONS, ideas, "o", draw))
    else:
        saving.drop_drafts()


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


def _need_new_id(given: Given | None, now: Case) -> None:
    """Stop where what --from names brings an id that the plan has already."""
    name = given.data.get("id") if given else None
    if given and isinstance(name, str) and name in new_item.taken(now.plan.data):
        what, todo = "This id is taken in the plan.", "Leave id out; hrcli draws a new one."
        place = given.document.key_place(("id",))
        block([Finding("REF01", Severity.ERROR, what, todo, place, "id", given.file)])
