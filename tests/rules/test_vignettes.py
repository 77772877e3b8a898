"""Who must be asked about what, and who must not: clients as a service meets them.

They were written from the pages of the field alone, by people who had not seen the rules.
"""

from __future__ import annotations

import pytest

from hrcli.rules import registry
from tests.support.vignettes import Vignette, vignettes

ALL = tuple(vignettes())


def test_every_vignette_is_there_once() -> None:
    assert len({it.name for it in ALL}) == len(ALL) > 400


def test_vignettes_name_rules_that_there_are() -> None:
    named = {code for it in ALL for code in it.must | it.never}
    assert named - set(registry.TABLE) == set()


@pytest.mark.parametrize("vignette", ALL, ids=lambda it: it.name)
def test_a_vignette_is_answered_as_the_pages_say(vignette: Vignette) -> None:
    assert vignette.wrong() == ([], []), vignette.why
