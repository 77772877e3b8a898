"""Scores: what each instrument can give, and that nothing is drawn from a number."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest

from hrcli.document.document import read
from hrcli.knowledge.instruments import Instrument, band_of, comparable, instruments
from hrcli.plan import schema
from hrcli.plan.plan import Score, plan_of
from hrcli.resources import text
from hrcli.rules import engine, explain, registry
from tests.support.casefiles import case_of, laid_over

ALL = list(instruments().values())


def codes(*scores: str) -> list[str]:
    rows = "".join(f"  - {{date: 2026-01-12, {score}}}\n" for score in scores)
    case = case_of(laid_over(f"hrcli: plan/1\nscores:\n{rows}", "plan"))
    return [it.code for it in engine.examine(case)]


def name_of(instrument: Instrument) -> str:
    return instrument.id


# The data


def test_every_instrument_of_the_schema_is_known_but_the_unnamed_one() -> None:
    words = set(schema.words_at("plan", ("scores", 0, "instrument")))
    assert set(instruments()) == words - {"other"}


def test_the_data_can_be_read_and_say_where_they_come_from() -> None:
    document = read(text("knowledge", "instruments.yaml").encode("utf-8"))
    assert document.findings == []
    for item in document.data["instruments"]:
        assert set(item["source"]) <= set(document.data["sources"])
        assert item["reviewed_on"] is None
        assert item["licence"]


@pytest.mark.parametrize("instrument", ALL, ids=name_of)
def test_bands_cover_the_range_without_a_gap(instrument: Instrument) -> None:
    for bands in instrument.bands.values():
        ends = [tuple(map(int, band.split("-"))) for band in bands]
        assert instrument.total is not None
        assert (ends[0][0], ends[-1][1]) == instrument.total
        for (_, last), (first, _) in pairwise(ends):
            assert first == last + 1
        for low, high in ends:
            assert band_of(low, bands) == band_of(high, bands) == f"{low}-{high}"


def test_no_band_set_comes_with_the_instrument_that_has_no_cut_off_for_everybody() -> None:
    assert instruments()["sds"].bands == {}


# Whole scores


@pytest.mark.parametrize(
    ("score", "code"),
    [
        ("instrument: k10, total: 9", "OUT01"),
        ("instrument: k10, total: 51", "OUT01"),
        ("instrument: audit, total: 41", "OUT01"),
        ("instrument: atop, subscales: [{name: rating, value: 11}]", "OUT01"),
        ("instrument: atop, subscales: [{name: Quality of life, value: 11}]", "OUT01"),
        ("instrument: atop, subscales: [{name: alcohol days, value: 29}]", "OUT01"),
        ("instrument: top, subscales: [{name: rating, value: 21}]", "OUT02"),
        ("instrument: assist, substance: nicotine_tobacco, total: 32", "OUT02"),
        ("instrument: whoqol_bref, total: 60", "OUT03"),
        ("instrument: atop, total: 20", "OUT03"),
        ("instrument: top, total: 20", "OUT03"),
        ("instrument: sds, total: 6", "OUT04"),
        ("instrument: assist, total: 6", "OUT04"),
        ("instrument: audit_c, total: 6, band: 5-12", "OUT05"),
        ("instrument: sds, substance: alcohol, total: 6, band: high", "OUT05"),
        ("instrument: other, total: 6, band: high", "OUT05"),
        ("instrument: audit, total: 6, band: 8-15, band_set_id: who_2001", "OUT06"),
        ("instrument: whoqol_bref, direction: higher_is_worse", "OUT07"),
        ("instrument: cows, total: 6", "OUT09"),
    ],
)
def test_what_cannot_be_right(score: str, code: str) -> None:
    assert codes(score) == [code]


@pytest.mark.parametrize(
    "score",
    [
        "instrument: k10, total: 10",
        "instrument: k10, total: 50",
        "instrument: audit_c, total: 0",
        "instrument: audit_c, total: null",
        "instrument: atop, subscales: [{name: rating, value: 10}]",
        "instrument: atop, subscales: [{name: alcohol_days, value: 28}]",
        "instrument: top, subscales: [{name: rating, value: 20}]",
        "instrument: assist, substance: nicotine_tobacco, total: 31",
        "instrument: assist, substance: alcohol, total: 39",
        "instrument: sds, substance: alcohol, total: 6, band: high, band_set_id: our own",
        "instrument: audit, total: 6, band: hazardous, band_set_id: who_2001",
        "instrument: other, version: ours, total: -5",
    ],
)
def test_what_can_be_right(score: str) -> None:
    assert codes(score) == []


def score(**said: str) -> Score:
    return plan_of({"scores": [said]}).scores[0]


def test_scores_are_compared_within_one_version_and_one_substance() -> None:
    k10 = score(instrument="k10", version="A")
    assert comparable(k10, score(instrument="k10", version="a"))
    assert comparable(k10, score(instrument="k10"))
    assert not comparable(k10, score(instrument="k10", version="b"))
    assert not comparable(k10, score(instrument="audit", version="a"))
    sds = score(instrument="sds", substance="alcohol")
    assert not comparable(sds, score(instrument="sds", substance="cannabis"))


def test_two_substances_are_two_rows_not_two_versions() -> None:
    sds = "instrument: sds, total: 6"
    assert codes(f"{sds}, substance: alcohol, version: a", f"{sds}, substance: cannabis") == []


def test_no_rule_about_scores_names_an_illness() -> None:
    told = [explain.page(rule) for rule in registry.TABLE.values() if rule.code < "OUT20"]
    scores = [page for page in told if page.startswith("OUT0")]
    assert len(scores) == 9
    for page in scores:
        assert not re.search(r"\b(disorder|dependen|depress|anxi|harmful|hazardous)", page.lower())


def test_every_substance_that_has_a_range_of_its_own_is_a_word_of_the_schema() -> None:
    words = schema.words_at("plan", ("scores", 0, "substance"))
    named = {name for instrument in ALL for name in instrument.total_by_substance}
    assert named
    assert named <= set(words)


def test_a_ninth_item_above_0_calls_for_a_talk() -> None:
    def told(value: int, *flags: str) -> bool:
        rows = "".join(f"  - {{flag: suicidality, {flag}}}\n" for flag in flags)
        head = (
            "hrcli: plan/1\nasked:\n"
            "  - {about: suicide, answer: absent, asked_on: 2026-01-01, alone: true}\n"
            f"flags:\n{rows}scores:\n  - {{instrument: phq_9, date: 2026-01-05,"
            f" total: 9, subscales: [{{name: Item 9, value: {value}}}]}}\n"
        )
        found = engine.examine(case_of(laid_over(head, "plan")))
        return "OUT15" in [it.code for it in found]

    assert told(1)
    assert told(3, "status: not_assessed, as_of: 2026-01-12")
    assert told(1, "status: absent, as_of: 2026-01-04")
    assert told(1, "status: absent")
    assert not told(0)
    assert not told(1, "status: absent, as_of: 2026-01-05")
    assert not told(1, "status: present")
