"""Whether the scores of questionnaires can be right. A score is a number, never a diagnosis."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from hrcli.dates import day
from hrcli.document.data import is_number, items, said, text
from hrcli.finding import Path, Severity
from hrcli.knowledge.instruments import Instrument, Range, band_of, comparable, instruments
from hrcli.plan.case import Case
from hrcli.rules.facts import present
from hrcli.rules.rule import Hit, Rule

MANUALS = "the instruments' manuals and pages about them; each instrument names its own"
SUICIDALITY = "suicidality"
ITEM_NINE = re.compile(r"(?:item|question|q)[ _-]?9\Z")
UNSEEN = "general knowledge, not yet checked against a source"


class Score(NamedTuple):
    """One score of the plan, of an instrument that hrcli knows."""

    path: Path
    data: Mapping[str, Any]
    instrument: Instrument

    @property
    def total(self) -> float | None:
        return _number(self.data, "total")


def _number(data: Mapping[str, Any], key: str) -> float | None:
    value = data.get(key)
    return value if is_number(value) else None


def _scores(case: Case) -> Iterator[Score]:
    for position, data in items(case.plan.data, "scores"):
        instrument = instruments().get(text(data, "instrument"))
        if instrument:
            yield Score(("scores", position), data, instrument)


def _numbers(score: Score) -> Iterator[tuple[Path, float, Range | None]]:
    """Each number of a score with its place and its range."""
    if score.total is not None:
        substance = text(score.data, "substance")
        yield (*score.path, "total"), score.total, score.instrument.range_of_total(substance)
    for position, part in items(score.data, "subscales"):
        value = _number(part, "value")
        if value is not None:
            path = (*score.path, "subscales", position, "value")
            yield path, value, score.instrument.range_of_part(text(part, "name"))


def _beyond(case: Case, seen: bool) -> Iterator[Hit]:
    for score in _scores(case):
        if score.instrument.range_seen is not seen:
            continue
        for path, value, span in _numbers(score):
            if span and not span[0] <= value <= span[1]:
                sure = "" if seen else ", as far as we know"
                yield Hit(
                    case.plan_file,
                    path,
                    f"{score.instrument.id} gives numbers from {span[0]} to {span[1]}{sure}; "
                    "this is another one.",
                    "Look at the form again, and at which version of it was used.",
                )


def _out_of_range(case: Case) -> Iterator[Hit]:
    return _beyond(case, seen=True)


def _beyond_unchecked_range(case: Case) -> Iterator[Hit]:
    return _beyond(case, seen=False)


def _total_where_none(case: Case) -> Iterator[Hit]:
    for score in _scores(case):
        if score.total is not None and score.instrument.total is None:
            yield Hit(
                case.plan_file,
                (*score.path, "total"),
                f"{score.instrument.id} has no total.",
                "Take total out, and write its parts under subscales, each with name and value.",
            )


def _score_without_substance(case: Case) -> Iterator[Hit]:
    for score in _scores(case):
        if score.instrument.needs_substance and not said(score.data, "substance"):
            yield Hit(
                case.plan_file,
                (*score.path, "substance"),
                f"{score.instrument.id} is about one substance, and this score names none.",
                "Add substance with the one that was asked about.",
                at_key=True,
            )


def _band_without_set(case: Case) -> Iterator[Hit]:
    for position, data in items(case.plan.data, "scores"):
        if said(data, "band") and not said(data, "band_set_id"):
            known = instruments().get(text(data, "instrument"))
            sets = f" (known here: {', '.join(known.bands)})" if known and known.bands else ""
            yield Hit(
                case.plan_file,
                ("scores", position, "band"),
                "This band does not say from which set of bands it is.",
                f"Add band_set_id{sets}, or take band out: cut-offs differ between countries.",
            )


def _band_and_total_disagree(case: Case) -> Iterator[Hit]:
    for score in _scores(case):
        bands = score.instrument.bands.get(text(score.data, "band_set_id"), ())
        total, band = score.total, text(score.data, "band")
        right = band_of(total, bands) if total is not None else ""
        if band in bands and right and right != band:
            yield Hit(
                case.plan_file,
                (*score.path, "band"),
                f"The total lies in the band {right} of this set, not in the one written here.",
                "Correct band or total.",
            )


def _direction_contradicts(case: Case) -> Iterator[Hit]:
    for score in _scores(case):
        written, right = text(score.data, "direction"), score.instrument.direction
        if written and written != right:
            yield Hit(
                case.plan_file,
                (*score.path, "direction"),
                f"On {score.instrument.id} it is the other way round: {right}.",
                f"Write direction: {right}, or take the line out.",
            )


def _versions_differ(case: Case) -> Iterator[Hit]:
    before: dict[tuple[str, str], Score] = {}
    for score in sorted(_scores(case), key=lambda it: text(it.data, "date")):
        about = score.instrument.id, text(score.data, "substance")
        first = before.setdefault(about, score)
        if not comparable(first.data, score.data):
            yield Hit(
                case.plan_file,
                (*score.path, "version"),
                f"This {score.instrument.id} is of another version than the first one.",
                "Do not read a change from one to the other; use the same version again, or "
                "begin a new row with it.",
            )


def _score_without_role(case: Case) -> Iterator[Hit]:
    for score in _scores(case):
        if score.instrument.needs_role and not said(score.data, "administered_by_role"):
            yield Hit(
                case.plan_file,
                (*score.path, "administered_by_role"),
                f"{score.instrument.id} is a tool for clinicians; nobody is named who took it.",
                "Add administered_by_role, such as nurse. hrcli draws nothing from the number.",
                at_key=True,
            )


def _latest(case: Case, instrument: str) -> Score | None:
    """The newest score of an instrument; of several on a day, or without one, the last."""
    scores = [score for score in _scores(case) if score.instrument.id == instrument]
    return max(reversed(scores), key=lambda it: text(it.data, "date"), default=None)


def _asked_since(case: Case, score: Score) -> bool:
    """Whether the plan says that suicidality is there, or that it was asked about since."""
    if SUICIDALITY in present(case):
        return True
    scored = day(score.data.get("date"))
    flags = (flag.data for flag in case.plan.flags if flag.id == SUICIDALITY)
    asked = (day(flag.get("as_of")) for flag in flags if text(flag, "status") in ("absent", "past"))
    return any(on and scored and on >= scored for on in asked)


def _suicide_item_unmet(case: Case) -> Iterator[Hit]:
    score = _latest(case, "phq_9")
    for position, part in items(score.data, "subscales") if score else ():
        value, name = _number(part, "value"), text(part, "name").strip().lower()
        if score and value and ITEM_NINE.match(name) and not _asked_since(case, score):
            yield Hit(
                case.plan_file,
                (*score.path, "subscales", position, "value"),
                "Item 9 of this PHQ-9 is above 0, and nothing says that suicide was asked about.",
                "Ask now and in plain words: thoughts, a plan, means, medicines at home. Then "
                "write a flag suicidality with its status and as_of (hrcli add flag).",
            )


RULES = (
    Rule(
        "OUT01",
        "score-out-of-range",
        Severity.ERROR,
        MANUALS,
        "A score that its questionnaire cannot give.",
        "A number that cannot be right hides the right one, and whatever is read from it is wrong.",
        "scores:\n  - {instrument: k10, date: 2026-01-12, total: 9}\n",
        "scores:\n  - {instrument: k10, date: 2026-01-12, total: 19}\n",
        _out_of_range,
    ),
    Rule(
        "OUT02",
        "score-beyond-unchecked-range",
        Severity.WARNING,
        UNSEEN,
        "A score outside a range that no source we read confirms.",
        "The range may be wrong, the number may be: worth a look at the form.",
        "scores:\n  - instrument: top\n    subscales: [{name: rating, value: 21}]\n",
        "scores:\n  - instrument: top\n    subscales: [{name: rating, value: 20}]\n",
        _beyond_unchecked_range,
    ),
    Rule(
        "OUT03",
        "total-where-none",
        Severity.ERROR,
        MANUALS,
        "A total of a questionnaire that has none (WHOQOL-BREF, ATOP, TOP).",
        "Its parts measure different things; a sum of them means nothing.",
        "scores:\n  - {instrument: whoqol_bref, date: 2026-01-12, total: 60}\n",
        "scores:\n  - instrument: whoqol_bref\n    date: 2026-01-12\n"
        "    subscales: [{name: physical, value: 60}]\n",
        _total_where_none,
    ),
    Rule(
        "OUT04",
        "score-without-substance",
        Severity.ERROR,
        MANUALS,
        "A score that is about one substance and does not say which (SDS, ASSIST).",
        "Without it nobody can tell which use it speaks of, or compare two of them.",
        "scores:\n  - {instrument: sds, date: 2026-01-12, total: 6}\n",
        "scores:\n  - {instrument: sds, date: 2026-01-12, substance: cannabis, total: 6}\n",
        _score_without_substance,
    ),
    Rule(
        "OUT05",
        "band-without-set",
        Severity.ERROR,
        MANUALS,
        "A band without the set of bands it is from.",
        "Cut-offs differ from country to country and from group to group; a band is never a "
        "diagnosis, and without its set it is not even a band.",
        "scores:\n  - {instrument: audit_c, date: 2026-01-12, total: 6, band: 5-12}\n",
        "scores:\n  - {instrument: audit_c, date: 2026-01-12, total: 6, band: 5-12, "
        "band_set_id: uk}\n",
        _band_without_set,
    ),
    Rule(
        "OUT06",
        "band-and-total-disagree",
        Severity.WARNING,
        MANUALS,
        "A band that the total does not lie in.",
        "One of the two is a slip.",
        "scores:\n  - {instrument: audit_c, date: 2026-01-12, total: 3, band: 5-12, "
        "band_set_id: uk}\n",
        "scores:\n  - {instrument: audit_c, date: 2026-01-12, total: 6, band: 5-12, "
        "band_set_id: uk}\n",
        _band_and_total_disagree,
    ),
    Rule(
        "OUT07",
        "direction-contradicts",
        Severity.WARNING,
        MANUALS,
        "A direction that is not the questionnaire's.",
        "Read the wrong way round, getting worse looks like getting better.",
        "scores:\n  - {instrument: k10, date: 2026-01-12, total: 19, direction: "
        "higher_is_better}\n",
        "scores:\n  - {instrument: k10, date: 2026-01-12, total: 19, direction: higher_is_worse}\n",
        _direction_contradicts,
    ),
    Rule(
        "OUT08",
        "score-versions-differ",
        Severity.ADVICE,
        MANUALS,
        "Scores of the same questionnaire in two versions.",
        "Versions are scored differently; only scores of one version show a change.",
        "scores:\n  - {instrument: k10, version: a, date: 2026-01-12, total: 19}\n"
        "  - {instrument: k10, version: b, date: 2026-02-09, total: 15}\n",
        "scores:\n  - {instrument: k10, version: a, date: 2026-01-12, total: 19}\n"
        "  - {instrument: k10, version: a, date: 2026-02-09, total: 15}\n",
        _versions_differ,
    ),
    Rule(
        "OUT09",
        "clinical-score-without-role",
        Severity.ADVICE,
        MANUALS,
        "A score of a tool for clinicians, without the role of the person who took it.",
        "Such a number is worth what the hands are that took it.",
        "scores:\n  - {instrument: ciwa_ar, date: 2026-01-12, total: 6}\n",
        "scores:\n  - {instrument: ciwa_ar, date: 2026-01-12, total: 6, "
        "administered_by_role: nurse}\n",
        _score_without_role,
    ),
    Rule(
        "OUT15",
        "suicide-item-unmet",
        Severity.WARNING,
        MANUALS,
        "A PHQ-9 whose ninth item is above 0, in a plan with no word on suicidality since.",
        "The item asks about suicide and self-harm. An answer above 0 calls for a talk, and is "
        "easily lost in a total.",
        "scores:\n  - instrument: phq_9\n    date: 2026-01-12\n    total: 11\n"
        "    subscales: [{name: item_9, value: 1}]\n",
        "scores:\n  - instrument: phq_9\n    date: 2026-01-12\n    total: 11\n"
        "    subscales: [{name: item_9, value: 1}]\n"
        "flags:\n  - {flag: suicidality, status: present, as_of: 2026-01-12}\n",
        _suicide_item_unmet,
    ),
)
