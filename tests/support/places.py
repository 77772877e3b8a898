"""Where the tests find things."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples"
CLIENTS = ROOT / ".clients" / "node_modules" / ".bin"

CASES = ROOT / "tests" / "cases"
DATA = CASES / "data"
GOLDEN = CASES / "golden"
NASTY = CASES / "nasty"
RULES = CASES / "rules"
SLIPS = CASES / "slips"
