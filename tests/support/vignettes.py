"""Vignettes: a client in a few lines, the codes that must fire, and those that must not."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

import yaml

from hrcli.document.document import Document, read
from hrcli.plan.case import Case, File, Settings, events_of, reviews_of
from hrcli.plan.plan import plan_of
from hrcli.rules import registry
from hrcli.rules.engine import examine
from tests.support.places import CASES

TODAY = date(2026, 1, 20)
VIGNETTES = CASES / "vignettes"
EVERY = "ALL"
"""Among what must not fire: no rule on unintended harm at all."""


def _loaded(name: str) -> Any:
    return yaml.load((VIGNETTES / name).read_text(encoding="utf-8"), yaml.CSafeLoader)


BASE: Mapping[str, Any] = _loaded("base.yaml")


class Vignette(NamedTuple):
    """One client, and what has to be asked about them."""

    name: str
    why: str
    must: frozenset[str]
    never: frozenset[str]
    plan: Mapping[str, Any]
    events: tuple[Mapping[str, Any], ...]
    reviews: tuple[Mapping[str, Any], ...]

    @property
    def case(self) -> Case:
        """The case, as it would be read from its files."""
        plan = _document(self.plan)
        return Case(
            id=str(self.plan["case"]),
            plan_file=File("plan.yaml", plan),
            plan=plan_of(plan.data),
            reviews=reviews_of(_files("reviews", "review", self.reviews)),
            events=events_of(_files("events", "event", self.events)),
            settings=Settings(),
            today=TODAY,
            whole=True,
        )

    def wrong(self) -> tuple[list[str], list[str]]:
        """The codes that had to fire and did not, and those that fired and must not."""
        codes = {finding.code for finding in examine(self.case) if not finding.waived}
        return sorted(self.must - codes), sorted(self.never & codes)


def vignettes() -> Iterator[Vignette]:
    """All vignettes, in the order of their files."""
    for path in sorted(VIGNETTES.glob("*.yaml")):
        for item in _loaded(path.name) if path.name != "base.yaml" else ():
            yield _vignette(item)


def _vignette(item: Mapping[str, Any]) -> Vignette:
    plan = {**BASE["plan"], **item["plan"]}
    plan["goals"] = [{**BASE["goal"], **goal} for goal in plan.get("goals", [])]
    never = set(item.get("never", ()))
    if EVERY in never:
        never = {code for code, rule in registry.TABLE.items() if rule.unintended}
    return Vignette(
        item["name"],
        item.get("why", ""),
        frozenset(item.get("must", ())),
        frozenset(never),
        plan,
        tuple({**BASE["event"], **event} for event in item.get("events", ())),
        tuple({**BASE["review"], **review} for review in item.get("reviews", ())),
    )


def _document(data: Mapping[str, Any]) -> Document:
    return read(json.dumps(data, default=str, ensure_ascii=False).encode("utf-8"))


def _files(folder: str, kind: str, records: tuple[Mapping[str, Any], ...]) -> tuple[File, ...]:
    days = (str(it.get("held_on") or it.get("date") or it.get("from") or "") for it in records)
    names = (f"{folder}/{day}-{number}{kind[0]}fw.yaml" for number, day in enumerate(days))
    return tuple(File(name, _document(it)) for name, it in zip(names, records, strict=True))
