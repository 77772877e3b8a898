"""A plan as the rest of hrcli sees it: typed facts with the place each was read from.

Each is filled from the keys that bear its fields' names; `data` holds what has no field here.
Building never fails: what has the wrong shape counts as not said, and the schema speaks of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cached_property
from typing import NamedTuple

from hrcli.dates import day
from hrcli.document.data import Data, Value, group, items, text, words
from hrcli.document.records import OnDemand
from hrcli.finding import Path
from hrcli.ids import ITEM

DOMAINS = ("liver", "lover", "livelihood", "law")
DEGREES = ("none", "mild", "moderate", "severe", "life_threatening")
"""The degrees of harm, the smallest first; an order, not a scale to reckon with."""

SERIOUS_DEGREES = DEGREES[3:]
FACTORS = ("importance", "confidence", "degree", "realistic")
"""What a harm is weighed by: the four of the problem-solving steps (DrugNet, Harm Reduction)."""

EXPECTING = frozenset(("pregnant", "partner_pregnant"))
NOT_IN_USE = ("never", "stopped")
WANTS_LESS = ("stop", "cut_down")
FEW_OPTIONS = 3
"""As many options as a plan should have at least before one is chosen."""

ENDED_GOALS = ("achieved", "partly_achieved", "not_achieved", "set_aside")


class Circumstance(NamedTuple):
    """One word of `client.context`, with the days that belong to it where they are said."""

    path: Path
    word: str
    since: date | None
    due: date | None  # when a birth is expected


class OnCopy(NamedTuple):
    """What the client chose for their own copy: print, not_print or not_asked.

    `read_on` and `read_digest`: when its texts were read for what they give away, and which.
    """

    data: Data
    name: str
    substances: str
    overdose_plan: str
    places: str
    crisis: str
    read_on: date | None
    read_digest: str


class Client(NamedTuple):
    """Who the plan is for."""

    path: Path
    data: Data
    alias: str
    pronouns: str
    age_band: str
    strengths: tuple[str, ...]
    context: tuple[str, ...]
    safe_contact: Data
    copy: OnCopy

    @property
    def circumstances(self) -> tuple[Circumstance, ...]:
        """The words of context, be it a word alone or one with its days."""
        return tuple(
            Circumstance(path, text(it, "is"), day(it.get("since")), day(it.get("due")))
            for path, it in _told(self.data, self.path, "context", "is")
        )

    @property
    def paper(self) -> str:
        """Whether a paper copy is safe: ok, not_ok, not_asked."""
        return text(self.safe_contact, "paper")


def _told(data: Data, at: Path, key: str, bare: str) -> Iterator[tuple[Path, Data]]:
    """The items of a list with their places; one that is a bare text says its key `bare`."""
    listed = data.get(key)
    for position, item in enumerate(listed if isinstance(listed, list) else ()):
        if isinstance(item, str | dict):
            yield (*at, key, position), {bare: item} if isinstance(item, str) else item


class Care(NamedTuple):
    """Who looks after a child while a window lasts."""

    window: str
    who: str


class Dependant(NamedTuple):
    """Somebody who depends on the client."""

    path: Path
    data: Data
    id: str
    alias: str
    age: int | None
    age_on: date | None
    lives_here: bool | None
    visits: bool | None
    in_care: bool  # placed elsewhere by a court or an authority
    unborn: bool
    due: date | None
    care: tuple[Care, ...]


class PresentingProblem(NamedTuple):
    """What brought the client here, in their words."""

    text: str
    link_to_use: str


class QualityOfLife(NamedTuple):
    """The client's first number for their life; the day as it is written."""

    baseline: int | None
    on_date: str


class Remark(NamedTuple):
    """One thing the client said about the work."""

    data: Data
    id: str
    what: str
    said_on: date | None

    @property
    def settled(self) -> bool:
        return bool(self.data.get("settled_on"))


class ClientSays(NamedTuple):
    """What the client says about the work."""

    comments: tuple[Remark, ...]
    questions: tuple[Remark, ...]
    concerns: tuple[Remark, ...]
    complaints: tuple[Remark, ...]


class TraumaNotes(NamedTuple):
    """What makes meetings feel safe."""

    avoid: tuple[str, ...]
    prefer: tuple[str, ...]


class UseStage(NamedTuple):
    """The stage of change of one use."""

    value: str
    assessed_on: date | None


class Considering(NamedTuple):
    """Whether the client wants to change a use."""

    answer: str
    asked_on: date | None


class Function(NamedTuple):
    """What a use does for the client."""

    path: Path
    data: Data
    kind: str


class Use(NamedTuple):
    """One use of a substance, or a behaviour in its place."""

    path: Path
    data: Data
    id: str
    substance: str
    behaviour: str
    words: str
    pattern: str
    stopped_on: date | None
    pattern_before: str
    dependence: str
    route: tuple[str, ...]
    supply: str
    stage: UseStage
    considering: Considering
    functions: tuple[Function, ...]

    @property
    def is_substance(self) -> bool:
        """Whether it is of a substance, even of one that nobody has named; no behaviour is."""
        return bool(self.substance) or not self.behaviour

    @property
    def in_use(self) -> bool:
        return self.pattern not in NOT_IN_USE

    @property
    def name(self) -> str:
        """How a message calls it."""
        return f"use {self.id}" if ITEM.match(self.id) else "a use"


class Balance(NamedTuple):
    """What is good and less good about use and about change."""

    data: Data
    purpose: str


class NotNow(NamedTuple):
    """Why a harm, or what an assessment found, waits, and until when."""

    because: str
    until: date | None


class Left(NamedTuple):
    """A step of the method that was left for later; `item` names what in it, empty: all of it."""

    path: Path
    data: Data
    step: str
    item: str
    because: str
    until: date | None


class Rating(NamedTuple):
    """How grave an assessment found one of its dimensions, 0 to 4."""

    path: Path
    dimension: int | None
    rating: int | None


class Assessment(NamedTuple):
    """What a tool gave; the day as it is written."""

    path: Path
    data: Data
    kind: str
    date: str
    ratings: tuple[Rating, ...]
    not_now: NotNow


class Baseline(NamedTuple):
    """A harm's first numbers; the day as it is written."""

    date: str
    degree: str
    status: str


class Harm(OnDemand):
    """A harm the use brings; importance and confidence are the client's numbers, 0-10 or None."""

    id: str
    domain: str
    also: tuple[str, ...]
    key_harm: str
    what: str
    use: tuple[str, ...]
    arises_from: tuple[str, ...]
    windows: tuple[str, ...]
    affects: tuple[str, ...]
    by: str  # whose act it was
    dependants: tuple[str, ...]
    degree: str
    importance: int | None
    confidence: int | None
    realistic: str
    rank: int | None
    status: str
    baseline: Baseline
    not_now: NotNow
    spared: bool
    """Whether every child that it might reach is not born yet or lives in care; set by its plan."""

    @property
    def reaches_child(self) -> bool:
        """Whether it reaches a child that is in the client's hands."""
        return "child" in self.affects and not self.spared

    @property
    def domains(self) -> tuple[str, ...]:
        """The area of life it lies in, and those it touches as well."""
        return self.domain, *self.also

    @property
    def resolved(self) -> bool:
        return self.status == "resolved"

    @property
    def pressing(self) -> str:
        """Which of the harms that come first it is; empty where it is none of them."""
        return "" if self.key_harm == "none" else self.key_harm

    @property
    def reasons_serious(self) -> tuple[str, ...]:
        """Why this harm is pinned: its degree, a key harm, a child affected; empty if it is not."""
        reasons = [self.degree] if self.degree in SERIOUS_DEGREES else []
        if self.pressing:
            reasons.append(self.pressing)
        if self.reaches_child:
            reasons.append("child affected")
        return tuple(reasons)

    @property
    def serious(self) -> bool:
        return bool(self.reasons_serious)


class KeyHarmAsked(NamedTuple):
    """What came out for a key harm that was asked about apart from the harms."""

    path: Path
    harm: str
    answer: str
    asked_on: date | None


class Asked(NamedTuple):
    """What came out when one of the early questions was asked; `alone` with nobody near to hear."""

    path: Path
    data: Data
    about: str
    answer: str
    asked_on: date | None
    alone: bool | None


class Option(NamedTuple):
    """Something that could be done, for one harm or several."""

    path: Path
    data: Data
    id: str
    for_: tuple[str, ...]
    what: str
    track: str
    kind: str
    code: str
    state: str

    @property
    def harms(self) -> tuple[str, ...]:
        return self.for_


class Action(NamedTuple):
    """One step of a goal: who does it by when."""

    path: Path
    data: Data
    id: str
    what: str
    who: str
    by: date | None
    done_on: date | None
    set_aside_on: date | None
    when: str

    @property
    def open(self) -> bool:
        return self.done_on is None and self.set_aside_on is None


class Assessable(NamedTuple):
    """How it will be seen that a goal comes nearer."""

    measure: str
    unit: str
    baseline: float | None
    target: float | None


class Realistic(NamedTuple):
    """Why a goal can be reached."""

    because: str
    confidence: int | None


class Timed(NamedTuple):
    """From when until when a goal runs."""

    start: date | None
    by: date | None


class Scale(NamedTuple):
    """A goal's attainment scale."""

    data: Data
    written_on: date | None
    baseline: int | None
    level: int | None


class Progress(NamedTuple):
    """One number on the way to a goal; the day as it is written."""

    path: Path
    date: str
    value: float | None
    note: str


class Goal(OnDemand):
    """A SMART goal: for which harms, by which option, until when."""

    id: str
    for_: tuple[str, ...]
    option: str
    use: tuple[str, ...]
    intervention: tuple[str, ...]
    lowers_use: bool | None
    needs: tuple[str, ...]
    dimension: int | None
    mitigations: tuple[str, ...]
    specific: str
    meaningful: str
    assessable: Assessable
    realistic: Realistic
    timed: Timed
    status: str
    origin: str
    phase: str
    gas: Scale
    progress: tuple[Progress, ...]
    actions: tuple[Action, ...]

    @property
    def harms(self) -> tuple[str, ...]:
        return self.for_

    @property
    def start(self) -> date | None:
        return self.timed.start

    @property
    def by(self) -> date | None:
        return self.timed.by

    @property
    def open(self) -> bool:
        """Proposed or active; a status nobody can read ends no goal, so that none gets lost."""
        return self.status not in ENDED_GOALS


class Mitigation(NamedTuple):
    """Something of the plan as a whole that makes harm less, in place or planned for a day."""

    path: Path
    data: Data
    is_: str
    what: str
    who: str
    by: date | None
    done_on: date | None


class Consequence(NamedTuple):
    """What a plan may bring about without meaning to."""

    path: Path
    data: Data
    likelihood: str


class DoNoHarm(NamedTuple):
    """The answers to the five questions of "first, do no harm"."""

    answered_on: date | None
    services: tuple[str, ...]
    consequences: tuple[Consequence, ...]


class ChildSafety(NamedTuple):
    """What was looked at for the children."""

    data: Data
    assessed_on: date | None


class Referral(NamedTuple):
    """Another service that was thought of or asked; the day as it is written."""

    path: Path
    data: Data
    to: str
    status: str
    date: str
    because: str
    needs: tuple[str, ...]


class Barrier(NamedTuple):
    """What stands in the client's way, until it is settled."""

    path: Path
    what: str
    settled_on: date | None


class RelapsePlan(NamedTuple):
    """What helps on a hard day."""

    data: Data
    for_client: str


class Support(NamedTuple):
    """Somebody who stands by the client."""

    data: Data
    who: str
    kind: str
    on_copy: str


class Flag(NamedTuple):
    """Something that everybody who works with the client has to know."""

    path: Path
    data: Data
    flag: str
    status: str
    as_of: date | None
    since: date | None

    @property
    def present(self) -> bool:
        return self.status == "present"


class Subscale(NamedTuple):
    """One part of a score."""

    path: Path
    name: str
    value: float | None


class Score(NamedTuple):
    """What a questionnaire gave; the day as it is written."""

    path: Path
    data: Data
    instrument: str
    version: str
    substance: str
    direction: str
    band_set_id: str
    band: str
    total: float | None
    subscales: tuple[Subscale, ...]
    date: str


class Consent(NamedTuple):
    """Who may be told what, since when and until when."""

    path: Path
    data: Data
    id: str
    recipient: str
    covers: tuple[str, ...]
    withhold: tuple[str, ...]
    given_on: date | None
    expires: date | None
    basis: str

    @property
    def revoked(self) -> bool:
        return bool(self.data.get("revoked_on"))


class Waiver(NamedTuple):
    """A rule set aside with a reason and an end, in a plan or for a whole caseload."""

    path: Path
    data: Data
    rule: str
    for_: str
    until: date | None


class Agreed(NamedTuple):
    """When the plan was agreed, and by whom."""

    data: Data
    by: tuple[str, ...]
    digest: str
    date: date | None


class ReviewDates(NamedTuple):
    """When the plan is looked at again."""

    data: Data
    next: date | None
    every: str
    last: date | None
    set_with_client: bool | None

    @property
    def said(self) -> bool:
        """Whether something stands at review.next, be it a date or not."""
        return self.data.get("next") is not None


class Replan(NamedTuple):
    """The day of a re-plan."""

    date: date | None


class Ending(NamedTuple):
    """How the work ended."""

    data: Data
    outcome: str
    because: str
    date: date | None


class Plan(OnDemand):
    """One case's plan.yaml."""

    case: str
    status: str
    worker: str
    calendar: str
    opened: date | None
    client: Client
    dependants: tuple[Dependant, ...]
    presenting_problem: PresentingProblem
    hope: str
    quality_of_life: QualityOfLife
    client_says: ClientSays
    trauma_notes: TraumaNotes
    use: tuple[Use, ...]
    decisional_balance: Balance
    assessments: tuple[Assessment, ...]
    none_seen: tuple[str, ...]
    key_harms_asked: tuple[KeyHarmAsked, ...]
    asked: tuple[Asked, ...]
    options: tuple[Option, ...]
    goals: tuple[Goal, ...]
    mitigations: tuple[Mitigation, ...]
    do_no_harm: DoNoHarm
    child_safety: ChildSafety
    referrals: tuple[Referral, ...]
    relapse_plan: RelapsePlan
    supports: tuple[Support, ...]
    flags: tuple[Flag, ...]
    scores: tuple[Score, ...]
    consents: tuple[Consent, ...]
    waivers: tuple[Waiver, ...]
    agreed: Agreed
    review: ReviewDates
    not_now: tuple[Left, ...]
    replans: tuple[Replan, ...]
    closed: Ending

    @property
    def determinants(self) -> Mapping[str, str]:
        """Each basic need that the plan speaks of, and how it stands."""
        needs = group(self.data, "determinants")
        return {need: status for need in needs if (status := text(needs, need))}

    @property
    def barriers(self) -> tuple[Barrier, ...]:
        """What stands in the way, be it a text alone or one with the day it was settled."""
        return tuple(
            Barrier(path, text(it, "what"), day(it.get("settled_on")))
            for path, it in _told(self.data, self.path, "barriers", "what")
        )

    @property
    def _expects(self) -> bool:
        """Whether a child of the client's is on its way: where nobody else depends on the client,
        it is the one that a harm may reach.
        """
        words_there = {it.word for it in self.client.circumstances}
        flags = {flag.flag for flag in self.flags if flag.present}
        return not EXPECTING.isdisjoint(words_there | flags)

    @cached_property
    def harms(self) -> tuple[Harm, ...]:
        """The harms; each knows whether the children whom it might reach are out of its reach."""
        out: dict[str, bool] = {}
        for it in self.dependants:
            out[it.id] = out.get(it.id, True) and (it.unborn or it.in_care)
        known = out if out or (self._expects and self.data.get("dependants") == []) else None
        listed = ((item, ("harms", position)) for position, item in items(self.data, "harms"))
        return tuple(Harm(item, at, spared=_all_out(item, known)) for item, at in listed)

    @property
    def remind(self) -> tuple[int, ...]:
        """The plan's own lead times in days."""
        return lead_days(self.data)

    @property
    def open(self) -> bool:
        """Not closed: somebody still has to look at it, whatever else its status says."""
        return self.status != "closed"

    @property
    def has_ideas(self) -> bool:
        """Whether there is anything to choose from or to do; a draft may not have come so far."""
        return self.status != "draft" or bool(self.options or self.goals)

    @property
    def open_goals(self) -> tuple[Goal, ...]:
        """The goals that are proposed or active."""
        return tuple(goal for goal in self.goals if goal.open)

    @property
    def present_harms(self) -> tuple[Harm, ...]:
        """The harms that still call for attention."""
        return tuple(harm for harm in self.harms if not harm.resolved)


def _all_out(harm: Data, out: Mapping[str, bool] | None) -> bool:
    """Whether all dependants whom a harm names, else all there are, are `out` of its reach.

    `out` is None where somebody may be within it of whom nothing is written.
    """
    named = words(harm, "dependants") or tuple(out or ())
    return out is not None and all(out.get(name, False) for name in named)


def lead_days(data: Data) -> tuple[int, ...]:
    """The lead times of `remind: [14d, 0d]` in days."""
    typed = (word[:-1] for word in words(data, "remind") if word.endswith("d"))
    return tuple(int(days) for days in typed if days.isascii() and days.isdigit())


def plan_of(data: Value) -> Plan:
    """The plan in the data of a plan.yaml, whatever shape they have."""
    return Plan(data if isinstance(data, dict) else {})
