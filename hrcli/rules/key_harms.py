"""Whether the high-priority harms (violence, viruses, driving, overdose, the agency's) were met."""

from __future__ import annotations

from collections.abc import Iterator

from hrcli.document.data import text
from hrcli.finding import Path
from hrcli.method.facts import groups_of, uses
from hrcli.pages.cautions import RESTRICTING_FLAGS
from hrcli.plan.case import Case
from hrcli.rules.questions import key_harm_answers, mitigations, present, safe_contact
from hrcli.rules.rule import ADVICE, WARNING, Hit, rule

PINNED = "DrugNet, Harm Reduction: high-priority harms"
AGENCY = "DrugNet, Harm Reduction: key harms of the agency"
VIOLENCE = "NCDVTMH toolkit 2018 (substance use coercion, documentation)"
OVERDOSE = (
    "CAMH: overdose as the immediate danger; WHO community management of opioid overdose 2014"
)
VIRUSES = PINNED + "; Community Care Resources: shared needles"

VIOLENT = ("dv_victim", "dv_perpetrator")
CHANNELS = ("phone", "text", "voicemail", "post", "email")
VIRUS_HARMS = ("bbv_hiv", "bbv_hcv", "bbv_hbv")
SHARING = frozenset(("sterile_equipment", "bbv_test_and_vaccinate"))
ANSWERS_TO_OVERDOSE = frozenset(("overdose_plan", "take_home_naloxone"))
HARMLESS_AT_THE_WHEEL = ("caffeine", "nicotine_tobacco", "steroid_peds")
ASKED = ("present", "absent")


def _flagged(case: Case, wanted: tuple[str, ...]) -> Path | None:
    """Where the plan says one of these words: as a flag that is present, or as context."""
    for flag in case.plan.flags:
        if flag.flag in wanted and flag.present:
            return (*flag.path, "flag")
    places = (it.path for it in case.plan.client.circumstances if it.word in wanted)
    return next(places, None)


def _violence(case: Case) -> Path | None:
    """Where the plan speaks of violence between partners."""
    named = (harm for harm in case.plan.present_harms if harm.key_harm == "domestic_violence")
    place = _flagged(case, VIOLENT)
    return place or next(((*harm.path, "key_harm") for harm in named), None)


@rule(
    "HRM09",
    "violence-without-specialist",
    WARNING,
    source=PINNED,
    finds=(
        "Violence between partners in a flag, a word of context or a harm, and no specialist who "
        "helped with a plan for it."
    ),
    why=(
        "Well-meant advice can make violence worse. A plan for it is made with somebody who knows, "
        "and need not lie in this file."
    ),
    example="""
    flags:
      - {flag: dv_victim, status: present}
    """,
    better="""
    flags:
      - {flag: dv_victim, status: present}
    mitigations:
      - {is: dv_specialist_consult, who: worker, done_on: 2026-01-22}
    """,
)
def _violence_without_specialist(case: Case) -> Iterator[Hit]:
    place = _violence(case)
    if place and "dv_specialist_consult" not in mitigations(case):
        yield Hit(
            case.plan_file,
            place,
            "There is violence, and nobody who knows about it has helped with a plan for it.",
            "Ask the client alone, bring in a specialist, and write dv_specialist_consult under "
            "mitigations; the plan itself may stay with the specialist.",
        )


@rule(
    "HRM10",
    "safe-contact-unknown",
    WARNING,
    source=VIOLENCE,
    finds="Violence or restricted contact, and a way of contact about which nobody has asked.",
    why=(
        "A call or a letter that the wrong person sees can do great harm. Unknown counts as no, "
        "but then somebody may be out of reach for want of a question."
    ),
    example="""
    flags:
      - {flag: dv_victim, status: present}
    client:
      safe_contact: {phone: unknown, text: ok}
    """,
    better="""
    flags:
      - {flag: dv_victim, status: present}
    client:
      safe_contact: {phone: not_ok, text: ok, voicemail: not_ok, post: not_ok,
        email: not_ok}
    """,
)
def _safe_contact_unknown(case: Case) -> Iterator[Hit]:
    known = safe_contact(case)
    unknown = [way for way in CHANNELS if text(known, way) not in ("ok", "not_ok")]
    if unknown and (_violence(case) or _flagged(case, RESTRICTING_FLAGS)):
        yield Hit(
            case.plan_file,
            ("client", "safe_contact", unknown[0]),
            f"Contact needs care in this case, and nobody has asked about: {', '.join(unknown)}.",
            "Ask the client alone and write ok or not_ok for each; until then it counts as not_ok.",
            at_key=True,
        )


@rule(
    "HRM11",
    "driving-unasked",
    ADVICE,
    source=PINNED,
    finds="Use that may touch driving, and no word on whether the client drives.",
    why="Accidents while intoxicated are among the harms that come first, for others too.",
    example="""
    use:
      - {id: s8w, substance: alcohol, pattern: binge}
    key_harms_asked: []
    """,
    better="""
    use:
      - {id: s8w, substance: alcohol, pattern: binge}
    key_harms_asked:
      - {harm: intoxicated_driving, answer: absent, asked_on: 2026-01-12}
    """,
)
def _driving_unasked(case: Case) -> Iterator[Hit]:
    flags = (flag for flag in case.plan.flags if flag.flag == "drives")
    asked = (
        "drives" in present(case)
        or any(flag.status in ASKED for flag in flags)
        or any(harm.key_harm == "intoxicated_driving" for harm in case.plan.harms)
        or key_harm_answers(case).get("intoxicated_driving") in ASKED
    )
    matters = any(u.in_use and u.substance not in HARMLESS_AT_THE_WHEEL for u in uses(case.plan))
    if matters and not asked:
        yield Hit(
            case.plan_file,
            ("key_harms_asked",),
            "Nobody has asked whether the client drives.",
            "Ask how the client gets about, and write it down: a flag drives, a harm with "
            "key_harm: intoxicated_driving, or absent under key_harms_asked.",
            at_key=True,
        )


@rule(
    "HRM12",
    "sharing-unasked",
    WARNING,
    source=VIRUSES,
    finds="Something is injected, and nothing shows that sharing and viruses were talked about.",
    why=(
        "HIV and hepatitis travel on shared needles, filters and water; harm reduction began there."
    ),
    example="""
    use:
      - {id: s6m, substance: amphetamine_type, route: [injected_iv]}
    """,
    better="""
    use:
      - {id: s6m, substance: amphetamine_type, route: [injected_iv]}
    key_harms_asked:
      - {harm: bbv_hcv, answer: absent, asked_on: 2026-01-12}
    """,
)
def _sharing_unasked(case: Case) -> Iterator[Hit]:
    flags = (flag for flag in case.plan.flags if flag.flag == "bbv_need")
    answers = key_harm_answers(case)
    asked = (
        any(harm.key_harm in VIRUS_HARMS for harm in case.plan.harms)
        or any(answers.get(virus) in ASKED for virus in VIRUS_HARMS)
        or any(flag.status in ASKED for flag in flags)
        or SHARING & mitigations(case)
    )
    for use in uses(case.plan):
        if use.in_use and not asked and any(way.startswith("injected_") for way in use.route):
            yield Hit(
                case.plan_file,
                (*use.path, "route"),
                f"Something is injected ({use.name}), and nobody has asked about sharing.",
                "Ask about needles, water and filters and about the last test; write a harm with "
                "key_harm bbv_hiv, bbv_hcv or bbv_hbv, or absent under key_harms_asked.",
                at_key=True,
            )


@rule(
    "HRM13",
    "overdose-plan-missing",
    WARNING,
    source=OVERDOSE,
    finds="An opioid in use, prescribed or not, and no plan for an overdose.",
    why="With opioids the first danger is overdose; knowing what to do gives people a hand in it.",
    example="""
    use:
      - {id: s3h, substance: opioid_short, pattern: daily}
    """,
    better="""
    use:
      - {id: s3h, substance: opioid_short, pattern: daily}
    mitigations:
      - {is: take_home_naloxone, what: a kit in the kitchen}
    """,
)
def _overdose_plan_missing(case: Case) -> Iterator[Hit]:
    if ANSWERS_TO_OVERDOSE & mitigations(case):
        return
    for use in uses(case.plan):
        if use.in_use and "opioid" in groups_of(use):
            yield Hit(
                case.plan_file,
                (*use.path, "substance"),
                f"An opioid is used ({use.name}), and there is no plan for an overdose.",
                "Talk about who is there, what to look for and where naloxone is kept; write "
                "overdose_plan or take_home_naloxone under mitigations.",
            )
            return


@rule(
    "HRM14",
    "key-harm-unasked",
    WARNING,
    source=AGENCY,
    finds=(
        "A key harm of the agency (hrcli.yaml) that is neither a harm of the plan nor answered "
        "under key_harms_asked; or an answer there that calls for a harm."
    ),
    why=(
        "The harms an agency exists for should shrink whatever else a plan is about, and nobody "
        "sees one that was not asked about."
    ),
    example="""
    key_harms_asked:
      - {harm: child_neglect, answer: not_asked}
    """,
    better="""
    key_harms_asked:
      - {harm: child_neglect, answer: absent, asked_on: 2026-01-12}
    """,
)
def _key_harm_unasked(case: Case) -> Iterator[Hit]:
    listed = {harm.key_harm for harm in case.plan.harms}
    answers = key_harm_answers(case)
    for asked in case.plan.key_harms_asked:
        if asked.harm not in listed and asked.answer in ("present", "not_asked"):
            yield Hit(
                case.plan_file,
                (*asked.path, "answer"),
                "This key harm is there or was not asked about, and no harm of the plan is it.",
                "Ask about it: write a harm with that key_harm, or answer: absent with asked_on.",
            )
    missing = [w for w in case.settings.key_harms if w not in listed and w not in answers]
    if missing:
        yield Hit(
            case.plan_file,
            ("key_harms_asked",),
            f"Key harms of this agency that were not asked about: {', '.join(missing)}.",
            "Ask about each: write a harm with that key_harm, or its answer: absent under "
            "key_harms_asked.",
            at_key=True,
        )
