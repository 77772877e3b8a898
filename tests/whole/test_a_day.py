"""Somebody who types what `next` says, and nothing else, comes to an agreed plan; so does `work`.

`python -m tests.whole.test_a_day` prints how many commands, prompts and keys each client took.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from statistics import mean

import pytest
from click.testing import CliRunner

from hrcli.cli import main
from hrcli.commands import every_command
from hrcli.document.document import read
from hrcli.finding import Severity
from hrcli.method.early_questions import topics
from hrcli.rules.engine import examine
from hrcli.store.caseload import Caseload
from tests.support.follower import Care, Follower, client, day
from tests.support.places import ROOT
from tests.support.running import FULL, TODAY

COMMANDS, PROMPTS, KEYS = 12, 70, 900
"""From nothing to an agreed plan, on average, without `next` itself."""

CLIENTS = range(50) if FULL else range(0, 50, 10)
CARELESS = Care(none=0.08, wrong=0.08, stops=0.03)


def warm() -> None:
    """Load once what every command loads, for all processes that are forked from here."""
    every_command()
    examples = str(ROOT / "examples")
    for words in (("next", "7KQ2"), ("validate",)):
        CliRunner().invoke(main, ["--today", TODAY, "--caseload", examples, *words])


@pytest.fixture(scope="module", autouse=True)
def _warm() -> None:
    warm()
