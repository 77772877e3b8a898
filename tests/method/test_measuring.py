"""Which numbers a goal's measure can have."""

from __future__ import annotations

import pytest

from hrcli.method.measuring import bounds
from hrcli.plan.plan import plan_of


@pytest.mark.parametrize(
    ("unit", "baseline", "target", "expected"),
    [
        ("of 4", 0, 4, (0, 4)),
        ("out of 10 in two weeks", 8, 2, (0, 10)),
        ("von 7", 0, 4, (0, 7)),
        ("scale 1\u201310", 3, 7, (1, 10)),
        ("0 bis 10", None, 7, (0, 10)),
        ("%", 10, 80, (0, 100)),
        ("glasses of 25 ml", 9, 4, (0, None)),
        ("of 4", 0, 7, (0, None)),
        ("of 0.33 l", 3, 1, (0, None)),
        ("glasses", 9, 4, (0, None)),
        ("", None, 4, (0, None)),
        ("degrees", -5, 4, (None, None)),
    ],
)
def test_the_unit_says_how_far_a_number_may_go(
    unit: str, baseline: float, target: float, expected: tuple[float | None, float | None]
) -> None:
    measure = {"unit": unit, "baseline": baseline, "target": target}
    (goal,) = plan_of({"goals": [{"id": "g2m", "assessable": measure}]}).goals
    assert bounds(goal) == expected
