"""Reports over many cases: which there are, and one made of cases that come one by one."""

from __future__ import annotations

from collections.abc import Iterable

from hrcli.reports import of_caseload, of_outcomes, of_practice
from hrcli.reports.tables import Kind

KINDS = ("outcomes", "practice", "caseload")


def kind(name: str, agency_key_harms: Iterable[str]) -> Kind:
    """The report called `name`, with an agency's own key harms among its rows."""
    if name == "practice":
        return of_practice.KIND
    if name == "outcomes":
        return of_outcomes.kind(agency_key_harms)
    return of_caseload.kind(agency_key_harms)
