"""Ids: of a case (eight characters, the last a check) and of the things inside a plan."""

from __future__ import annotations

import re
from collections.abc import Callable
from uuid import UUID

from hrcli.folding import folded

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: no I, L, O, U
CASE = re.compile(rf"[{ALPHABET}]{{4}}-[{ALPHABET}]{{4}}\Z")
BEGINNING = re.compile(rf"[{ALPHABET}]{{1,4}}(-[{ALPHABET}]{{0,4}})?\Z")
ITEM = re.compile(r"[a-z][a-z0-9-]{1,31}\Z")
KEY = re.compile(r"[a-z_][a-z0-9_-]{0,63}\Z")
"""The form of a key in a file; what has another form may be a text of the case."""
RECORD = re.compile(r"\d{4}-\d\d-\d\d-[a-z0-9]{4}\.yaml", re.ASCII)
ITEM_LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"  # nothing that is read as something else
_HEARD_AS = str.maketrans(f"{folded(ALPHABET)}ilo", f"{ALPHABET}110")

Draw = Callable[[int], int]
"""A whole number from 0 up to, not including, the one given; `secrets.randbelow` in earnest."""


def check_character(body: str) -> str:
    """The check character for seven characters of a case id (Luhn's rule over 32 signs).

    It changes with every single mistyped character and with nearly all swapped neighbours.
    """
    total, factor = 0, 2
    for sign in reversed(body):
        product = factor * ALPHABET.index(sign)
        total += product // 32 + product % 32
        factor = 3 - factor
    return ALPHABET[-total % 32]


def new_case_id(draw: Draw) -> str:
    """A random case id such as 7KQ2-9XMP; it says nothing about the client or the time."""
    body = "".join(ALPHABET[draw(32)] for _ in range(7))
    return f"{body[:4]}-{body[4:]}{check_character(body)}"


def is_case_id(name: str) -> bool:
    """Whether `name` has the form of a case id and its check character is right."""
    body = name.replace("-", "")
    return bool(CASE.match(name)) and check_character(body[:7]) == body[7]


def as_typed(words: str) -> str:
    """What somebody typed for a case id, or its beginning, as ids are written: 7KQ2-9X."""
    signs = folded(words).translate(_HEARD_AS).replace("-", "")
    return f"{signs[:4]}-{signs[4:]}" if len(signs) > 4 else signs


def is_item_id(name: str) -> bool:
    """Whether `name` has the form of an id inside a plan, be it drawn or written by hand."""
    return bool(ITEM.match(name))


def new_calendar_number(draw: Draw) -> str:
    """A random number that keeps the calendar entries of a plan together; it says nothing."""
    return str(UUID(int=draw(2**128), version=4))


def new_item_id(letter: str, draw: Draw, taken: set[str]) -> str:
    """An id for something inside a plan, unlike all that are `taken`: `h` → h7kq."""
    while True:
        name = letter + "".join(ITEM_LETTERS[draw(32)] for _ in range(3))
        if name not in taken:
            return name


def new_file_name(day: str, draw: Draw) -> str:
    """A name for a review, an event or an earlier plan of this day: 2026-02-09-k7fw.yaml."""
    return f"{day}-{''.join(ITEM_LETTERS[draw(32)] for _ in range(4))}.yaml"
