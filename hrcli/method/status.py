"""Which steps the status of a plan allows, and the words in which another is refused."""

from __future__ import annotations

from hrcli.errors import WrongCommand
from hrcli.plan.case import Case


def need_status(case: Case, wanted: str) -> None:
    """Refuse a step in a plan that is not `wanted`: open (whatever is not closed), closed, active.

    Raises WrongCommand.
    """
    if wanted == "closed":
        if case.plan.open:
            todo = f"Go on: hrcli next {case.id[:4]}"
            raise WrongCommand("This case is open.", case.id, todo)
        return
    if not case.plan.open:
        todo = f"To go on with it: hrcli reopen {case.id[:4]}"
        raise WrongCommand("This case is closed.", case.id, todo)
    if wanted == "active" and case.plan.status != "active":
        _refuse_not_active(case)


def _refuse_not_active(case: Case) -> None:
    short = case.id[:4]
    draft = f"It is a draft; just change it: hrcli edit {short}"
    odd = f"Mend its status first: hrcli validate {short}"
    todo = draft if case.plan.status == "draft" else odd
    raise WrongCommand("Only an active plan can be planned anew.", case.id, todo)
