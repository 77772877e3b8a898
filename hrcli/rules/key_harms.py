"""Whether the high-priority harms (violence, viruses, driving, overdose, the agency's) were met."""

from __future__ import annotations

from collections.abc import Iterator

from hrcli.document.data import text
from hrcli.knowledge.table_of_facts import early_questions
from hrcli.method.early_questions import told_nowhere_else
from hrcli.method.facts import holds_named
from hrcli.method.in_place import mitigations
from hrcli.method.uses import groups_of, uses
from hrcli.plan.case import Case
from hrcli.rules.questions import key_harm_answers, safe_contact
from hrcli.rules.rule import ADVICE, WARNING, Hit, rule
from hrcli.rules.unintended import open_codes

PINNED = "DrugNet, Harm Reduction: high-priority harms"
AGENCY = "DrugNet, Harm Reduction: key harms of the agency"
VIOLENCE = "NCDVTMH toolkit 2018 (substance use coercion, documentation)"
OVERDOSE = (
    "CAMH: overdose as the immediate danger; WHO community management of opioid overdose 2014"
)
VIRUSES = PINNED + "; Community Care Resources: shared needles"

CHANNELS = ("phone", "text", "voicemail", "post", "email")
SHARING = frozenset(("sterile_equipment", "bbv_test_and_vaccinate"))
TOLD_OF_SHARING = "R-INJ-01"
"""The rule on unintended harm that asks the same while the use goes on."""

ANSWERS_TO_OVERDOSE = frozenset(("overdose_plan", "take_home_naloxone"))
TOLD_OF_OVERDOSE = (
    "R-OPI-03",
    "R-OPI-06",
    "R-OPI-11",
    "R-OPI-13",
    "R-ADU-01",
    "R-POLY-01",
)
"""Rules on unintended harm that ask the same, where one of them is open."""


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
    grounds = holds_named(case, "violence")
    if grounds and "dv_specialist_consult" not in mitigations(case):
        yield Hit(
            grounds[0].file,
            grounds[0].at,
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
    if unknown and holds_named(case, "restricting"):
        yield Hit(
            case.plan_file,
            ("client", "safe_contact", unknown[0]),
            f"Contact needs care in this case, and nobody has asked about: {', '.join(unknown)}.",
            f"Ask the client alone{_in_words(case)} and write ok or not_ok for each; until then it "
            "counts as not_ok.",
            at_key=True,
        )


def _in_words(case: Case) -> str:
    """The agency's own question about contact, where it has one."""
    question = case.settings.contact_question
    return f' ("{question}")' if question else ""


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
    goals: []
    """,
    better="""
    use:
      - {id: s6m, substance: amphetamine_type, route: [injected_iv]}
    goals: []
    key_harms_asked:
      - {harm: bbv_hcv, answer: absent, asked_on: 2026-01-12}
    """,
)
def _sharing_unasked(case: Case) -> Iterator[Hit]:
    told = SHARING & mitigations(case) or TOLD_OF_SHARING in open_codes(case)
    if told or not holds_named(case, "sharing_unasked"):
        return
    for fact in holds_named(case, "injects"):
        if fact.only:
            yield Hit(
                fact.file,
                fact.at,
                f"Something is injected ({fact.origin}), and nobody has asked about sharing.",
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
      - {is: take_home_naloxone, what: a kit in the kitchen, done_on: 2026-01-20}
    """,
)
def _overdose_plan_missing(case: Case) -> Iterator[Hit]:
    opioids = [it for it in uses(case.plan) if it.in_use and "opioid" in groups_of(it)]
    told = ANSWERS_TO_OVERDOSE & mitigations(case) or open_codes(case) & set(TOLD_OF_OVERDOSE)
    if opioids and not told:
        as_directed = all(use.supply == "prescribed_as_directed" for use in opioids)
        yield Hit(
            case.plan_file,
            (*opioids[0].path, "substance"),
            f"An opioid is used ({opioids[0].name}), and there is no plan for an overdose.",
            "Talk about who is there, what to look for and where naloxone is kept; write "
            "overdose_plan or take_home_naloxone under mitigations.",
            severity=ADVICE if as_directed else WARNING,
        )


@rule(
    "HRM14",
    "key-harm-unasked",
    WARNING,
    together=True,
    source=AGENCY,
    finds=(
        "A key harm of the agency (hrcli.yaml) that is neither a harm of the plan nor answered "
        "under key_harms_asked, in a draft from the first option or goal on; or an answer there "
        "that calls for a harm."
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
    on_a_topic = {harm for question in early_questions() for harm in question.harms}
    unanswered = ("present",), ("present", "not_asked")
    for asked in case.plan.key_harms_asked:
        if asked.harm not in listed and asked.answer in unanswered[asked.harm not in on_a_topic]:
            yield Hit(
                case.plan_file,
                (*asked.path, "answer"),
                "This key harm is there, and no harm of the plan is it."
                if asked.answer == "present"
                else "This key harm was not asked about, and no harm of the plan is it.",
                "Ask about it: write a harm with that key_harm, or answer: absent with asked_on.",
            )
    known = listed | answers.keys() | on_a_topic
    missing = [word for word in case.settings.key_harms if word not in known]
    if missing and case.plan.has_ideas:
        yield Hit(
            case.plan_file,
            ("key_harms_asked",),
            f"Key harms of this agency that were not asked about: {', '.join(missing)}.",
            "Ask about each: write a harm with that key_harm, or its answer: absent under "
            "key_harms_asked.",
            at_key=True,
        )
    only_here = list(told_nowhere_else(case))
    if only_here:
        topics = ", ".join(early.about for early in only_here)
        yield Hit(
            case.plan_file,
            (*only_here[0].path, "answer"),
            f"Present, as the answers say, and neither a harm nor a flag nor a word of context is "
            f"about it: {topics}.",
            "Write it as one, so that the plan can be about it: hrcli add harm, or hrcli add flag.",
        )
