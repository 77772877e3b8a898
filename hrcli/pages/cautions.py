"""What to mind before a copy leaves: as values, which the command only prints."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from hrcli.document.data import Data, Value, items, text
from hrcli.folding import holds_any
from hrcli.knowledge.table_of_facts import named
from hrcli.method.answers import stood_by
from hrcli.method.facts import holds_named
from hrcli.pages.audiences import DISCLOSED
from hrcli.pages.views import (
    GIVEN_UP,
    NO_GRANT,
    VIOLENCE,
    Grant,
    carried,
    kinds_for,
    own_kinds,
    view,
    violent,
)
from hrcli.plan.case import Case
from hrcli.plan.plan import Plan, plan_of

UNANSWERED = ("not_assessed", "declined", "")
"""What a flag says where nobody has answered."""


class HeldBack(NamedTuple):
    """An item that stays here although its list is covered, and what the consent lacks for it."""

    id: str
    lacks: tuple[str, ...]


def held_back(plan_data: Data, audience: str, grant: Grant) -> list[HeldBack]:
    """The harms, goals and options that a copy leaves out because of what they tell besides."""
    lists = (key for key in ("harms", "goals", "options") if key in grant.covers)
    held = []
    for key in lists:
        if key not in kinds_for(audience):
            continue
        for _, item in items(plan_data, key):
            lacks = carried((plan_data, item)) - grant.covers
            if lacks and text(item, "status") not in GIVEN_UP and item.get("state") != "rejected":
                held.append(HeldBack(text(item, "id"), tuple(sorted(lacks))))
    return held


def tells_of_violence(plan_data: Data) -> bool:
    """Whether the plan has a harm about violence, which the sheet on the table leaves out."""
    return bool(violent(plan_data))


class CopyAnswer(NamedTuple):
    """What stands in the way of a copy in the client's hands, or what to mind about it."""

    refused: bool
    message: str
    help: str


def _restricted(case: Case) -> bool:
    """Whether contact needs care, or nobody has answered whether it does."""
    about_it = named("restricting")
    unanswered = any(
        flag.flag in about_it and flag.status in UNANSWERED for flag in case.plan.flags
    )
    violent = any(VIOLENCE in own_kinds(harm.data) for harm in case.plan.harms)
    return unanswered or violent or bool(holds_named(case, "restricting"))


def may_print_client_copy(case: Case) -> CopyAnswer | None:
    """Whether the client may be handed a copy: a refusal, a line of advice, or None (go ahead).

    Paper that is not safe is refused; so is paper nobody asked about, where the plan speaks of
    violence or of restricted contact.
    """
    paper = case.plan.client.paper
    if paper == "ok":
        return None
    if paper == "not_ok":
        return CopyAnswer(
            True,
            "Paper is not safe for this client: client.safe_contact.paper is not_ok.",
            case.settings.contact_note
            or "Give no copy. Agree together what to remember, and when you meet next.",
        )
    ask = "Ask the client alone whether a paper copy is safe, then write it down at "
    if _restricted(case):
        return CopyAnswer(
            True,
            "Nobody has asked whether paper is safe, and contact needs care in this case.",
            f"{ask}client.safe_contact.paper.",
        )
    return CopyAnswer(
        False, "Nobody has asked whether paper is safe.", f"{ask}client.safe_contact.paper."
    )


def _names(plan: Plan, outside: bool, grant: Grant) -> set[str]:
    """The names a copy should not hold: other people's, and the client's where not chosen."""
    own_name = "name" in grant.covers
    names = set()
    if "third_party" not in grant.covers:
        names = {person.alias for person in plan.dependants}
        names |= {it.who for it in stood_by(plan) if outside or it.on_copy != "print"}
    if not (own_name if outside else plan.client.copy.name == "print"):
        names.add(plan.client.alias)
    return names - {""}


def _seen(plan_data: Data, audience: str, grant: Grant = NO_GRANT) -> dict[str, Any]:
    """What a reader may see of the plan alone."""
    seen: dict[str, Any] = view({"plan": plan_data, "reviews": [], "events": []}, audience, grant)
    plan: dict[str, Any] = seen["plan"]
    return plan


def _texts(data: Value, where: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(data, dict):
        for key, value in data.items():
            yield from _texts(value, f"{where}.{key}" if where else key)
    elif isinstance(data, list):
        for item in data:
            yield from _texts(item, f"{where}[]")
    elif isinstance(data, str):
        yield where, data


def wording_with_names(plan: Plan, audience: str = "client", grant: Grant = NO_GRANT) -> list[str]:
    """The properties of a copy, the client's by default, whose wording holds a name from the plan.

    Out: properties such as `goals[].specific`, in order, without values; the client's own wording
    is printed as it is, so this is for a line of advice.
    """
    names = _names(plan, audience in DISCLOSED, grant)
    if not names:
        return []
    seen = _seen(plan.data, audience, grant)
    return sorted({where for where, said in _texts(seen) if holds_any(said, names)})


def wordings(plan_data: Data, audience: str) -> dict[str, list[str]]:
    """What people wrote that a copy holds, by property (`goals[].specific`), single words aside."""
    seen = _seen(plan_data, audience)
    found: dict[str, list[str]] = {}
    for where, told in _texts(seen):
        if " " in told:
            found.setdefault(where, []).append(told)
    return found


CARD_ROOM = 1500  # characters of the client's own on a card, beside all that it holds anyway
CARD_LINE = 110  # that an item takes at least


def fits_a_card(plan: Data) -> bool:
    """Whether a card with all that its reader may see stays on one side of paper, A4 or Letter.

    In: the data of a plan. The bounds were measured with the built-in template.
    """
    seen = _seen(plan, "safety")
    listed = [item for key in ("mitigations", "supports") for _, item in items(seen, key)]
    lines = (" ".join(str(said) for said in item.values() if said) for item in listed)
    told = len(plan_of(seen).relapse_plan.for_client)
    return told + sum(max(CARD_LINE, len(line)) for line in lines) <= CARD_ROOM
