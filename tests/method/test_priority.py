"""The order of harms: safety first, then what was agreed, then the factors; never by chance."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from hrcli.method.priority import CHANCES, DEGREES, factors, order, ranking
from hrcli.plan.changes import Change
from hrcli.plan.plan import Harm, plan_of

RULERS = st.none() | st.integers(0, 10)
HARM = st.fixed_dictionaries(
    {
        "degree": st.sampled_from(DEGREES),
        "importance": RULERS,
        "confidence": RULERS,
        "realistic": st.sampled_from(CHANCES),
        "rank": st.none() | st.integers(1, 4),
        "key_harm": st.sampled_from(["", "none", "overdose"]),
        "affects": st.lists(st.sampled_from(["self", "child", "partner"]), max_size=2),
        "status": st.sampled_from(["present", "reduced", "watching", "resolved", ""]),
    }
)


def harms_of(several: list[dict[str, Any]]) -> tuple[Harm, ...]:
    return plan_of(
        {"harms": [{"id": f"h{number}a", **data} for number, data in enumerate(several)]}
    ).harms


def ids(harms: tuple[Harm, ...]) -> list[str]:
    return [ranked.harm.id for ranked in order(harms)]


def one(**data: Any) -> Harm:
    return harms_of([data])[0]


@given(st.lists(HARM, max_size=8), st.randoms())
def test_the_order_does_not_hang_on_how_harms_are_listed(
    several: list[dict[str, Any]], chance: Any
) -> None:
    harms = list(harms_of(several))
    before = ids(tuple(harms))
    chance.shuffle(harms)
    assert ids(tuple(harms)) == before


@given(st.lists(HARM, max_size=8))
def test_no_harm_is_lost_and_the_serious_ones_stand_first(several: list[dict[str, Any]]) -> None:
    harms = harms_of(several)
    found = order(harms)
    assert sorted(it.harm.id for it in found) == sorted(harm.id for harm in harms)
    open_ones = [it.harm.serious for it in found if not it.harm.resolved]
    assert open_ones == sorted(open_ones, reverse=True)
    resolved = [it.harm.resolved for it in found]
    assert resolved == sorted(resolved)


@given(st.lists(HARM, max_size=8))
def test_every_pinned_harm_says_why(several: list[dict[str, Any]]) -> None:
    for ranked in order(harms_of(several)):
        assert bool(ranked.pinned) == ranked.harm.serious
        assert ranked.pinned == ranked.harm.reasons_serious


@given(st.lists(HARM, min_size=2, max_size=8))
def test_the_agreed_rank_counts_among_equals(several: list[dict[str, Any]]) -> None:
    for data in several:
        data.update(degree="mild", key_harm="none", affects=["self"], status="present")
    ranks = [it.harm.rank for it in order(harms_of(several))]
    agreed = [rank for rank in ranks if rank is not None]
    assert ranks == sorted(agreed) + [None] * (len(ranks) - len(agreed))


def test_a_child_and_a_life_are_never_dropped_by_a_zero() -> None:
    harms = harms_of(
        [
            {"degree": "mild", "importance": 10, "rank": 1},
            {"degree": "mild", "importance": 0, "affects": ["child"]},
            {"degree": "life_threatening", "importance": 0},
        ]
    )
    assert ids(harms) == ["h2a", "h1a", "h0a"]


@given(st.integers(0, 10), st.integers(0, 10))
def test_a_higher_number_never_stands_after_a_lower_one(one_number: int, other: int) -> None:
    low, high = sorted((one_number, other))
    assert factors(one(importance=high)) <= factors(one(importance=low))
    assert factors(one(confidence=high)) <= factors(one(confidence=low))


@given(st.integers(0, 4), st.integers(5, 10))
def test_what_nobody_asked_stands_before_the_low_and_after_the_high(low: int, high: int) -> None:
    unasked = factors(one(importance=None))
    assert factors(one(importance=high)) < unasked < factors(one(importance=low))


def test_unknown_words_stand_before_what_is_known_to_be_mild() -> None:
    assert factors(one(degree="")) < factors(one(degree="mild"))
    assert factors(one(degree="no such word")) == factors(one(degree=""))
    assert factors(one(degree="moderate")) < factors(one(degree=""))


def test_importance_is_weighed_before_confidence_and_neither_is_multiplied() -> None:
    keen = one(importance=9, confidence=1)
    sure = one(importance=5, confidence=10)
    assert factors(keen) < factors(sure)


def test_what_waits_with_a_reason_comes_last_and_what_is_serious_stays_pinned() -> None:
    waiting = {"not_now": {"because": "after the move", "until": "2026-06-01"}}
    harms = harms_of(
        [
            {"id": "h1", "degree": "moderate", "importance": 9, "rank": 1, **waiting},
            {"id": "h2", "degree": "mild", "importance": 1, "rank": 2},
            {"id": "h3", "degree": "severe", **waiting},
            {"id": "h4", "degree": "mild", "status": "resolved"},
        ]
    )
    assert ids(harms) == ["h3", "h2", "h1", "h4"]


def test_ranks_are_written_only_where_they_differ() -> None:
    harms = harms_of(
        [
            {"degree": "mild", "rank": 1},
            {"degree": "severe"},
            {"status": "resolved", "rank": 3},
            {"not_now": {"because": "later"}, "rank": 4},
        ]
    )
    assert ranking(harms) == [Change(("harms", 1, "rank"), 1), Change(("harms", 0, "rank"), 2)]
    assert ranking(harms_of([{"degree": "severe", "rank": 1}, {"rank": 2}])) == []
