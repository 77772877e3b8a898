"""Using again is no reason to end the work with somebody: in which words that is recognised."""

from __future__ import annotations

import pytest

from hrcli.knowledge.closed_for_use import closed_for_use

SPEAKS_OF_USE = (
    *("Used again", "Robin took heroin again", "Using once more", "Went back to heroin."),
    *("Resumed use in May", "Kept on drinking", "Fell off the wagon", "Came to the session high"),
    *("Broke the abstinence agreement", "Positive drug screen", "Positive for cocaine"),
    *("Not ready to stop", "Was drunk at two appointments", "Relapsed, and did not come any more"),
    *(
        "R\u00fcckfall im Mai",
        "Hat wieder getrunken",
        "Positiver Drogentest",
        "war nicht abstinent",
    ),
)
SPEAKS_OF_SOMETHING_ELSE = (
    *("Moved to another town", "Has not used again and moved away", "Uses the day centre again"),
    *("The relapse prevention group goes on", "Her motivation was high", "Back to work"),
    *("Took part again", "Nie wieder konsumiert", "In eine andere Stadt gezogen", ""),
)


@pytest.mark.parametrize("because", SPEAKS_OF_USE)
def test_a_reason_that_is_use_is_recognised(because: str) -> None:
    assert closed_for_use(because)


@pytest.mark.parametrize("because", SPEAKS_OF_SOMETHING_ELSE)
def test_any_other_reason_is_none(because: str) -> None:
    assert not closed_for_use(because)
