"""`hrcli prioritise`: the order of the harms, with every factor it rests on."""

from __future__ import annotations

from collections.abc import Iterable

import click

from hrcli.commands import _leaving, _prompts
from hrcli.commands._desk import Desk, at_terminal, desk
from hrcli.commands._options import case_argument, dry_run
from hrcli.commands._saving import Saving
from hrcli.commands._screen import columns, remark
from hrcli.document.data import Value
from hrcli.method import prioritising
from hrcli.method.interview import Misheard
from hrcli.method.priority import Ranked, order, ranking, waits
from hrcli.plan.case import Case
from hrcli.plan.plan import Harm
from hrcli.terminal import painted, table

HEAD = ("", "HARM", "PINNED", "DEGREE", "IMPORTANCE", "REALISTIC", "CONFIDENCE", "RANK", "WHAT")
NOT_ASKED = "not asked"


@click.command()
@case_argument()
@click.option("--accept", is_flag=True, help="Write this order as the agreed ranks.")
@dry_run
@desk
def prioritise(desk: Desk, case: str, accept: bool, dry_run: bool) -> None:
    """Propose the order of the harms; the client has the last word.

    Pinned harms (severe ones, key harms, those that touch a child) come first, then what was
    agreed, then degree, importance, chance and confidence, one after the other. Nothing is added
    up into a score, and what was not asked stands before what is low.

    At a terminal the factors that nobody has asked yet are asked first, and then whether the order
    is agreed: yes, or the harms in the client's own order.

    \b
    Examples:
      hrcli prioritise 7KQ2
      hrcli prioritise 7KQ2 --accept
    """
    found = desk.case(case)
    if not found.plan.harms:
        desk.say(f"No harm is written down yet: hrcli add {found.id[:4]} harm")
        return
    if at_terminal() and not accept:
        _agree_order(desk, found, dry_run)
        return
    if not accept:
        _show(found.plan.harms)
        desk.say(f"Agree it with the client, then: hrcli prioritise {found.id[:4]} --accept")
        return
    _accept(desk, found, [], dry_run)


def _accept(desk: Desk, case: Case, agreed: list[str], dry_run: bool) -> None:
    """Write the order as ranks, the harms named in `agreed` first, and show what was written."""
    saving = Saving(desk, case.id, dry_run)
    saving.save(case, lambda now: ranking(now.plan.harms, agreed))
    after = None if dry_run else saving.looked_back()
    _show((after or case).plan.harms)
    told = f"Saved the order in {case.id}. What comes next: hrcli next {case.id[:4]}"
    saving.tell(told, already="")


def _agree_order(desk: Desk, case: Case, dry_run: bool) -> None:
    """Ask at a terminal for what is not known of the harms, then whether their order is agreed."""
    asked = _factors(desk, case, dry_run)
    agreed = _agreed(desk, asked)
    if agreed is None:
        desk.say("The order is not agreed yet; the ranks stay as they are.")
        _leaving.offer(desk, case, dry_run)
        return
    _accept(desk, asked, agreed, dry_run)


def _factors(desk: Desk, case: Case, dry_run: bool) -> Case:
    """The case once the factors that nobody had asked were asked."""
    if not prioritising.unasked(case.plan):
        return case
    draft = _prompts.draft_name("prioritise", case.id)
    session = _prompts.interview(desk, draft, case.plan.data)
    answers = session.walk(lambda: prioritising.asked(session, case.plan))
    saving = Saving(desk, case.id, dry_run, draft)
    if not answers:
        saving.drop_drafts()
        return case
    saving.save(case, lambda now: answers, new_at=lambda now: ("harms",))
    return saving.looked_back() or case


def _agreed(desk: Desk, case: Case) -> list[str] | None:
    """Show the order; the ids of the harms that come first as the client sees it, none where it is
    agreed as it stands; None where nothing is agreed yet. Of one harm there is nothing to agree on.
    """
    names = [entry.harm.id for entry in prioritising.to_rank(case.plan)]
    if len(names) == 1:
        return names
    _show(case.plan.harms)
    question = "Is this the order you agree on? yes, or the ids in your order (Enter: not yet)"
    while True:
        typed = _prompts.typed(desk, question)
        if not typed:
            return None
        try:
            return prioritising.heard(typed, names)
        except Misheard as error:
            remark(f"  {error}")


def _show(harms: Iterable[Harm]) -> None:
    rows = [_row(place, entry) for place, entry in enumerate(order(harms), start=1)]
    click.echo(table(HEAD, rows, columns(), painted))


def _row(place: int, entry: Ranked) -> tuple[str, ...]:
    harm = entry.harm
    factors = (harm.degree, harm.importance, harm.realistic, harm.confidence)
    pinned = ", ".join(entry.pinned).replace("_", " ") or "-"
    state = " (resolved)" if harm.resolved else " (not now)" if waits(harm) else ""
    what = f"{harm.data.get('what', '')}{state}"
    return (str(place), harm.id, pinned, *map(_shown, factors), _shown(harm.rank, "-"), what)


def _shown(value: Value, nothing: str = NOT_ASKED) -> str:
    return nothing if value in (None, "") else str(value).replace("_", " ")
