"""What comes next in a case, and what stands in its way, for a list of many cases."""

from __future__ import annotations

from hrcli.finding import Finding
from hrcli.method import steps
from hrcli.method.steps import Next
from hrcli.plan.case import Case
from hrcli.rules.engine import examine
from hrcli.store.caseload import ClosedDoor


def look(case: Case | ClosedDoor) -> tuple[Next | None, list[Finding]]:
    """What comes next in a case (None: it is closed), and what the check finds in it."""
    if not isinstance(case, Case):
        return steps.unreadable(case.case), []
    if not case.plan_file.document.sound:
        return steps.unreadable(case.id), []
    findings = examine(case) if case.plan.open else []
    return steps.next_for(case, findings), findings
