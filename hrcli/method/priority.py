"""Which harm comes first, and why: serious ones pinned, then the agreed ranks, then the factors.

The factors are the four of the problem-solving steps (DrugNet, Harm Reduction): importance and
confidence (the client's 0-10), degree of harm, realistic possibility of change. They are ordered
one after the other and never multiplied into a score. What is not known stands before what is
known to be low, so that a harm does not sink because nobody asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from hrcli.document.data import said
from hrcli.plan import plan
from hrcli.plan.changes import Change
from hrcli.plan.plan import Harm

DEGREES = (*reversed(plan.DEGREES[2:]), "", *reversed(plan.DEGREES[:2]))
"""The degrees, the most pressing first; one that is not known stands above a mild one."""
CHANCES = ("high", "medium", "", "low")


class Ranked(NamedTuple):
    """A harm at its place in the order, with the reasons why it is pinned (none: it is not)."""

    harm: Harm
    pinned: tuple[str, ...]


def _ruler(value: int | None) -> int:
    """Where a 0-10 answer stands, high first; a missing one just before the low ones (0-4)."""
    if value is None:
        return 6
    return 10 - value if value >= 5 else 11 - value


def _word(order: tuple[str, ...], word: str) -> int:
    return order.index(word) if word in order else order.index("")


def factors(harm: Harm) -> tuple[int, ...]:
    """The four factors as positions, the more pressing the smaller."""
    return (
        _word(DEGREES, harm.degree),
        _ruler(harm.importance),
        _word(CHANCES, harm.realistic),
        _ruler(harm.confidence),
    )


def factors_open(harm: Harm) -> list[str]:
    """Which of the four factors of a harm were not asked yet."""
    return [factor for factor in plan.FACTORS if not said(harm.data, factor)]


def waits(harm: Harm) -> bool:
    """Whether a harm is put off with a reason; a serious one stays pinned all the same."""
    return said(harm.data, "not_now", "because")


def order(harms: Iterable[Harm]) -> list[Ranked]:
    """The harms in the order of attention; the same harms give the same order, however listed.

    Resolved harms come last, before them those that wait with a reason (not_now). Serious ones
    (severe or life-threatening, a key harm, a child affected) come before all others, whatever
    their rank; then the agreed rank, then the factors.
    """

    def attention(harm: Harm) -> tuple[object, ...]:
        unranked = harm.rank is None
        return (
            harm.resolved,
            not harm.serious,
            waits(harm),
            unranked,
            0 if unranked else harm.rank,
            factors(harm),
            harm.id,
        )

    return [Ranked(harm, harm.reasons_serious) for harm in sorted(harms, key=attention)]


def ranking(harms: Iterable[Harm], agreed: Sequence[str] = ()) -> list[Change]:
    """The place of each harm that is neither resolved nor waits, where its rank says another.

    Those named in `agreed` come first, in that order.
    """
    current = [it.harm for it in order(harms) if not it.harm.resolved and not waits(it.harm)]
    first = {name: place for place, name in enumerate(agreed)}
    ordered = sorted(current, key=lambda harm: first.get(harm.id, len(first)))
    return [
        Change((*harm.path, "rank"), place)
        for place, harm in enumerate(ordered, start=1)
        if harm.rank != place
    ]
