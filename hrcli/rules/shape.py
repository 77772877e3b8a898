"""What the schema says about the shape of a file; the findings are made by `hrcli.plan.check`."""

from __future__ import annotations

from functools import partial

from hrcli.rules.rule import ERROR, rule

SOURCE = "hrcli: file format"

# An error on every plan, draft and closed ones too, which nobody sets aside.
_slip = partial(rule, severity=ERROR, source=SOURCE, draft=ERROR, closed=True, fixed=True)

UNKNOWN_KEY = _slip(
    "SCH01",
    "unknown-key",
    finds="A key that hrcli does not know in this place.",
    why="A mistyped key is read by nobody: `harm:` instead of `harms:` hides every harm.",
    example="""
    harm: []
    """,
    better="""
    harms: []
    """,
)

KEY_MISSING = _slip(
    "SCH02",
    "key-missing",
    finds="A key that this file or item cannot do without.",
    why="Without its id or its name nothing else can point at the item.",
    example="""
    harms:
      - domain: lover
        what: lost trust
    """,
    better="""
    harms:
      - id: h7k
        domain: lover
        what: lost trust
    """,
)

WRONG_TYPE = _slip(
    "SCH03",
    "wrong-type",
    finds="A text where a number, a list or a group of keys belongs, or the other way round.",
    why="hrcli would have to guess what is meant, and it does not guess.",
    example="""
    importance: about eight
    """,
    better="""
    importance: 8
    """,
)

UNKNOWN_WORD = _slip(
    "SCH04",
    "unknown-word",
    finds="A word that is none of those a key knows.",
    why="The checks read these words, and a word of one's own slips past all of them.",
    example="""
    degree: bad
    """,
    better="""
    degree: severe
    """,
)

NUMBER_OUT_OF_RANGE = _slip(
    "SCH05",
    "number-out-of-range",
    finds="A number below or above what its key allows.",
    why="A ruler goes from 0 to 10; an 80 would be a slip of the finger or another scale.",
    example="""
    importance: 80
    """,
    better="""
    importance: 8
    """,
)

NOT_A_DATE = _slip(
    "SCH06",
    "not-a-date",
    finds="A date that the calendar does not have, or that is not written year-month-day.",
    why="A day that does not exist is never due.",
    example="""
    opened: 2026-02-30
    """,
    better="""
    opened: 2026-02-28
    """,
)

WRONG_FORM = _slip(
    "SCH07",
    "wrong-form",
    finds="An id, an interval or another short value that is not written as it should be.",
    why="Such values are compared sign by sign, so each has one way of being written.",
    example="""
    every: monthly
    """,
    better="""
    every: 1 month
    """,
)

EMPTY_TEXT = _slip(
    "SCH08",
    "empty-text",
    finds="A key for text with nothing behind it.",
    why="An empty text looks answered and says nothing.",
    example="""
    what: ""
    """,
    better="""
    what: lost trust at home
    """,
)

LIST_LENGTH = _slip(
    "SCH09",
    "list-length",
    finds="A list with too few or too many items, or the same one twice.",
    why="What stands twice is counted twice.",
    example="""
    none_seen: [law, law]
    """,
    better="""
    none_seen: [law]
    """,
)

UNKNOWN_KIND_OF_FILE = _slip(
    "SCH10",
    "unknown-kind-of-file",
    finds="A file that does not say what it is, or says something else than its place does.",
    why="A plan, a review and an event are read by different rules.",
    example="""
    case: 7KQ2-9XMP
    status: draft
    """,
    better="""
    hrcli: plan/1
    case: 7KQ2-9XMP
    status: draft
    """,
)
