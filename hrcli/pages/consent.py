"""Whether a copy may leave the service: what a consent, or a recorded exception, lets pass."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from hrcli.document.data import said
from hrcli.pages.views import INFORMATION, Grant, kinds_for
from hrcli.plan.plan import Consent, Plan

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


def permission(plan: Plan, consent_id: str | None, audience: str, today: date) -> Grant | Refusal:
    """What the consent named `consent_id` lets pass in a copy for `audience` today.

    Out: a Grant, or the Refusal that says what is missing. A consent has
    to say who receives what and for what, since when and until when; an exception has to say on
    which basis and why.
    """
    if consent_id is None:
        return _unnamed(plan, audience, today)
    named = [consent for consent in plan.consents if consent.id == consent_id]
    if len(named) != 1:
        message = "Two entries bear this id." if named else "No consent has this id."
        return Refusal(message, "consents", _which(plan, audience, today))
    return _weighed(named[0], audience, today)


def live(plan: Plan, audience: str, today: date) -> list[str]:
    """The ids of the consents and exceptions under which a copy for `audience` may leave today."""
    return [it.id for it in plan.consents if isinstance(_weighed(it, audience, today), Grant)]


def _unnamed(plan: Plan, audience: str, today: date) -> Refusal:
    message = f"A {audience} copy leaves the service, so it needs a consent or an exception."
    return Refusal(message, "consents", _which(plan, audience, today))


def _which(plan: Plan, audience: str, today: date) -> str:
    known = live(plan, audience, today)
    if known:
        return f"Name the one it goes out under with --consent: {', '.join(known)}."
    return "None in this plan allows it now. Ask the client, then: hrcli add CASE consent"


def _weighed(consent: Consent, audience: str, today: date) -> Grant | Refusal:
    """What one consent or exception lets pass, or the first thing that stands against it."""
    for look in (_taken_back, _basis, _incomplete, _not_begun, _ended):
        refusal = look(consent, audience, today)
        if refusal:
            return refusal
    covers = frozenset(consent.covers).intersection(INFORMATION)
    if consent.basis == "child_abuse_report":
        covers &= REPORT
    covers -= set(consent.withhold)
    if covers.isdisjoint(kinds_for(audience)):
        possible = ", ".join(word for word in INFORMATION if word in kinds_for(audience))
        message = f"It covers nothing that a {audience} copy can hold."
        return Refusal(message, "covers", f"Such a copy can hold: {possible}.")
    return Grant(consent.id, covers)


def _taken_back(consent: Consent, _audience: str, _today: date) -> Refusal | None:
    if not said(consent.data, "revoked_on"):
        return None
    message = "This consent was taken back."
    return Refusal(message, "revoked_on", "Ask the client; a new consent gets an entry of its own.")


def _basis(consent: Consent, audience: str, _today: date) -> Refusal | None:
    """An exception holds for the copies that its basis is about, and never for the family."""
    if not said(consent.data, "basis") or audience in EXCEPTIONS.get(consent.basis, ()):
        return None
    message = f"This exception does not carry a {audience} copy."
    return Refusal(message, "basis", "Ask the client for a consent to this copy.")


def _incomplete(consent: Consent, _audience: str, _today: date) -> Refusal | None:
    needed = ["recipient", "covers"]
    needed += ["because"] if said(consent.data, "basis") else ["purpose", "given_on", "expires"]
    missing = [key for key in needed if not said(consent.data, key)]
    if not missing:
        return None
    message = f"This entry does not say everything yet: {', '.join(missing)}."
    return Refusal(message, missing[0], "Fill it in, with the client where it is their consent.")


def _not_begun(consent: Consent, _audience: str, today: date) -> Refusal | None:
    given = consent.given_on
    if not said(consent.data, "given_on") or (given is not None and given <= today):
        return None
    message = "This entry does not hold yet."
    return Refusal(message, "given_on", "Look at the day on which it was given.")


def _ended(consent: Consent, _audience: str, today: date) -> Refusal | None:
    last = consent.expires
    if not said(consent.data, "expires") or (last is not None and last >= today):
        return None
    return Refusal("This entry has run out.", "expires", "Ask the client whether it goes on.")
