"""`hrcli prioritise`: the order of the harms, with every factor it rests on."""

from __future__ import annotations

import click

from hrcli.commands._desk import Desk, desk
from hrcli.commands._options import case_argument, dry_run
from hrcli.commands._saving import Saving
from hrcli.commands._screen import columns
from hrcli.document.data import Value
from hrcli.method.priority import Ranked, order, ranking, waits
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

    \b
    Examples:
      hrcli prioritise 7KQ2
      hrcli prioritise 7KQ2 --accept
    """
    found = desk.case(case)
    rows = [_row(place, entry) for place, entry in enumerate(order(found.plan.harms), start=1)]
    if not rows:
        desk.say(f"No harm is written down yet: hrcli add {found.id[:4]} harm")
        return
    click.echo(table(HEAD, rows, columns(), painted))
    if not accept:
        desk.say(f"Agree it with the client, then: hrcli prioritise {found.id[:4]} --accept")
        return
    saving = Saving(desk, found.id, dry_run)
    saving.save(found, lambda now: ranking(now.plan.harms))
    told = f"Saved the order in {found.id}. What comes next: hrcli next {found.id[:4]}"
    saving.tell(told, already="")


def _row(place: int, entry: Ranked) -> tuple[str, ...]:
    harm = entry.harm
    factors = (harm.degree, harm.importance, harm.realistic, harm.confidence)
    pinned = ", ".join(entry.pinned).replace("_", " ") or "-"
    state = " (resolved)" if harm.resolved else " (not now)" if waits(harm) else ""
    what = f"{harm.data.get('what', '')}{state}"
    return (str(place), harm.id, pinned, *map(_shown, factors), _shown(harm.rank, "-"), what)


def _shown(value: Value, nothing: str = NOT_ASKED) -> str:
    return nothing if value in (None, "") else str(value).replace("_", " ")
