"""The report on a caseload: who is met, with which harms, and what is due; counts alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from hrcli.method import outcomes
from hrcli.method.dependants import children
from hrcli.method.in_place import mitigations
from hrcli.method.next_review import next_review
from hrcli.method.outcomes import Period
from hrcli.method.uses import uses
from hrcli.pages.views import OVERDOSE_HELP
from hrcli.plan.case import Case
from hrcli.plan.plan import DOMAINS
from hrcli.reports.tables import ALL, Group, Kind, Table
from hrcli.reports.vocabulary import OTHER, key_harms, known, known_words

YES_NO = ("yes", "no")
PINNED = ("comes_first", "others")


def kind(agency_key_harms: Iterable[str]) -> Kind:
    """The caseload report; an agency's own key harms are rows of it."""
    own = tuple(agency_key_harms)
    clients = _clients(own)
    harms = Table("harms", "harms", (), (Group("area_of_life", (*DOMAINS, OTHER)), *_HARMS))

    def count(case: Case, period: Period) -> Iterator[str]:
        if not outcomes.concerns(case, period):
            return
        yield clients.cell("", ALL)
        for name, rows in _rows(case, own).items():
            yield from (clients.cell(name, row) for row in sorted(set(rows)))
        yield from _harms(harms, case)

    return Kind("caseload", (clients, harms), (), count, lambda case, period: ())


_HARMS = (
    Group("degree", (*known_words("harms", "degree"), OTHER)),
    Group("attention", PINNED),
)


def _clients(own: tuple[str, ...]) -> Table:
    groups = {
        "status": (*known_words("status"), OTHER),
        "age_band": (*known_words("client", "age_band"), OTHER),
        "substance": (*known_words("use", "substance"), OTHER),
        "stage": (*known_words("use", "stage", "value"), OTHER),
        "area_of_life": (*DOMAINS, OTHER),
        "key_harm": (*key_harms(own), OTHER),
        "children_at_home": YES_NO,
        "overdose_help_planned": YES_NO,
        "flag": (*known_words("flags", "flag"), "none"),
        "next_review": ("ahead", "overdue", "missing", "closed"),
        "closed": (*known_words("closed", "outcome"), OTHER, "not_closed"),
    }
    return Table("clients", "clients", (), tuple(Group(*it) for it in groups.items()))


def _rows(case: Case, own: tuple[str, ...]) -> dict[str, list[str]]:
    """The rows of each group in which a client is counted, once each."""
    plan = case.plan
    told = uses(plan)
    areas = [it for harm in plan.harms for it in harm.domains]
    stages = [use.stage.value for use in plan.use]
    flags = [flag.flag for flag in plan.flags if flag.present]
    named = {
        "status": ([plan.status], known_words("status")),
        "age_band": ([plan.client.age_band], _AGES),
        "substance": ([use.substance for use in told if use.in_use], _SUBSTANCES),
        "stage": (stages, known_words("use", "stage", "value")),
        "area_of_life": (areas, DOMAINS),
        "key_harm": ([harm.key_harm or "none" for harm in plan.harms], key_harms(own)),
    }
    rows = {name: [known(it, of) for it in found] or [OTHER] for name, (found, of) in named.items()}
    return rows | {
        "children_at_home": [YES_NO[not children(case)]],
        "overdose_help_planned": [YES_NO[mitigations(case).isdisjoint(OVERDOSE_HELP)]],
        "flag": [it for it in flags if it in known_words("flags", "flag")] or ["none"],
        "next_review": [_next(case)],
        "closed": [_closed(case)],
    }


_AGES = known_words("client", "age_band")
_SUBSTANCES = known_words("use", "substance")


def _next(case: Case) -> str:
    if not case.plan.open:
        return "closed"
    when = next_review(case)
    return "missing" if when is None else "overdue" if when < case.today else "ahead"


def _closed(case: Case) -> str:
    if case.plan.open:
        return "not_closed"
    return known(case.plan.closed.outcome, known_words("closed", "outcome"))


def _harms(table: Table, case: Case) -> Iterator[str]:
    for harm in case.plan.harms:
        areas = {it for it in harm.domains if it in DOMAINS}
        yield table.cell("", ALL)
        yield from (table.cell("area_of_life", area) for area in sorted(areas) or [OTHER])
        yield table.cell("degree", known(harm.degree, known_words("harms", "degree")))
        yield table.cell("attention", PINNED[not harm.serious])
