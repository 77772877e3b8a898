"""Reports over many cases: which there are, and one made of cases that come one by one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from hrcli.knowledge.labels import labels_for
from hrcli.method.outcomes import Period
from hrcli.pages.contents import Sheet
from hrcli.plan.case import Case
from hrcli.reports import formats, of_caseload, of_outcomes, of_practice
from hrcli.reports.tables import Kind, Sources, Tally

KINDS = ("outcomes", "practice", "caseload")


def kind(name: str, agency_key_harms: Iterable[str], supplies: Iterable[str] = ()) -> Kind:
    """The report called `name`; an agency's own key harms and supplies are among its rows."""
    if name == "practice":
        return of_practice.kind(supplies)
    if name == "outcomes":
        return of_outcomes.kind(agency_key_harms)
    return of_caseload.kind(agency_key_harms)


def sheets(case: Case) -> Iterator[Sheet]:
    """The page of every report on one case alone, for whoever checks the templates of pages."""
    labels = labels_for(case.settings.locale, case.settings.knowledge)
    for name in KINDS:
        tally = Tally(kind(name, ()), Period(None, case.today))
        tally.add(case)
        yield formats.sheet(tally.report(case.today, Sources(("caseload",))), labels)
