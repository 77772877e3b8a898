"""Texts and names that try to forge what is shown: a seeded generator, and what must not come out.

What may be shown is judged by Unicode's own categories, not by the lists that hrcli holds.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from unicodedata import category

PIECES = (
    *("\x1b[2J", "\x1b[1A\x1b[2K", "\x1b]52;c;ZXZpbA==\x07", "\x1b]8;;http://x.invalid\x1b\\"),
    *("\x9b31m", "\x90q\x9c", "\x08\x08\x08", "\x07", "\x7f", "\r", "\x0b", "\x0c"),
    *("\n", "\r\n", "\n\n", "\x85", "\u2028", "\u2029", "\x1c", "\x1e"),
    *("\n::error file=x::forged\n", "\n##[error]forged", "%0A::error::forged", "\n]]>\n<failure/>"),
    *("\u202e", "\u2066", "\u2069", "\u202a", "\u200e", "\u200f", "\u061c"),
    *("\u200b", "\u2060", "\ufeff", "\u00ad", "\u180e", "\u3164", "\U000e0041", "\U000e0001"),
    *(
        "=1+1",
        "+1",
        "-1",
        "@SUM(1)",
        "\uff1d1",
        "\t=1",
        "\u00a0=1",
        "\u3000+1",
        "\u200d=1",
        "\u2212",
    ),
    *('"', "'", '","', '";"', ",", ";", "\t", "|", "\\", "`", "*", "_"),
    *("<script>alert(1)</script>", "</td></tr><tr>", "<img src=x onerror=y>", "&#x1b;[2J", "<!--"),
    *("]]>", "<![CDATA[", "<?xml?>", "&lt;", "&amp;#60;", "\" onload='x", "</title>"),
    *("# head\n", "\n- item", "\n1. item", "\n| a | b |\n|---|---|", "![x](http://x)", "[x](y:z)"),
    *(
        "\n---\n",
        "\n    code",
        "\n> said",
        "<http://x.invalid>",
        "www.x.invalid",
        "\n```\n",
        "&copy;",
    ),
    *("{{ 7*7 }}", "{% raw %}", "${x}", "$(x)", "%s", "{0}", ": ", " #", "- ", "!!python/x", "*a"),
    *("\nEND:VEVENT\nBEGIN:VEVENT", "\nSUMMARY:forged", "\r\n ", "\\n", "\\,"),
    *(
        "Zoe\u0308",
        "\u092b\u093c\u0930",
        "\u0622\u062f\u0645",
        "\u5c0f\u660e",
        "\u03a3\u03af\u03c2",
    ),
    *("\U0001f469\u200d\U0001f467", "\u2764\ufe0f", "\u0e2a\u0e31\u0e27", "e\u0301" * 30),
)
JOINERS = "\u200c\u200d"
DIRECTION = "\u00ad\u061c\u200e\u200f"
"""What stays text on paper, which has no cursor."""
COLOURS = re.compile(r"\x1b\[[0-9;]*m")


def texts(seed: int) -> Iterator[str]:
    """Hostile texts without end, each with a word of its own in it."""
    chance = random.Random(seed)
    for number in range(10**6):
        parts = chance.choices(PIECES, k=chance.randint(1, 4))
        parts.insert(chance.randint(0, len(parts)), f"Word{number}")
        yield "".join(parts)


def file_name(text: str) -> str:
    """A hostile text as a name that a file can have."""
    return text.replace("/", "\u2215")[:60]


def raw_in(told: str, paper: bool = False) -> set[str]:
    """The characters that a terminal, or paper, should not have been given."""
    allowed = f"\n\t{JOINERS}{DIRECTION if paper else ''}"
    odd = ("Cc", "Cf", "Cs", "Zl", "Zp")
    return {
        sign
        for sign in set(COLOURS.sub("", told)) - set(allowed)
        if category(sign) in odd or sign in "\u115f\u1160\u3164\uffa0"
    }
