"""Who a page may be for, and what follows from that: words, paper, consent, the file's name."""

from __future__ import annotations

from typing import NamedTuple


class Audience(NamedTuple):
    """One reader of a case. A file's name tells nothing of the case."""

    file_name: str
    lay: bool = False  # no professional: told plainer words and longer dates
    at_the_table: bool = False  # looked at by client and worker together: longer dates
    carried: bool = False  # somebody carries the copy home
    outside: bool = False  # outside the service: gets nothing that a consent does not cover


TABLE = {
    "plan": Audience("plan"),
    "client": Audience("my-plan", lay=True, carried=True),
    "safety": Audience("my-card", lay=True, carried=True),
    "review": Audience("our-review", at_the_table=True),
    "referral": Audience("summary", outside=True),
    "handover": Audience("handover", outside=True),
    "court": Audience("statement", outside=True),
    "family": Audience("a-page", lay=True, carried=True, outside=True),
}
AUDIENCES = tuple(TABLE)
LAY = tuple(name for name, it in TABLE.items() if it.lay)
LONG_DATES = tuple(name for name, it in TABLE.items() if it.lay or it.at_the_table)
CARRIED = tuple(name for name, it in TABLE.items() if it.carried)
DISCLOSED = tuple(name for name, it in TABLE.items() if it.outside)
