"""Who depends on the client: how old they are today, and where they live."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from hrcli.finding import Path
from hrcli.plan.case import Case, remembered
from hrcli.plan.plan import Dependant

ADULT = 18


class Child(NamedTuple):
    """A dependant under 18, or of an age nobody knows."""

    path: Path
    id: str
    dependant: Dependant
    age: int | None  # today, as far as known

    @property
    def lives_here(self) -> bool:
        """Whether the child lives here or may; where it was not asked, it counts."""
        return self.dependant.lives_here is not False and not self.dependant.in_care

    @property
    def visits(self) -> bool:
        """Whether a child that lives elsewhere comes to the client's home."""
        return not self.lives_here and self.dependant.visits is True


def age(dependant: Dependant, today: date) -> int | None:
    """The age of a dependant today, in full years as far as known; None where it is not known."""
    then, on = dependant.age, dependant.age_on
    if then is None or on is None or on > today:
        return then
    return then + today.year - on.year - ((today.month, today.day) < (on.month, on.day))


@remembered
def minors(case: Case) -> tuple[Child, ...]:
    """The dependants under 18 or of an age nobody knows, wherever they live; none unborn."""
    born = (it for it in case.plan.dependants if not it.unborn)
    known = (Child(it.path, it.id, it, age(it, case.today)) for it in born)
    return tuple(child for child in known if child.age is None or child.age < ADULT)


@remembered
def children(case: Case) -> tuple[Child, ...]:
    """The children of the household; where it was not asked who lives here, they may and count."""
    return tuple(child for child in minors(case) if child.lives_here)


def visiting_children(case: Case) -> tuple[Child, ...]:
    """The children who live elsewhere and come to the client's home."""
    return tuple(child for child in minors(case) if child.visits)


def visits_unasked(case: Case) -> tuple[Child, ...]:
    """The children who live elsewhere and of whom nobody has written whether they come."""
    elsewhere = (child for child in minors(case) if child.dependant.lives_here is False)
    return tuple(child for child in elsewhere if child.dependant.visits is None)


def adults(case: Case) -> tuple[Dependant, ...]:
    """The dependants of 18 or more who live here, or may."""
    here = (it for it in case.plan.dependants if it.lives_here is not False and not it.unborn)
    return tuple(it for it in here if (age(it, case.today) or 0) >= ADULT)
