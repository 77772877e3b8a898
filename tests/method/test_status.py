"""Which steps a plan's status allows: one wording for each refusal."""

from __future__ import annotations

import pytest

from hrcli.errors import WrongCommand
from hrcli.method.status import need_status
from tests.support.casefiles import case_of

CLOSED = ("This case is closed.", "To go on with it: hrcli reopen 7KQ2")
OPEN = ("This case is open.", "Go on: hrcli next 7KQ2")
ANEW = "Only an active plan can be planned anew."
DRAFT = (ANEW, "It is a draft; just change it: hrcli edit 7KQ2")
ODD = (ANEW, "Mend its status first: hrcli validate 7KQ2")


@pytest.mark.parametrize(
    ("status", "wanted", "refused"),
    [
        ("active", "open", None),
        ("draft", "open", None),
        ("asleep", "open", None),
        ("closed", "open", CLOSED),
        ("closed", "closed", None),
        ("active", "closed", OPEN),
        ("asleep", "closed", OPEN),
        ("active", "active", None),
        ("closed", "active", CLOSED),
        ("draft", "active", DRAFT),
        ("asleep", "active", ODD),
    ],
)
def test_each_status_is_refused_in_one_wording(
    status: str, wanted: str, refused: tuple[str, str] | None
) -> None:
    case = case_of(f"status: {status}\n")
    if refused is None:
        need_status(case, wanted)
        return
    with pytest.raises(WrongCommand) as error:
        need_status(case, wanted)
    assert (error.value.what, error.value.todo) == refused
    assert error.value.where == case.id
