"""Forty slips that people make by hand: what each is called, and that the advice mends it.

A `.slip` file holds the code and place, the message, the help, the text as typed, and the text
after doing what the help says.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest

from hrcli.document.document import read
from hrcli.finding import Finding
from hrcli.plan import check

FILES = sorted((Path(__file__).parent / "slips").glob("*.slip"))


class Told(NamedTuple):
    code: str
    place: str
    message: str
    help: str


def parts(file: Path) -> tuple[Told, bytes, bytes]:
    told, rest = file.read_bytes().split(b"======== typed\n")
    typed, mended = rest.split(b"======== mended\n")
    head, message, todo = told.decode().splitlines()
    code, place = head.split(" ")
    return Told(code, place, message, todo), typed, mended


def findings(raw: bytes) -> list[Finding]:
    found = read(raw)
    return found.findings or check.check(found, "plan")


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_slip_is_told_once_at_its_place(file: Path) -> None:
    told, typed, _ = parts(file)
    (it,) = findings(typed)
    assert Told(it.code, f"{it.place.line}:{it.place.column}", it.message, it.help) == told


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_doing_what_it_says_mends_it(file: Path) -> None:
    _, typed, mended = parts(file)
    assert findings(mended) == []
    assert typed != mended


def test_there_are_forty() -> None:
    assert [int(file.name[:2]) for file in FILES] == list(range(1, 41))
