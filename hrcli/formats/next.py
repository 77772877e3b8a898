"""What comes next in a case, as text for people and JSON for programs."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import date
from typing import Any

from hrcli.finding import Finding
from hrcli.folding import uncapitalised
from hrcli.formats.findings import Dangers, as_json, dangers
from hrcli.method import steps
from hrcli.method.steps import OWN_REASON, Item, Next, Step
from hrcli.plan.case import Case


def title(following: Next | Step) -> str:
    """What comes next, with what it is about; ids and kinds, no word of the case."""
    about = following.item.shown
    return f"{following.title}: {about}" if about else following.title


def in_a_row(following: Next) -> str:
    """What comes next; with the reason where it is this case's own, not the step's."""
    why = uncapitalised(following.why).rstrip(".")
    name = title(following)
    return f"{name} ({why})" if following.step in OWN_REASON else name


def in_words(following: Next, with_word: bool = False) -> Iterator[str]:
    """What comes next, why, and what to type, line by line.

    `with_word` tells which sort of harm or use it is about: for the worker's own terminal alone.
    """
    word = following.item.word.replace("_", " ")
    yield f"Next: {title(following)}{f' ({word})' if with_word and word else ''}"
    yield f"  {following.why}"
    yield f"  {following.command}"
    if following.other:
        yield f"  {following.other}"
    if following.may_wait:
        yield f"  Not now: hrcli next {following.case[:4]} --not-now"


def next_json(
    found: Iterable[Next],
    today: date,
    case: Case | None = None,
    findings: Collection[Finding] = (),
) -> str:
    """What comes next as `next/1`; `schemas/output/next-1.json` says what it holds.

    With a `case` also its steps, and what is dangerous and open in it.
    """
    told: dict[str, Any] = {"hrcli": "next/1", "today": today.isoformat()}
    told["next"] = [_next_row(it) for it in found]
    if case and case.plan.open:
        told["steps"] = [_step_row(step) for step in steps.of(case)]
        told["dangers"] = _dangers(dangers(case, findings))
    return as_json(told)


def _next_row(following: Next) -> dict[str, Any]:
    return {
        "case": following.case,
        "step": following.step,
        **_item_row(following.item),
        "title": following.title,
        "why": following.why,
        "command": following.command,
        "due": following.due.isoformat() if following.due else None,
        "may_wait": following.may_wait,
    }


def _step_row(step: Step) -> dict[str, Any]:
    return {
        "step": step.id,
        "state": step.state,
        **_item_row(step.item),
        "title": step.title,
        "until": step.until.isoformat() if step.until else None,
    }


def _dangers(found: Dangers) -> dict[str, Any]:
    return {"count": found.number, "rules": found.rules, "commands": found.commands}


def _item_row(item: Item) -> dict[str, Any]:
    return {"kind": item.kind or None, "item": item.id or None}
