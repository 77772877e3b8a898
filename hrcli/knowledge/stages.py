"""What each stage of change means, what a worker does then, and a way to talk about it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from hrcli.document.data import Data, group, items, text, whole_number, words
from hrcli.knowledge.bundled import knowledge

FILE = "stages.yaml"


class Stage(NamedTuple):
    """One stage of change of one use."""

    id: str
    meaning: str
    task: str
    plan_holds: tuple[str, ...]
    elicit: str
    provide: str
    elicit_again: str
    sources: tuple[str, ...]
    conf: str


class Limits(NamedTuple):
    """The numbers that the rules go by."""

    goal_confidence: int  # below it a goal had better be smaller
    high_importance: int
    low_confidence: int
    days: int  # after which a stage is asked about again


@lru_cache
def stages() -> Mapping[str, Stage]:
    """The stages by their word, in their order."""
    titles = group(knowledge(FILE), "sources")
    return {text(item, "id"): _stage(item, titles) for _, item in items(knowledge(FILE), "stages")}


def _stage(item: Data, titles: Data) -> Stage:
    return Stage(
        text(item, "id"),
        text(item, "is"),
        text(item, "task"),
        words(item, "plan_holds"),
        text(item, "elicit"),
        text(item, "provide"),
        text(item, "elicit_again"),
        tuple(text(titles, key) for key in words(item, "source")),
        text(item, "conf"),
    )


@lru_cache
def limits() -> Limits:
    """The numbers that the rules go by; rules of thumb all of them."""
    rulers = group(knowledge(FILE), "rulers")
    days = whole_number(group(knowledge(FILE), "stage_days"), "days")
    numbers = [whole_number(rulers, name) for name in Limits._fields[:-1]]
    return Limits(*(number or 0 for number in (*numbers, days)))


def talk(stage: Stage) -> str:
    """The three questions of a stage in a row: ask, tell with permission, ask again."""
    return f"{stage.elicit} - {stage.provide} - {stage.elicit_again}"
