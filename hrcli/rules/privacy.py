"""Whether consent still holds, paper is known to be safe, and nobody's number or name is spread."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from hrcli.document.data import Data, items, text
from hrcli.finding import Path
from hrcli.folding import holds_any, marks_as_letters, one_form
from hrcli.pages.cautions import may_print_client_copy, wording_with_names, wordings
from hrcli.plan import substance_names
from hrcli.plan.case import Case
from hrcli.rules.rule import ADVICE, WARNING, Hit, rule

CONSENT = "CAMH: control and compassion within respect for individual rights; 42 CFR Part 2"
PAPER = "NCDVTMH toolkit 2018 (documentation and safety)"
COPY = "hrcli: what stands on the client's copy"
LEAST = "HIPAA privacy rule: the least that is needed"

MAIL = re.compile(r"(?<![^\s@])[^\s@]+@[^\s@]+\.[^\W\d_]{2,}")
NUMBER = re.compile(r"\+?\d(?:[ ()/.\-]{0,2}\d){6,}")
SHOWN = 3
TELLING = frozenset(
    (
        "drink",
        "drinking",
        "drunk",
        "sober",
        "needle",
        "syringe",
        "naloxone",
        "detox",
        "rehab",
        "probation",
        "refuge",
        "trinken",
        "betrunken",
        "nüchtern",
        "Spritze",
        "Naloxon",
        "Entzug",
        "Entgiftung",
        "Therapie",
        "Bewährung",
        "Frauenhaus",
    )
)
"""Words that tell what a page is about, in English and German, beside names of substances."""

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


@rule(
    "PRV01",
    "consent-expired",
    ADVICE,
    source=CONSENT,
    finds="A consent whose last day has passed, and that was not taken back.",
    why="A consent ends so that it is asked for again; until then the answer is no.",
    example="""
    # today is 2026-02-09
    consents:
      - {id: c2h, expires: 2026-01-31}
    """,
    better="""
    # today is 2026-02-09
    consents:
      - {id: c2h, expires: 2026-04-30}
    """,
)
def _consent_expired(case: Case) -> Iterator[Hit]:
    for consent in case.plan.consents:
        ended = consent.expires is not None and consent.expires < case.today
        if ended and not consent.revoked:
            yield Hit(
                case.plan_file,
                (*consent.path, "expires"),
                "This consent has run out, so nothing may be handed on under it.",
                "Ask the client whether it goes on: give it a new date in a new consent, or leave "
                "it ended.",
            )


@rule(
    "PRV02",
    "paper-unknown",
    WARNING,
    source=PAPER,
    finds="Violence or restricted contact, and no answer on whether paper is safe.",
    why=(
        "A page found at home can tell what was said here. A copy is refused until somebody has "
        "asked."
    ),
    example="""
    flags: [{flag: dv_victim, status: present}]
    client: {safe_contact: {paper: unknown}}
    """,
    better="""
    flags: [{flag: dv_victim, status: present}]
    client: {safe_contact: {paper: not_ok}}
    """,
)
def _paper_unknown(case: Case) -> Iterator[Hit]:
    answer = may_print_client_copy(case)
    if answer and answer.refused and case.plan.client.paper != "not_ok":
        yield Hit(
            case.plan_file,
            ("client", "safe_contact", "paper"),
            "Contact needs care in this case, and nobody has asked whether paper is safe.",
            "Ask the client alone and write ok or not_ok; until then no copy can be made.",
            at_key=True,
        )


@rule(
    "PRV03",
    "client-copy-names",
    ADVICE,
    source=COPY,
    finds=(
        "Wording that goes on the client's copy and holds a name from the plan (a child's, a "
        "supporter's, the client's own where it was not to be printed), while nobody has asked "
        "whether paper is safe."
    ),
    why="The copy is printed in the client's words as they are. Somebody else may read it.",
    example="""
    client: {safe_contact: {paper: unknown}}
    supports: [{who: Aunt Jo}]
    goals:
      - {id: g2m, specific: I ring Aunt Jo first}
    """,
    better="""
    client: {safe_contact: {paper: unknown}}
    supports: [{who: Aunt Jo}]
    goals:
      - {id: g2m, specific: I ring somebody first}
    """,
)
def _client_copy_names(case: Case) -> Iterator[Hit]:
    if case.plan.client.paper in ("ok", "not_ok"):
        return
    named = wording_with_names(case.plan)
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


def _people(data: Data, keys: tuple[str, ...], path: Path) -> Iterator[tuple[Path, str]]:
    for position, item in items(data, keys[0]):
        here: Path = (*path, keys[0], position)
        if len(keys) > 2:
            yield from _people(item, keys[1:], here)
        else:
            yield (*here, keys[1]), text(item, keys[1])


def _reachable(said: str) -> bool:
    """Whether a text holds an e-mail address or what looks like a telephone number."""
    said = marks_as_letters(one_form(said))
    if "@" in said and MAIL.search(said):
        return True
    return bool(NUMBER.search(said) and NUMBER.search(DATE.sub("", said)))


@rule(
    "PRV04",
    "contact-details",
    ADVICE,
    source=LEAST,
    finds="A telephone number or an e-mail address where the plan says who somebody is.",
    why="It names a third person to whoever reads the file, and git keeps it for good.",
    example="""
    supports:
      - {who: 'sister, 0555 123 456', kind: family}
    """,
    better="""
    supports:
      - {who: sister, kind: family}
    """,
)
def _contact_details(case: Case) -> Iterator[Hit]:
    places = [place for keys in PEOPLE for place in _people(case.plan.data, keys, ())]
    places.append((("client", "alias"), case.plan.client.alias))
    for path, said in places:
        if _reachable(said):
            yield Hit(
                case.plan_file,
                path,
                "A telephone number or an e-mail address stands here.",
                "Say who it is by role, and keep the number where you keep your numbers: this file "
                "and its history travel.",
            )


@lru_cache
def _giving_away() -> frozenset[str]:
    return substance_names.giving_away() | TELLING


@rule(
    "PRV05",
    "substance-on-copy",
    ADVICE,
    source=COPY,
    finds=(
        "Wording that goes on the client's copy and names a substance or what goes with it, while "
        "the client has not chosen to have that printed."
    ),
    why="A goal in the client's own words tells whoever finds the page as much as a heading does.",
    example="""
    goals:
      - {id: g2m, specific: Fetch the methadone before school}
    """,
    better="""
    goals:
      - {id: g2m, specific: Up before the school bus}
    """,
)
def _substance_on_copy(case: Case) -> Iterator[Hit]:
    if case.plan.client.copy.substances == "print" or not case.plan.goals:
        return
    names = _giving_away()
    named = sorted(
        where
        for where, texts in wordings(case.plan.data, "client").items()
        if any(holds_any(told, names) for told in texts)
    )
    if named:
        yield Hit(
            case.plan_file,
            (re.split(r"[\[.]", named[0])[0],),
            f"The client's copy would tell of a substance or of help with it, in: "
            f"{', '.join(named)}.",
            "Ask the client whether that may be read by others: word it otherwise, or write "
            "substances: print under client.copy.",
            at_key=True,
        )
