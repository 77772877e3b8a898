"""What an unquoted word of a file means: to hrcli, and to other YAML tools."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from hrcli.dates import day

WORDS = {"": None, "~": None, "null": None, "true": True, "false": False}
NUMBER = re.compile(r"-?(?:0|[1-9]\d{0,17})(\.\d{1,17})?\Z", re.ASCII)
AFTER_DIGITS = ":"
"""What begins with this sign or one behind it, as letters do, is no number."""
NO_WORD = object()
OTHERWISE = re.compile(
    r"""(?: y | n | yes | no | on | off | true | false | null | ~ | << | =
    | [-+]? (?: \.[0-9][0-9_]* | [0-9][0-9_]* (?: \.[0-9_]* )? ) (?: e[-+]?[0-9]+ )?
    | [-+]? (?: 0b[01_]+ | 0o[0-7_]+ | 0x[0-9a-f_]+ )
    | [-+]? [0-9][0-9_]* (?: :[0-5]?[0-9] )+ (?: \.[0-9_]* )?
    | [-+]? \.inf | \.nan
    | \d{4}-\d\d?-\d\d? (?: (?: t | [ \t]+ ) \d\d?:\d\d:\d\d (?: \.\d* )?
      (?: [ \t]* (?: z | [-+]\d\d?(?: :?\d\d )? ) )? )?
    )\Z""",
    re.ASCII | re.IGNORECASE | re.VERBOSE,
)
"""What a YAML 1.1 or 1.2 tool takes for a number, a word of yes or no, nothing, a day or a time."""


def plain(typed: str) -> Any:
    """The value of an unquoted scalar: null, true, false, a plain decimal number, else text."""
    word = WORDS.get(typed, NO_WORD)
    if word is not NO_WORD:
        return word
    if typed[0] in "-0123456789":
        number = NUMBER.match(typed)
        if number:
            return float(typed) if number.group(1) else int(typed)
    return typed


plain_cached = lru_cache(1000)(plain)  # the same few numbers and dates come again and again


def reads_otherwise(typed: str) -> bool:
    """Whether other YAML tools take this unquoted text for something else (`no`, `012`, `1e5`).

    A day of the calendar means the same to all of them and stays as it is; at one that does not
    exist (`2026-02-30`) some give up the whole file.
    """
    return OTHERWISE.match(typed) is not None and day(typed) is None
