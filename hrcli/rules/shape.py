"""What the schema says about the shape of a file; the findings are made by `hrcli.plan.check`."""

from __future__ import annotations

from hrcli.finding import Severity
from hrcli.rules.rule import Rule

SOURCE = "hrcli: file format"


def _shape(code: str, slug: str, finds: str, why: str, example: str, better: str) -> Rule:
    """A rule about shape: an error on every plan, draft and closed ones too."""
    return Rule(
        code,
        slug,
        Severity.ERROR,
        SOURCE,
        finds,
        why,
        example,
        better,
        draft=Severity.ERROR,
        closed=True,
        fixed=True,
    )


RULES = (
    _shape(
        "SCH01",
        "unknown-key",
        "A key that hrcli does not know in this place.",
        "A mistyped key is read by nobody: `harm:` instead of `harms:` hides every harm.",
        "harm: []\n",
        "harms: []\n",
    ),
    _shape(
        "SCH02",
        "key-missing",
        "A key that this file or item cannot do without.",
        "Without its id or its name nothing else can point at the item.",
        "harms:\n  - domain: lover\n    what: lost trust\n",
        "harms:\n  - id: h7k\n    domain: lover\n    what: lost trust\n",
    ),
    _shape(
        "SCH03",
        "wrong-type",
        "A text where a number, a list or a group of keys belongs, or the other way round.",
        "hrcli would have to guess what is meant, and it does not guess.",
        "importance: about eight\n",
        "importance: 8\n",
    ),
    _shape(
        "SCH04",
        "unknown-word",
        "A word that is none of those a key knows.",
        "The checks read these words, and a word of one's own slips past all of them.",
        "degree: bad\n",
        "degree: severe\n",
    ),
    _shape(
        "SCH05",
        "number-out-of-range",
        "A number below or above what its key allows.",
        "A ruler goes from 0 to 10; an 80 would be a slip of the finger or another scale.",
        "importance: 80\n",
        "importance: 8\n",
    ),
    _shape(
        "SCH06",
        "not-a-date",
        "A date that the calendar does not have, or that is not written year-month-day.",
        "A day that does not exist is never due.",
        "opened: 2026-02-30\n",
        "opened: 2026-02-28\n",
    ),
    _shape(
        "SCH07",
        "wrong-form",
        "An id, an interval or another short value that is not written as it should be.",
        "Such values are compared sign by sign, so each has one way of being written.",
        "every: monthly\n",
        "every: 1 month\n",
    ),
    _shape(
        "SCH08",
        "empty-text",
        "A key for text with nothing behind it.",
        "An empty text looks answered and says nothing.",
        'what: ""\n',
        "what: lost trust at home\n",
    ),
    _shape(
        "SCH09",
        "list-length",
        "A list with too few or too many items, or the same one twice.",
        "What stands twice is counted twice.",
        "none_seen: [law, law]\n",
        "none_seen: [law]\n",
    ),
    _shape(
        "SCH10",
        "unknown-kind-of-file",
        "A file that does not say what it is, or says something else than its place does.",
        "A plan, a review and an event are read by different rules.",
        "case: 7KQ2-9XMP\nstatus: draft\n",
        "hrcli: plan/1\ncase: 7KQ2-9XMP\nstatus: draft\n",
    ),
)
