"""How the tests run hrcli, on which day and case, and how much they try."""

from __future__ import annotations

import os
from collections.abc import Callable

from click.testing import Result

FULL = bool(os.environ.get("FULL"))
"""Whether to run at full sample sizes and let nothing be skipped."""

TODAY = "2026-02-09"
PLAN = "cases/7KQ2-9XMP/plan.yaml"

Run = Callable[..., Result]


def sample(full: int) -> int:
    """How many examples to try: all with FULL, else about a tenth."""
    return full if FULL else max(1, full // 10)
