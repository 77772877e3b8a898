"""Agency templates at arm's length: a limited child process gets a page's view and gives text.

The child may take ten seconds and half a gigabyte, opens no file and starts no process; what it
says about a template that went wrong names the template's line and never a value of the case.
"""

from __future__ import annotations

import json
import os
import pickle
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from hrcli.document.data import Data
from hrcli.errors import StoppedTemplate
from hrcli.pages.contents import Sheet

SECONDS = 10
FOLDER = "templates"
# -I ignores the environment and the current folder, so the child is told where to find hrcli.
_START = (
    "import sys; sys.path[:0] = sys.argv[1:]; from hrcli.pages.sandbox_child import main; main()"
)


class Order(NamedTuple):
    """What the child is asked to do: lay a page out, or list what the page does not hold."""

    sheet: Sheet
    known: Mapping[str, str]  # hrcli's own templates by name
    own: Mapping[str, str]  # the agency's, laid over them
    survey: bool = False


def laid_out_apart(sheet: Sheet, known: Mapping[str, str], own: Mapping[str, str]) -> str:
    """The page that an agency's templates make of `sheet`. Raises StoppedTemplate."""
    told = _answer(Order(sheet, known, own))
    if "text" not in told:
        raise _stopped(told, own)
    return str(told["text"])


def missing_names(
    sheet: Sheet, known: Mapping[str, str], own: Mapping[str, str]
) -> list[tuple[str, int, str]]:
    """What the templates ask for and `sheet` does not hold: template, line and name of each.

    Raises StoppedTemplate where the page could not be gone through to its end.
    """
    told = _answer(Order(sheet, known, own, survey=True))
    if "missing" not in told:
        raise _stopped(told, own)
    return [(str(name), int(line), str(field)) for name, line, field in told["missing"]]


def _answer(order: Order) -> dict[str, Any]:
    here = str(Path(__file__).parent.parent)
    argv = [sys.executable, "-I", "-c", _START, here, *filter(None, sys.path)]
    kept = {name: os.environ[name] for name in ("SYSTEMROOT",) if name in os.environ}
    try:
        done = subprocess.run(
            argv,
            input=pickle.dumps(order),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=SECONDS,
            env=kept,
            cwd=os.path.abspath(os.sep),
            check=False,
        )
        told = json.loads(done.stdout)
    except subprocess.TimeoutExpired:
        why = "This template takes too long."
    except ValueError:
        why = "This template was stopped: it takes too much memory or time."
    else:
        return told if isinstance(told, dict) else {}
    return {"why": why, "template": f"{order.sheet.audience}.j2"}


def _stopped(told: Data, own: Mapping[str, str]) -> StoppedTemplate:
    name, line = told.get("template"), told.get("line")
    where = f"{FOLDER}/{name}" if name in own else name or FOLDER
    return StoppedTemplate(
        str(told.get("why") or "This template cannot be carried out."),
        f"{where}:{line}" if line else str(where),
        "Mend that line (hrcli templates lint), or take the file out of templates/.",
    )
