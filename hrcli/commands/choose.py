"""`hrcli choose`: take an option, once what it costs and what it brings are on record."""

from __future__ import annotations

from collections.abc import Iterable
from typing import BinaryIO

import click

from hrcli.commands import _goal, _leaving, _prompts
from hrcli.commands._answers import fragment
from hrcli.commands._catalogue import known_ideas, what_is_known
from hrcli.commands._desk import Desk, at_terminal, desk
from hrcli.commands._options import case_argument, dry_run, from_file
from hrcli.commands._refusing import block_errors
from hrcli.commands._saving import Saving
from hrcli.commands._tab_plan import item_ids
from hrcli.document.data import Data
from hrcli.errors import WrongCommand
from hrcli.finding import Finding
from hrcli.folding import same
from hrcli.method import lowering
from hrcli.method.choosing import (
    choosing,
    open_of,
    open_options,
    option_named,
    unweighed,
    weighing,
)
from hrcli.method.steps import open_items
from hrcli.method.uses import may_mean_less
from hrcli.plan.case import Case
from hrcli.plan.plan import Option
from hrcli.rules.registry import SLUGS
from hrcli.terminal import safe

RULE = "unweighed-choice"


@click.command()
@case_argument()
@click.argument("option", metavar="[OPTION]", required=False, shell_complete=item_ids("options"))
@from_file
@dry_run
@desk
def choose(
    desk: Desk, case: str, option: str | None, source: BinaryIO | None, dry_run: bool
) -> None:
    """Choose an option of a plan; OPTION is its id (hrcli show names them).

    Without OPTION the ideas are shown at a terminal, for the client to choose one or several. An
    option has to be weighed first: at least one benefit and one cost. At a terminal what is missing
    is asked for, and then the goal that it becomes; elsewhere give benefits, costs and because with
    --from. Where a goal grew from it before, whether that goal means using less is asked too.
    Options that were rejected stay in the plan, for the day when it is planned anew.

    \b
    Examples:
      hrcli choose 7KQ2
      hrcli choose 7KQ2 o6t
    """
    found = desk.case(case)
    with _leaving.offered(desk, found, dry_run):
        if option:
            _choose(desk, found, option, source, dry_run)
        else:
            _choose_several(desk, found, source, dry_run)


def _choose_several(desk: Desk, case: Case, source: BinaryIO | None, dry_run: bool) -> None:
    """Have the client choose among the ideas, until each harm to work on has one."""
    picked = _picked(desk, case, source)
    if not picked:
        desk.say("Nothing was chosen; the ideas stay in the plan.")
    while picked:
        for option in picked:
            _choose(desk, desk.case(case.id), option, source, dry_run)
        now = desk.case(case.id)
        still = [] if dry_run else [item.id for item in open_items(now, "choose")]
        picked = _picked_for(desk, now, still[0]) if still else []


def _choose(desk: Desk, found: Case, option: str, source: BinaryIO | None, dry_run: bool) -> None:
    """Choose an option, weighed first; at a terminal it becomes a goal at once."""
    chosen = option_named(found.plan, option)
    _tell_what_is_known(desk, chosen)
    draft = f"choose-{found.id}-{chosen.id}.json"
    answers, lowers = _answers(desk, found, chosen, draft, source)
    saving = Saving(desk, found.id, dry_run, draft)
    if source is None and at_terminal() and set(unweighed(chosen)) - set(answers):
        _keep(saving, found, chosen, answers)
        return
    saving.save(
        found,
        lambda now: choosing(now.plan, chosen.id, answers) + lowering.lowering(now.plan, lowers),
        new_at=lambda now: option_named(now.plan, chosen.id).path,
        refuse=lambda now, then: _stop_unweighed(now, then, chosen.id),
    )
    told = f"{chosen.id}. Make it a goal: hrcli add {found.id[:4]} goal"
    saving.tell(f"Chosen: {told}", already=f"Chosen already: {told}")
    if source is None and at_terminal() and not dry_run:
        _goal.make(desk, desk.case(found.id), chosen)


def _keep(saving: Saving, case: Case, option: Option, answers: Data) -> None:
    """Keep what was said of an option that is not weighed yet; it is not chosen by that."""
    if answers:
        saving.save(case, lambda now: weighing(now.plan, option.id, answers))
    saving.drop_drafts()
    saving.desk.say(
        f"{option.id} is not chosen yet: something that speaks for it and something that speaks "
        f"against it are needed. To go on: hrcli choose {case.id[:4]} {option.id}"
    )


def _tell_what_is_known(desk: Desk, option: Option) -> None:
    """What the catalogue says of an idea that came from it, before it is weighed."""
    for idea in known_ideas(desk):
        if option.code and same(idea.code, option.code):
            desk.say(safe("\n".join(("From the catalogue:", *what_is_known(idea)))))


def _picked(desk: Desk, case: Case, source: BinaryIO | None) -> list[str]:
    """The ids of the ideas that are picked from a list at the terminal; none where none is yet."""
    if source is not None or not at_terminal():
        raise click.UsageError("Without a terminal, name the OPTION too; hrcli show lists them.")
    ideas = _ideas(case, open_options(case.plan))
    if not ideas:
        todo = f"Collect ideas first: hrcli add {case.id[:4]} option"
        raise WrongCommand("There is no idea to choose from.", "hrcli choose", todo)
    return _prompts.picked(desk, "Which of these does the client choose? (Enter: none yet)", ideas)


def _picked_for(desk: Desk, case: Case, harm: str) -> list[str]:
    """The same for a harm for which nothing is chosen yet."""
    ideas = _ideas(case, (it for it in open_options(case.plan) if harm in it.harms))
    if not ideas:
        return []
    words = _prompts.items_of(case.plan.data, "harms").get(harm, "")
    question = f"And for harm {harm} ({words})? (Enter: none yet)"
    return _prompts.picked(desk, question, ideas)


def _ideas(case: Case, options: Iterable[Option]) -> dict[str, str]:
    shown = _prompts.items_of(case.plan.data, "options")
    return {it.id: shown[it.id] for it in options if it.id in shown}


def _answers(
    desk: Desk, case: Case, option: Option, draft: str, source: BinaryIO | None
) -> tuple[Data, Data]:
    """What was said just now about the option, by key, and about goals that grew from it."""
    given = fragment(source)
    if given:
        return given.data, {}
    missing = open_of(option)
    unsaid = [goal for goal in may_mean_less(case.plan) if same(goal.option, option.id)]
    if not (missing or unsaid) or not at_terminal():
        return {}, {}
    session = _prompts.interview(desk, draft, case.plan.data)

    def ask() -> tuple[Data, Data]:
        answers = {key: session.value(("options", option.id, key)) for key in missing}
        lowers = {lowering.GOALS: lowering.asked(session, unsaid)}
        return {key: value for key, value in answers.items() if value}, lowers

    return session.walk(ask)


def _stop_unweighed(now: Case, then: Case, chosen: str) -> None:
    """Stop where the rule about unweighed choices speaks of the option, at any weight."""
    path = option_named(now.plan, chosen).path

    def counts(finding: Finding) -> bool:
        return finding.at[:2] == path and finding.code == SLUGS[RULE].code

    block_errors(now, then, counts, any_weight=True)
