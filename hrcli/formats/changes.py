"""What differs between two states of a case, as JSON for programs."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from hrcli.plan.diff import Difference, sentence, values
from hrcli.terminal import safe


class Step(NamedTuple):
    """One step of a case's history: the commit, when and by whom, and what changed."""

    commit: str
    when: str
    who: str
    merge: bool
    changes: Sequence[Difference]


def differences_json(found: Iterable[Difference]) -> str:
    """What differs as `diff/1`; `schemas/output/diff-1.json` says what it holds."""
    return json.dumps({"hrcli": "diff/1", "changes": [_change(each) for each in found]}, indent=1)


def history_json(case: str, steps: Iterable[Step], whole: bool) -> str:
    """The steps of a case as `history/1`; `schemas/output/history-1.json` says what it holds."""
    rows = [
        {
            "commit": step.commit,
            "when": step.when,
            "who": safe(step.who),
            "merge": step.merge,
            "changes": [_change(each) for each in step.changes],
        }
        for step in steps
    ]
    told = {"hrcli": "history/1", "case": case, "whole": whole, "steps": rows}
    return json.dumps(told, indent=1)


def _change(found: Difference) -> dict[str, Any]:
    """One change for a program: values only where they cannot be free text."""
    told = values(found)
    before, after = told if told else (None, None)
    return {
        "path": found.path,
        "how": found.how,
        "free_text": found.free,
        "before": before,
        "after": after,
        "says": sentence(found),
    }
