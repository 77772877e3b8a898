"""The engine for PDF at arm's length: what it says may hold text of the case, and is not told."""

from __future__ import annotations

from typing import Any

import pytest

from hrcli.errors import Refused
from hrcli.pages import pdf


class Engine:
    """Stands where WeasyPrint's HTML does, and breaks over the page."""

    def __init__(self, string: str, **_: Any) -> None:
        self.string = string

    def __call__(self, **_: Any) -> None:
        raise AssertionError

    def write_pdf(self, **_: Any) -> bytes:
        raise ValueError(self.string)

    render = __call__


def test_what_the_engine_says_is_not_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "_engine", lambda: (Engine, None))
    with pytest.raises(Refused) as told:
        pdf.pdf("<p>Robin's own words</p>")
    assert "The PDF could not be made (ValueError)." in told.value.what
    assert "Robin" not in str(told.value)
