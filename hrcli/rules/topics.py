"""Rules that are about one danger, told together wherever people read them by weight."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

Told = TypeVar("Told")

OVERDOSE = frozenset(
    (
        "R-OPI-03",
        "R-OPI-13",
        "R-OPI-11",
        "R-OPI-06",
        "R-ADU-01",
        "R-POLY-01",
        "R-PPT-01",
        "HRM13",
    )
)


def together(told: Iterable[Told], code: Callable[[Told], str]) -> list[Told]:
    """The same in the same order, save that all about an overdose follow the first of them.

    `code` names the rule behind each; "" keeps it where it stands.
    """
    rest = list(told)
    about = [it for it in rest if code(it) in OVERDOSE]
    found: list[Told] = []
    for it in rest:
        if about and it is about[0]:
            found += about
        elif code(it) not in OVERDOSE:
            found.append(it)
    return found
