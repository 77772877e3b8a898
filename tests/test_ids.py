"""Ids of cases and items: what they reveal, which typing slips they catch."""

from __future__ import annotations

import re
import secrets

from hypothesis import given, settings
from hypothesis import strategies as st

from hrcli import ids
from tests.support.running import sample

BODIES = st.text(ids.ALPHABET, min_size=7, max_size=7)


def case_id(body: str) -> str:
    return f"{body[:4]}-{body[4:]}{ids.check_character(body)}"


@settings(max_examples=sample(2000))
@given(BODIES)
def test_every_single_mistyped_character_is_caught(body: str) -> None:
    name = case_id(body)
    assert ids.is_case_id(name)
    for position, right in enumerate(name):
        if right == "-":
            continue
        for wrong in ids.ALPHABET:
            mistyped = name[:position] + wrong + name[position + 1 :]
            assert ids.is_case_id(mistyped) == (wrong == right)


def test_nearly_all_swapped_neighbours_are_caught() -> None:
    caught = total = 0
    for first in ids.ALPHABET:
        for second in ids.ALPHABET:
            if first != second:
                name = case_id(f"7{first}{second}5R2K")
                swapped = f"7{second}{first}{name[3:]}"
                total += 1
                caught += not ids.is_case_id(swapped)
    assert caught / total > 0.99


def test_new_ids_are_well_formed_and_random() -> None:
    made = {ids.new_case_id(secrets.randbelow) for _ in range(500)}
    assert len(made) == 500
    assert all(ids.is_case_id(name) for name in made)
    assert {name[0] for name in made} == set(ids.ALPHABET)


def test_a_case_id_has_one_form() -> None:
    right = case_id("7KQ29XM")
    for wrong in (right.lower(), right.replace("-", ""), f"{right}\n", f" {right}", f"{right}0"):
        assert not ids.is_case_id(wrong)


@settings(max_examples=sample(2000))
@given(BODIES, st.integers(1, 9))
def test_what_is_typed_is_understood_in_either_case(body: str, length: int) -> None:
    name = case_id(body)
    beginning = name[:length].rstrip("-")
    for typed in (beginning, beginning.lower(), beginning.replace("-", ""), f" {beginning} "):
        assert ids.as_typed(typed) == beginning


def test_letters_that_look_like_digits_are_understood() -> None:
    assert ids.as_typed("7ilo") == "7110"


def test_no_sign_of_an_id_can_be_taken_for_another() -> None:
    assert not set("ILOU") & set(ids.ALPHABET)
    assert not set("lo01") & set(ids.ITEM_LETTERS)


def test_item_ids_are_new_and_short() -> None:
    draws = iter([0, 0, 0, 0, 1, 2])
    assert ids.new_item_id("h", lambda size: next(draws), {"haaa"}) == "habc"
    made: set[str] = set()
    for _ in range(200):
        made.add(ids.new_item_id("h", secrets.randbelow, made))
    assert len(made) == 200
    assert all(re.fullmatch("h[a-z2-9]{3}", name) for name in made)
