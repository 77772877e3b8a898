"""What each stage of change means, what a worker does then, and a way to talk about it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from hrcli import resources
from hrcli.document import read
from hrcli.plan import group, items, text, whole_number, words

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


def _data() -> Mapping[str, Any]:
    data: Mapping[str, Any] = read(resources.text("knowledge", FILE).encode("utf-8")).data
    return data


@lru_cache
def stages() -> Mapping[str, Stage]:
    """The stages by their word, in their order."""
    titles = group(_data(), "sources")
    return {text(item, "id"): _stage(item, titles) for _, item in items(_data(), "stages")}


def _stage(item: Mapping[str, Any], titles: Mapping[str, Any]) -> Stage:
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
    rulers = group(_data(), "rulers")
    days = whole_number(group(_data(), "stage_days"), "days")
    numbers = [whole_number(rulers, name) for name in Limits._fields[:-1]]
    return Limits(*(number or 0 for number in (*numbers, days)))


def talk(stage: Stage) -> str:
    """The three questions of a stage in a row: ask, tell with permission, ask again."""
    return f"{stage.elicit} - {stage.provide} - {stage.elicit_again}"
