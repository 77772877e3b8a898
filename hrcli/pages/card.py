"""What stands on a card beside the client's own words: what to do in an emergency."""

from __future__ import annotations

from typing import NamedTuple

from hrcli.knowledge.table_of_facts import named
from hrcli.method.facts import holds_named
from hrcli.method.in_place import NALOXONE_FOR
from hrcli.method.uses import DANGEROUS, groups_of
from hrcli.pages.cautions import UNANSWERED, tells_of_violence
from hrcli.plan.case import Case
from hrcli.plan.plan import Use

CAREFUL = "careful_cards"
OPIOID = "opioid"
UNREGULATED = "unregulated"


class Emergency(NamedTuple):
    """Which lines of help in an emergency a card holds; its first sentence always stands."""

    signs: bool  # when to ring and what to do until help comes; names no substance
    breathing: bool  # what helps somebody who may have taken an opioid
    withdrawal: bool  # what may follow when a use stops


def emergency(case: Case) -> Emergency:
    """What the card of a case says: more than the number only where it gives nobody away."""
    wanted = case.plan.client.copy.overdose_plan == "print"
    return Emergency(
        signs=wanted or not needs_care(case),
        breathing=wanted and any(map(_may_be_opioid, case.plan.use)),
        withdrawal=wanted and any(DANGEROUS in groups_of(use) for use in case.plan.use),
    )


def needs_care(case: Case) -> bool:
    """Whether what the client carries could harm them: violence, restricted contact, a court."""
    careful = named(CAREFUL)
    unanswered = any(it.flag in careful and it.status in UNANSWERED for it in case.plan.flags)
    violent = tells_of_violence(case.plan.data)
    return unanswered or violent or bool(holds_named(case, CAREFUL))


def _may_be_opioid(use: Use) -> bool:
    unnamed = use.substance in ("", *NALOXONE_FOR) or use.supply == UNREGULATED
    return use.is_substance and (unnamed or OPIOID in groups_of(use))
