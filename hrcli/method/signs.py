"""What may be typed alone at any question in place of an answer: go back, explain, not now, stop.

A sign counts only where nothing else stands on the line. An answer that is just such a sign is
typed twice: `<<` is the answer `<`.
"""

from __future__ import annotations

from hrcli.folding import folded

BACK, EXPLAIN, NOT_NOW, STOP = "<", "?", "-", "q"
SIGNS = (BACK, EXPLAIN, NOT_NOW, STOP)
TOLD = "Enter leaves open. Alone on a line: < back, ? explain, - not now, q stop."
FIRST = "  This is the first question."


class Back(Exception):
    """`<` was typed: the question before is to be asked again. `Interview.walk` does it."""


class AtTheStart(Exception):
    """`<` was typed at the first question, for whoever knows what comes before it.

    Raised only where the interview's `leaves` is set; else the worker is told `FIRST`.
    """


class Stopped(Exception):
    """`q` was typed: nothing failed, what was answered is kept, and the command ends like Ctrl-C.

    It passes through everything; `cli.py` makes it the exit code of Ctrl-C. Whoever asks one
    interview after the other need not catch it: it ends them all.
    """


def sign(typed: str) -> str:
    """The sign that is typed; empty where it is an answer, or nothing."""
    alone = folded(typed).strip()
    return alone if alone in SIGNS else ""


def meant(typed: str) -> str:
    """The answer that is typed: a sign stands for itself where it is typed twice."""
    alone = typed.strip()
    half = alone[: len(alone) // 2]
    return half if sign(half) and alone == half * 2 else typed
