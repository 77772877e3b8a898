"""Whether a copy may leave the service: what a consent, or a recorded exception, lets pass."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from hrcli.dates import day
from hrcli.document.data import items, said, text, words
from hrcli.pages.views import INFORMATION, Grant, kinds_for

EXCEPTIONS: Mapping[str, tuple[str, ...]] = {
    "medical_emergency": ("referral", "handover"),
    "child_abuse_report": ("referral",),
    "court_order": ("court",),
}
"""For which copies each basis may stand in for a consent."""

REPORT = frozenset(("name", "contact", "children", "child_protection", "violence"))
"""What a report of child abuse may hold; the records themselves stay protected."""


class Refusal(NamedTuple):
    """Why a copy may not leave, at which key of the plan, and what would change that."""

    message: str
    key: str
    help: str


def permission(
    plan_data: Mapping[str, Any], consent_id: str | None, audience: str, today: date
) -> Grant | Refusal:
    """What the consent named `consent_id` lets pass in a copy for `audience` today.

    In: the data of a plan. Out: a Grant, or the Refusal that says what is missing. A consent has
    to say who receives what and for what, since when and until when; an exception has to say on
    which basis and why.
    """
    if consent_id is None:
        return _unnamed(plan_data, audience, today)
    named = [it for _, it in items(plan_data, "consents") if text(it, "id") == consent_id]
    if len(named) != 1:
        message = "Two entries bear this id." if named else "No consent has this id."
        return Refusal(message, "consents", _which(plan_data, audience, today))
    return _weighed(named[0], audience, today)


def live(plan_data: Mapping[str, Any], audience: str, today: date) -> list[str]:
    """The ids of the consents and exceptions under which a copy for `audience` may leave today."""
    listed = [it for _, it in items(plan_data, "consents")]
    return [text(it, "id") for it in listed if isinstance(_weighed(it, audience, today), Grant)]


def _unnamed(plan: Mapping[str, Any], audience: str, today: date) -> Refusal:
    message = f"A {audience} copy leaves the service, so it needs a consent or an exception."
    return Refusal(message, "consents", _which(plan, audience, today))


def _which(plan: Mapping[str, Any], audience: str, today: date) -> str:
    known = live(plan, audience, today)
    if known:
        return f"Name the one it goes out under with --consent: {', '.join(known)}."
    return "None in this plan allows it now. Ask the client, then: hrcli add CASE consent"


def _weighed(consent: Mapping[str, Any], audience: str, today: date) -> Grant | Refusal:
    """What one consent or exception lets pass, or the first thing that stands against it."""
    for look in (_taken_back, _basis, _incomplete, _not_begun, _ended):
        refusal = look(consent, audience, today)
        if refusal:
            return refusal
    covers = frozenset(words(consent, "covers")).intersection(INFORMATION)
    if text(consent, "basis") == "child_abuse_report":
        covers &= REPORT
    covers -= set(words(consent, "withhold"))
    if covers.isdisjoint(kinds_for(audience)):
        possible = ", ".join(word for word in INFORMATION if word in kinds_for(audience))
        message = f"It covers nothing that a {audience} copy can hold."
        return Refusal(message, "covers", f"Such a copy can hold: {possible}.")
    return Grant(text(consent, "id"), covers)


def _taken_back(consent: Mapping[str, Any], audience: str, today: date) -> Refusal | None:
    if not said(consent, "revoked_on"):
        return None
    message = "This consent was taken back."
    return Refusal(message, "revoked_on", "Ask the client; a new consent gets an entry of its own.")


def _basis(consent: Mapping[str, Any], audience: str, today: date) -> Refusal | None:
    """An exception holds for the copies that its basis is about, and never for the family."""
    if not said(consent, "basis") or audience in EXCEPTIONS.get(text(consent, "basis"), ()):
        return None
    message = f"This exception does not carry a {audience} copy."
    return Refusal(message, "basis", "Ask the client for a consent to this copy.")


def _incomplete(consent: Mapping[str, Any], audience: str, today: date) -> Refusal | None:
    needed = ["recipient", "covers"]
    needed += ["because"] if said(consent, "basis") else ["purpose", "given_on", "expires"]
    missing = [key for key in needed if not said(consent, key)]
    if not missing:
        return None
    message = f"This entry does not say everything yet: {', '.join(missing)}."
    return Refusal(message, missing[0], "Fill it in, with the client where it is their consent.")


def _not_begun(consent: Mapping[str, Any], audience: str, today: date) -> Refusal | None:
    given = day(consent.get("given_on"))
    if not said(consent, "given_on") or (given is not None and given <= today):
        return None
    message = "This entry does not hold yet."
    return Refusal(message, "given_on", "Look at the day on which it was given.")


def _ended(consent: Mapping[str, Any], audience: str, today: date) -> Refusal | None:
    last = day(consent.get("expires"))
    if not said(consent, "expires") or (last is not None and last >= today):
        return None
    return Refusal("This entry has run out.", "expires", "Ask the client whether it goes on.")
