"""Whether the scores of questionnaires can be right. A score is a number, never a diagnosis."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from hrcli.document.data import said
from hrcli.finding import Path
from hrcli.knowledge.instruments import Instrument, Range, band_of, comparable, instruments
from hrcli.method.early_questions import topics
from hrcli.method.origins import unanswered_scores
from hrcli.plan.case import Case
from hrcli.plan.plan import Score
from hrcli.rules.rule import ADVICE, ERROR, WARNING, Hit, rule

SUICIDE = "suicide"
MANUALS = "the instruments' manuals and pages about them; each instrument names its own"
UNSEEN = "general knowledge, not yet checked against a source"


class Known(NamedTuple):
    """One score of the plan, of an instrument that hrcli knows."""

    score: Score
    instrument: Instrument


def _scores(case: Case) -> Iterator[Known]:
    for score in case.plan.scores:
        instrument = instruments().get(score.instrument)
        if instrument:
            yield Known(score, instrument)


def _numbers(score: Score, known: Instrument) -> Iterator[tuple[Path, float, Range | None]]:
    """Each number of a score with its place and its range."""
    if score.total is not None:
        yield (*score.path, "total"), score.total, known.range_of_total(score.substance)
    for part in score.subscales:
        if part.value is not None:
            yield (*part.path, "value"), part.value, known.range_of_part(part.name)


def _beyond(case: Case, seen: bool) -> Iterator[Hit]:
    for score, instrument in _scores(case):
        if instrument.range_seen is not seen:
            continue
        for path, value, span in _numbers(score, instrument):
            if span and not span[0] <= value <= span[1]:
                sure = "" if seen else ", as far as we know"
                yield Hit(
                    case.plan_file,
                    path,
                    f"{instrument.id} gives numbers from {span[0]} to {span[1]}{sure}; "
                    "this is another one.",
                    "Look at the form again, and at which version of it was used.",
                )


@rule(
    "OUT01",
    "score-out-of-range",
    ERROR,
    source=MANUALS,
    finds="A score that its questionnaire cannot give.",
    why="A number that cannot be right hides the right one, and whatever is read from it is wrong.",
    example="""
    scores:
      - {instrument: k10, date: 2026-01-12, total: 9}
    """,
    better="""
    scores:
      - {instrument: k10, date: 2026-01-12, total: 19}
    """,
)
def _out_of_range(case: Case) -> Iterator[Hit]:
    return _beyond(case, seen=True)


@rule(
    "OUT02",
    "score-beyond-unchecked-range",
    WARNING,
    source=UNSEEN,
    finds="A score outside a range that no source we read confirms.",
    why="The range may be wrong, the number may be: worth a look at the form.",
    example="""
    scores:
      - instrument: top
        subscales: [{name: rating, value: 21}]
    """,
    better="""
    scores:
      - instrument: top
        subscales: [{name: rating, value: 20}]
    """,
)
def _beyond_unchecked_range(case: Case) -> Iterator[Hit]:
    return _beyond(case, seen=False)


@rule(
    "OUT03",
    "total-where-none",
    ERROR,
    source=MANUALS,
    finds="A total of a questionnaire that has none (WHOQOL-BREF, ATOP, TOP).",
    why="Its parts measure different things; a sum of them means nothing.",
    example="""
    scores:
      - {instrument: whoqol_bref, date: 2026-01-12, total: 60}
    """,
    better="""
    scores:
      - instrument: whoqol_bref
        date: 2026-01-12
        subscales: [{name: physical, value: 60}]
    """,
)
def _total_where_none(case: Case) -> Iterator[Hit]:
    for score, instrument in _scores(case):
        if score.total is not None and instrument.total is None:
            yield Hit(
                case.plan_file,
                (*score.path, "total"),
                f"{instrument.id} has no total.",
                "Take total out, and write its parts under subscales, each with name and value.",
            )


@rule(
    "OUT04",
    "score-without-substance",
    ERROR,
    source=MANUALS,
    finds="A score that is about one substance and does not say which (SDS, ASSIST).",
    why="Without it nobody can tell which use it speaks of, or compare two of them.",
    example="""
    scores:
      - {instrument: sds, date: 2026-01-12, total: 6}
    """,
    better="""
    scores:
      - {instrument: sds, date: 2026-01-12, substance: cannabis, total: 6}
    """,
)
def _score_without_substance(case: Case) -> Iterator[Hit]:
    for score, instrument in _scores(case):
        if instrument.needs_substance and not said(score.data, "substance"):
            yield Hit(
                case.plan_file,
                (*score.path, "substance"),
                f"{instrument.id} is about one substance, and this score names none.",
                "Add substance with the one that was asked about.",
                at_key=True,
            )


@rule(
    "OUT05",
    "band-without-set",
    ERROR,
    source=MANUALS,
    finds="A band without the set of bands it is from.",
    why=(
        "Cut-offs differ from country to country and from group to group; a band is never a "
        "diagnosis, and without its set it is not even a band."
    ),
    example="""
    scores:
      - {instrument: audit_c, date: 2026-01-12, total: 6, band: 5-12}
    """,
    better="""
    scores:
      - {instrument: audit_c, date: 2026-01-12, total: 6, band: 5-12, band_set_id: uk}
    """,
)
def _band_without_set(case: Case) -> Iterator[Hit]:
    for score in case.plan.scores:
        if said(score.data, "band") and not said(score.data, "band_set_id"):
            known = instruments().get(score.instrument)
            sets = f" (known here: {', '.join(known.bands)})" if known and known.bands else ""
            yield Hit(
                case.plan_file,
                (*score.path, "band"),
                "This band does not say from which set of bands it is.",
                f"Add band_set_id{sets}, or take band out: cut-offs differ between countries.",
            )


@rule(
    "OUT06",
    "band-and-total-disagree",
    WARNING,
    source=MANUALS,
    finds="A band that the total does not lie in.",
    why="One of the two is a slip.",
    example="""
    scores:
      - {instrument: audit_c, date: 2026-01-12, total: 3, band: 5-12, band_set_id: uk}
    """,
    better="""
    scores:
      - {instrument: audit_c, date: 2026-01-12, total: 6, band: 5-12, band_set_id: uk}
    """,
)
def _band_and_total_disagree(case: Case) -> Iterator[Hit]:
    for score, instrument in _scores(case):
        bands = instrument.bands.get(score.band_set_id, ())
        total, band = score.total, score.band
        right = band_of(total, bands) if total is not None else ""
        if band in bands and right and right != band:
            yield Hit(
                case.plan_file,
                (*score.path, "band"),
                f"The total lies in the band {right} of this set, not in the one written here.",
                "Correct band or total.",
            )


@rule(
    "OUT07",
    "direction-contradicts",
    WARNING,
    source=MANUALS,
    finds="A direction that is not the questionnaire's.",
    why="Read the wrong way round, getting worse looks like getting better.",
    example="""
    scores:
      - {instrument: k10, date: 2026-01-12, total: 19, direction: higher_is_better}
    """,
    better="""
    scores:
      - {instrument: k10, date: 2026-01-12, total: 19, direction: higher_is_worse}
    """,
)
def _direction_contradicts(case: Case) -> Iterator[Hit]:
    for score, instrument in _scores(case):
        written, right = score.direction, instrument.direction
        if written and written != right:
            yield Hit(
                case.plan_file,
                (*score.path, "direction"),
                f"On {instrument.id} it is the other way round: {right}.",
                f"Write direction: {right}, or take the line out.",
            )


@rule(
    "OUT08",
    "score-versions-differ",
    ADVICE,
    source=MANUALS,
    finds="Scores of the same questionnaire in two versions or languages, or over other days.",
    why="Each is answered or scored differently; only scores of one form show a change.",
    example="""
    scores:
      - {instrument: k10, version: a, date: 2026-01-12, total: 19}
      - {instrument: k10, version: b, date: 2026-02-09, total: 15}
    """,
    better="""
    scores:
      - {instrument: k10, version: a, date: 2026-01-12, total: 19}
      - {instrument: k10, version: a, date: 2026-02-09, total: 15}
    """,
)
def _versions_differ(case: Case) -> Iterator[Hit]:
    before: dict[tuple[str, str], Score] = {}
    for score, instrument in sorted(_scores(case), key=lambda it: it.score.date):
        first = before.setdefault((instrument.id, score.substance), score)
        if not comparable(first, score):
            yield Hit(
                case.plan_file,
                (*score.path, "version"),
                f"This {instrument.id} is of another version, language or window than the first.",
                "Do not read a change from one to the other; use the same version again, or "
                "begin a new row with it.",
            )


@rule(
    "OUT09",
    "clinical-score-without-role",
    ADVICE,
    source=MANUALS,
    finds="A score of a tool for clinicians, without the role of the person who took it.",
    why="Such a number is worth what the hands are that took it.",
    example="""
    scores:
      - {instrument: ciwa_ar, date: 2026-01-12, total: 6}
    """,
    better="""
    scores:
      - {instrument: ciwa_ar, date: 2026-01-12, total: 6, administered_by_role: nurse}
    """,
)
def _score_without_role(case: Case) -> Iterator[Hit]:
    for score, instrument in _scores(case):
        if instrument.needs_role and not said(score.data, "administered_by_role"):
            yield Hit(
                case.plan_file,
                (*score.path, "administered_by_role"),
                f"{instrument.id} is a tool for clinicians; nobody is named who took it.",
                "Add administered_by_role, such as nurse. hrcli draws nothing from the number.",
                at_key=True,
            )


@rule(
    "OUT15",
    "suicide-item-unmet",
    WARNING,
    source=MANUALS,
    finds="A PHQ-9 whose ninth item is above 0, in a plan with no word on suicidality since.",
    why=(
        "The item asks about suicide and self-harm. An answer above 0 calls for a talk, and is "
        "easily lost in a total."
    ),
    example="""
    asked:
      - {about: suicide, answer: absent, asked_on: 2025-12-15, alone: true}
    scores:
      - instrument: phq_9
        date: 2025-12-20
        total: 11
        subscales: [{name: item_9, value: 1}]
    """,
    better="""
    asked:
      - {about: suicide, answer: absent, asked_on: 2025-12-15, alone: true}
    scores:
      - instrument: phq_9
        date: 2025-12-20
        total: 11
        subscales: [{name: item_9, value: 1}]
    flags:
      - {flag: suicidality, status: absent, as_of: 2025-12-20}
    """,
)
def _suicide_item_unmet(case: Case) -> Iterator[Hit]:
    asked_anyway = any(topic.about == SUICIDE and topic.to_ask for topic in topics(case))
    for place in unanswered_scores(case) if not asked_anyway else ():
        yield Hit(
            case.plan_file,
            place,
            "Item 9 of this PHQ-9 is above 0, and nothing says that suicide was asked about.",
            "Ask now and in plain words: thoughts, a plan, means, medicines at home. Then "
            "write a flag suicidality with its status and as_of (hrcli add flag).",
        )
