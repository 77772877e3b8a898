"""Whether consent still holds, paper is known to be safe, and nobody's number or name is spread."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from hrcli.document.data import group, items, text
from hrcli.finding import Path, Severity
from hrcli.pages.cautions import may_print_client_copy, wording_with_names
from hrcli.plan.case import Case
from hrcli.rules.facts import safe_contact
from hrcli.rules.rule import Hit, Rule

CONSENT = "CAMH: control and compassion within respect for individual rights; 42 CFR Part 2"
PAPER = "NCDVTMH toolkit 2018 (documentation and safety)"
COPY = "hrcli: what stands on the client's copy"
LEAST = "HIPAA privacy rule: the least that is needed"

MAIL = re.compile(r"[^\s@]+@[^\s@]+\.[a-z]{2,}", re.IGNORECASE)
NUMBER = re.compile(r"\+?\d(?:[ ()/.\-]{0,2}\d){6,}")
SHOWN = 3
DATE = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")

# Keys that say who somebody is, each with the lists that lead to it.
PEOPLE = (
    ("supports", "who"),
    ("supports", "how"),
    ("dependants", "alias"),
    ("dependants", "care", "who"),
    ("goals", "actions", "who"),
    ("mitigations", "who"),
    ("referrals", "to"),
    ("consents", "recipient"),
)


def _consent_expired(case: Case) -> Iterator[Hit]:
    for consent in case.plan.consents:
        ended = consent.on is not None and consent.on < case.today
        if ended and not consent.data.get("revoked_on"):
            yield Hit(
                case.plan_file,
                (*consent.path, "expires"),
                "This consent has run out, so nothing may be handed on under it.",
                "Ask the client whether it goes on: give it a new date in a new consent, or leave "
                "it ended.",
            )


def _paper_unknown(case: Case) -> Iterator[Hit]:
    answer = may_print_client_copy(case.plan.data)
    if answer and answer.refused and text(safe_contact(case), "paper") != "not_ok":
        yield Hit(
            case.plan_file,
            ("client", "safe_contact", "paper"),
            "Contact needs care in this case, and nobody has asked whether paper is safe.",
            "Ask the client alone and write ok or not_ok; until then no copy can be made.",
            at_key=True,
        )


def _client_copy_names(case: Case) -> Iterator[Hit]:
    if text(safe_contact(case), "paper") in ("ok", "not_ok"):
        return
    named = wording_with_names(case.plan.data)
    if named:
        first: Path = (re.split(r"[\[.]", named[0])[0],)
        shown = ", ".join(named[:SHOWN]) + (", and more" if len(named) > SHOWN else "")
        yield Hit(
            case.plan_file,
            first,
            f"The client's copy would hold a name from the plan, in: {shown}.",
            "Ask whether that is fine on a paper that others may see; if not, word it without "
            "the name.",
            at_key=True,
        )


def _people(data: Any, keys: tuple[str, ...], path: Path) -> Iterator[tuple[Path, str]]:
    for position, item in items(data, keys[0]):
        here: Path = (*path, keys[0], position)
        if len(keys) > 2:
            yield from _people(item, keys[1:], here)
        else:
            yield (*here, keys[1]), text(item, keys[1])


def _reachable(said: str) -> bool:
    """Whether a text holds an e-mail address or what looks like a telephone number."""
    if "@" in said and MAIL.search(said):
        return True
    return bool(NUMBER.search(said) and NUMBER.search(DATE.sub("", said)))


def _contact_details(case: Case) -> Iterator[Hit]:
    places = [place for keys in PEOPLE for place in _people(case.plan.data, keys, ())]
    client = group(case.plan.data, "client")
    places.append((("client", "alias"), text(client, "alias")))
    for path, said in places:
        if _reachable(said):
            yield Hit(
                case.plan_file,
                path,
                "A telephone number or an e-mail address stands here.",
                "Say who it is by role, and keep the number where you keep your numbers: this file "
                "and its history travel.",
            )


RULES = (
    Rule(
        "PRV01",
        "consent-expired",
        Severity.ADVICE,
        CONSENT,
        "A consent whose last day has passed, and that was not taken back.",
        "A consent ends so that it is asked for again; until then the answer is no.",
        "# today is 2026-02-09\nconsents:\n  - {id: c2h, expires: 2026-01-31}\n",
        "# today is 2026-02-09\nconsents:\n  - {id: c2h, expires: 2026-04-30}\n",
        _consent_expired,
    ),
    Rule(
        "PRV02",
        "paper-unknown",
        Severity.WARNING,
        PAPER,
        "Violence or restricted contact, and no answer on whether paper is safe.",
        "A page found at home can tell what was said here. A copy is refused until somebody has "
        "asked.",
        "flags: [{flag: dv_victim, status: present}]\nclient: {safe_contact: {paper: unknown}}\n",
        "flags: [{flag: dv_victim, status: present}]\nclient: {safe_contact: {paper: not_ok}}\n",
        _paper_unknown,
    ),
    Rule(
        "PRV03",
        "client-copy-names",
        Severity.ADVICE,
        COPY,
        "Wording that goes on the client's copy and holds a name from the plan (a child's, a "
        "supporter's, the client's own where it was not to be printed), while nobody has asked "
        "whether paper is safe.",
        "The copy is printed in the client's words as they are. Somebody else may read it.",
        "client: {safe_contact: {paper: unknown}}\n"
        "supports: [{who: Aunt Jo}]\n"
        "goals:\n"
        "  - {id: g2m, specific: I ring Aunt Jo first}\n",
        "client: {safe_contact: {paper: unknown}}\n"
        "supports: [{who: Aunt Jo}]\n"
        "goals:\n"
        "  - {id: g2m, specific: I ring somebody first}\n",
        _client_copy_names,
    ),
    Rule(
        "PRV04",
        "contact-details",
        Severity.ADVICE,
        LEAST,
        "A telephone number or an e-mail address where the plan says who somebody is.",
        "It names a third person to whoever reads the file, and git keeps it for good.",
        "supports:\n  - {who: 'sister, 0555 123 456', kind: family}\n",
        "supports:\n  - {who: sister, kind: family}\n",
        _contact_details,
    ),
)
