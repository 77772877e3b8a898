"""Naming the harms one after the other, and the parts of life in which none was found."""

from __future__ import annotations

from typing import Any

from hrcli.finding import Path
from hrcli.method.answers import domains_open
from hrcli.method.interview import Interview
from hrcli.plan import schema
from hrcli.plan.changes import Change
from hrcli.plan.plan import Plan

HARMS: Path = ("harms",)
NONE_SEEN = "none_seen"


def asked(session: Interview, plan: Plan) -> tuple[list[dict[str, Any]], list[str]]:
    """The harms that are named, and the parts of life that were asked about and had none."""
    session.brief = True
    harms = session.value(HARMS) or []
    named = {harm.get("domain") for harm in harms}
    known = schema.words_at("plan", (NONE_SEEN,))
    left = {word: known[word] for word in domains_open(plan) if word not in named}
    question = (schema.property_at("plan", (NONE_SEEN,)) or {})["x-question"]
    return harms, session.several(NONE_SEEN, question, left) if left else []


def none_found(plan: Plan, parts: list[str]) -> list[Change]:
    """What it changes that no harm was found in these parts of life."""
    new = [part for part in parts if part not in plan.none_seen]
    return [Change((NONE_SEEN,), [*plan.none_seen, *new])] if new else []
