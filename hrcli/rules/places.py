"""Whether the agency's places of help are looked up often enough."""

from __future__ import annotations

from datetime import date

from hrcli.document.data import items, text
from hrcli.document.document import read
from hrcli.finding import Finding, Severity
from hrcli.knowledge import places_of_help
from hrcli.plan import check
from hrcli.plan.case import File, Settings
from hrcli.rules.rule import Hit, Rule

STALE = Rule(
    "RES01",
    "stale-resource",
    Severity.ADVICE,
    "CAMH: resources for clients and their families",
    "A place of help that nobody has looked up for half a year, or as long as `check_every` says.",
    "A number that is no longer answered lets somebody down at the worst hour.",
    "# today is 2026-02-09\nplaces:\n  - {id: night-line, checked_on: 2025-03-01}\n",
    "# today is 2026-02-09\nplaces:\n  - {id: night-line, checked_on: 2026-02-02}\n",
)
RULES = (STALE,)


def amiss(settings: Settings, today: date) -> list[Finding]:
    """What is amiss in a caseload's places of help: the file's shape, else those grown old.

    The file belongs to no case, so `validate` asks once for all of them.
    """
    raw = dict(settings.knowledge).get(places_of_help.FILE)
    if raw is None:
        return []
    file = File(f"knowledge/{places_of_help.FILE}", read(raw))
    slips = [*file.document.findings, *check.check(file.document, places_of_help.KIND)]
    if slips or not {STALE.code, STALE.slug}.isdisjoint(settings.rules_off):
        return [slip._replace(file=file.name) for slip in slips]
    old = places_of_help.stale(settings, today)
    return [
        STALE.finding(_hit(file, position), STALE.severity, False)
        for position, item in items(file.data, "places")
        if text(item, "id") in old
    ]


def _hit(file: File, position: int) -> Hit:
    message = "Nobody has looked for a while whether this place of help is still there."
    todo = "Ring there or look it up, mend what has changed, and write the day at checked_on."
    return Hit(file, ("places", position, "checked_on"), message, todo)
