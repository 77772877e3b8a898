"""What the client says about the work and nobody has settled yet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from hrcli.ids import is_item_id
from hrcli.plan.case import Case
from hrcli.plan.plan import ClientSays, Remark

COMMENT, COMPLAINT = "comment", "complaint"


class OpenRemark(NamedTuple):
    """Something the client said that nobody has settled."""

    kind: str  # comment | question | concern | complaint
    name: str  # its id; its position (from 1) where what stands there may be no id at all
    remark: Remark

    @property
    def waits(self) -> bool:
        """Whether it waits for an answer; a comment does not."""
        return self.kind != COMMENT


def of_case(case: Case) -> Iterator[OpenRemark]:
    """What is open in a case, wherever it was noted."""
    return open_remarks(case.plan.client_says, (it.client_says for it in case.standing))


def open_remarks(plan: ClientSays, reviews: Iterable[ClientSays]) -> Iterator[OpenRemark]:
    """What is open of what the plan and its reviews, oldest first, tell; each line once.

    What a review holds is settled by a line with the same id in the plan or in a later review.
    """
    for kind, lines in _by_kind((plan, *reviews)).items():
        settled = {line.id for line in lines if line.settled}
        seen: set[str] = set()
        for number, line in enumerate(lines, start=1):
            name = line.id if is_item_id(line.id) else str(number)
            if not line.settled and name not in settled and name not in seen:
                seen.add(name)
                yield OpenRemark(kind, name, line)


def _by_kind(said: Sequence[ClientSays]) -> dict[str, list[Remark]]:
    return {
        COMMENT: [line for says in said for line in says.comments],
        "question": [line for says in said for line in says.questions],
        "concern": [line for says in said for line in says.concerns],
        COMPLAINT: [line for says in said for line in says.complaints],
    }
