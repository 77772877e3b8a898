"""What the tests of commands start from."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.running import PLAN, Run


@pytest.fixture
def plan(run: Run) -> Path:
    return Path(PLAN)
