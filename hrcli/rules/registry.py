"""All rules in one table, in the order in which they are told about, and how one is named."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from difflib import get_close_matches
from functools import cache, lru_cache
from types import ModuleType

from hrcli.errors import WrongCommand
from hrcli.folding import as_code, folded
from hrcli.knowledge.unintended_harms import CODE, built_in, in_force
from hrcli.rules import (
    after_reviews,
    asked_early,
    autonomy,
    children,
    events,
    goals,
    harms,
    key_harms,
    language,
    links,
    measures,
    no_harm,
    options,
    outcomes,
    places_of_help,
    privacy,
    reading,
    relapse_plans,
    reviews,
    scores,
    seen_to,
    shape,
    stages,
    unintended,
    use_over_time,
)
from hrcli.rules.rule import Rule

FAMILIES = (
    reading,
    shape,
    links,
    harms,
    key_harms,
    asked_early,
    options,
    goals,
    no_harm,
    use_over_time,
    children,
    relapse_plans,
    seen_to,
    reviews,
    after_reviews,
    autonomy,
    events,
    scores,
    measures,
    outcomes,
    privacy,
    places_of_help,
    stages,
    language,
)
"""The modules whose rules come one after the other; those on unintended harm come last."""


def _declared(family: ModuleType) -> Iterator[Rule]:
    """The rules of a family, in the order in which they stand there."""
    return (value for value in vars(family).values() if isinstance(value, Rule))


def _every_rule() -> Iterator[Rule]:
    for family in FAMILIES:
        yield from _declared(family)
    yield from map(unintended.rule_of, built_in().values())
    yield from _declared(unintended)


TABLE = {rule.code: rule for rule in _every_rule()}
"""Every rule by its code, in the order in which they are told about."""

RETIRED = {"HRM11": "ASK01"}
"""Codes that are no more, and the rule that looks for the same now."""

SLUGS = {rule.slug: rule for rule in TABLE.values()}


def names() -> list[str]:
    """What a rule may be called by: every code, then every slug."""
    return [*TABLE, *SLUGS]


def families() -> list[str]:
    """The letters with which the codes of a family begin (`GOA`)."""
    return list(dict.fromkeys(code.rstrip("0123456789") for code in TABLE))


def find(name: str) -> Rule | None:
    """The rule with this code (GOA1 is GOA01) or slug, in either case; None where there is none."""
    code = re.sub(r"(?<=\D)(\d)\Z", r"0\1", as_code(name))
    return TABLE.get(code) or SLUGS.get(folded(name))


def nearest(name: str) -> str | None:
    """The code or slug most like `name`, for somebody who mistyped it, or knows a retired one."""
    if now := RETIRED.get(as_code(name)):
        return now
    part = [slug for slug in SLUGS if folded(name) in slug.split("-")]
    code = get_close_matches(as_code(name), TABLE, 1, 0.7)
    slug = get_close_matches(folded(name), SLUGS, 1, 0.5)
    return next(iter((*part, *code, *slug)), None)


@lru_cache(maxsize=8)
def in_use(knowledge: tuple[tuple[str, bytes], ...]) -> Mapping[str, Rule]:
    """The table with the rules on unintended harm of an agency's `knowledge` laid over it.

    Raises Unreadable where something is amiss in the agency's file.
    """
    own = {
        code: unintended.rule_of(harm)
        for code, harm in in_force(knowledge).items()
        if harm is not built_in().get(code)
    }
    return {**TABLE, **own}


def matcher(select: Collection[str], ignore: Collection[str]) -> Callable[[str], bool]:
    """Tells by its code whether a finding is wanted; rules by code, slug or family (`GOA`).

    Raises WrongCommand for a name that is none of these.
    """
    chosen = [_meant(name) for name in select]
    left_out = [_meant(name) for name in ignore]

    @cache  # every rule is asked for at each case
    def wanted(code: str) -> bool:
        return (not chosen or any(it(code) for it in chosen)) and not any(
            it(code) for it in left_out
        )

    return wanted


def _meant(name: str) -> Callable[[str], bool]:
    """Tells whether a code is the rule or one of the family that somebody named."""
    rule, typed = find(name), as_code(name)
    if rule or CODE.match(typed):  # an agency's own rules are not in the table
        exactly = rule.code if rule else typed
        return lambda code: code == exactly
    if typed and any(code.startswith(typed) for code in TABLE):
        return lambda code: code.startswith(typed)
    near = nearest(name)
    todo = f"Did you mean {near}?" if near else "See all rules: hrcli explain"
    raise WrongCommand("hrcli knows no such rule.", "hrcli validate", todo)
