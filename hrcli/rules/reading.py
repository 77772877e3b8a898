"""The slips that keep a file from being read, and what other tools would read otherwise."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from itertools import product

from hrcli.document import document, oddities, scalars, standard
from hrcli.folding import as_code
from hrcli.plan import schema
from hrcli.plan.case import Case
from hrcli.rules.questions import contents
from hrcli.rules.rule import ADVICE, ERROR, Hit, rule

SOURCE = "hrcli: file format"

# An error on every plan, draft and closed ones too, which nobody sets aside.
_slip = partial(rule, severity=ERROR, source=SOURCE, draft=ERROR, closed=True, fixed=True)

NOT_UTF8 = _slip(
    "YML01",
    "not-utf8",
    finds="A file that is not saved as UTF-8.",
    why="In another encoding accents and quotes turn into other signs on the next computer.",
    example="""
    alias: Zo\ufffd
    """,
    better="""
    alias: Zoë
    """,
)

TOO_LARGE = _slip(
    "YML02",
    "too-large",
    finds="A file of more than 1 MiB, or with more than 20,000 entries.",
    why="No case file needs as much; a letter or a scan was pasted in, or the file is damaged.",
    example="""
    text: (the whole of a long report)
    """,
    better="""
    text: The report of January is in the paper file.
    """,
)

UNREADABLE_LINE = _slip(
    "YML03",
    "unreadable-line",
    finds="A line that fits no form that YAML has.",
    why="Nothing after it can be trusted, so hrcli reads none of it.",
    example="""
    alias: }Robin
    """,
    better="""
    alias: Robin
    """,
)

TAB = _slip(
    "YML04",
    "tab",
    finds="A tab where spaces belong.",
    why="How wide a tab is differs from editor to editor, so YAML refuses it.",
    example="""
    client:
    \talias: Robin
    """,
    better="""
    client:
      alias: Robin
    """,
)

DUPLICATE_KEY = _slip(
    "YML05",
    "duplicate-key",
    finds="A key that stands twice in the same place.",
    why="Most tools keep the last one in silence, and what stood in the first is lost.",
    example="""
    worker: jm
    worker: kp
    """,
    better="""
    worker: kp
    """,
)

ANCHOR_OR_ALIAS = _slip(
    "YML06",
    "anchor-or-alias",
    finds="A value that begins with & or *, or a key that is <<.",
    why="YAML would copy text from another place, which the next reader does not see.",
    example="""
    client_view: *easier* than I thought
    """,
    better="""
    client_view: "*easier* than I thought"
    """,
)

TAG_OR_DIRECTIVE = _slip(
    "YML07",
    "tag-or-directive",
    finds="A value that begins with !, or a line that begins with %.",
    why="YAML takes both for instructions to the program; hrcli follows none.",
    example="""
    went_well: !the sister offered
    """,
    better="""
    went_well: "!the sister offered"
    """,
)

SEVERAL_DOCUMENTS = _slip(
    "YML08",
    "several-documents",
    finds="A second document behind a line with ---.",
    why="One file is one plan, review or event; what stands behind the line would be overlooked.",
    example="""
    worker: jm
    ---
    worker: kp
    """,
    better="""
    worker: jm
    """,
)

TOO_DEEP = _slip(
    "YML09",
    "too-deep",
    finds="Lists or brackets nested more than 32 deep.",
    why="It is nearly always a bracket that was never closed.",
    example="""
    harms: [[[[(and so on)
    """,
    better="""
    harms: []
    """,
)

CONTROL_CHARACTER = _slip(
    "YML10",
    "control-character",
    finds="An invisible character that belongs in no text.",
    why="It comes in by pasting, and can hide words or change what a terminal shows.",
    example="""
    alias: "Robin\\u0007"
    """,
    better="""
    alias: "Robin"
    """,
)

MERGE_CONFLICT = _slip(
    "YML11",
    "merge-conflict",
    finds="The marks that git leaves where two people changed the same lines.",
    why="Both versions stand in the file; somebody who knows the case has to choose.",
    example="""
    <<<<<<< ours
    degree: mild
    =======
    degree: severe
    >>>>>>> theirs
    """,
    better="""
    degree: severe
    """,
)

KEY_NOT_PLAIN = _slip(
    "YML12",
    "key-not-plain",
    finds="A list or a group of keys where the name of a key should be.",
    why="It is mostly a text that begins with a bracket and lacks its quotes.",
    example="""
    ? [a, b]
    : c
    """,
    better="""
    text: "[a, b]: c"
    """,
)

NOT_A_MAPPING = _slip(
    "YML13",
    "not-a-mapping",
    finds="A file that is empty, or that is no list of keys with values.",
    why="hrcli cannot tell what such a file is about.",
    example="""
    - harms
    - goals
    """,
    better="""
    harms: []
    goals: []
    """,
)

QUOTES_NEEDED = _slip(
    "YML14",
    "quotes-needed",
    finds="A text that YAML misreads without quotes around it.",
    why="A colon with a space, a quote or a special first character means something to YAML.",
    example="""
    what: one thing: the sister
    """,
    better="""
    what: "one thing: the sister"
    """,
)

NEVER_CLOSED = _slip(
    "YML15",
    "never-closed",
    finds="A quote or bracket that is opened and never closed.",
    why="Everything up to the end of the file is taken for part of it.",
    example="""
    what: "the sister helps
    worker: jm
    """,
    better="""
    what: "the sister helps"
    worker: jm
    """,
)

COLON_MISSING = _slip(
    "YML16",
    "colon-missing",
    finds="A line without a colon and a space where a key should be.",
    why="Without them YAML cannot tell the key from its value.",
    example="""
    worker: jm
    status active
    opened: 2026-01-12
    """,
    better="""
    worker: jm
    status: active
    opened: 2026-01-12
    """,
)

INDENTATION = _slip(
    "YML17",
    "indentation",
    finds="A line that does not line up with the lines it belongs to.",
    why="The spaces at the start of a line say what belongs to what.",
    example="""
    client:
      alias: Robin
       age_band: adult
    """,
    better="""
    client:
      alias: Robin
      age_band: adult
    """,
)


# Looking into every scalar costs more than all other rules together, and most files need none of
# it: each check first asks in one sweep whether there is anything to look for.
AFTER_TEXT = re.compile(r"\S[ \t]+#")
KEPT = re.compile("# ")
BEFORE_COMMENT = frozenset(" \t\n#")
FIGURES = frozenset("+-.0123456789")
TRUTHS = ["y", "n", "yes", "no", "on", "off", "true", "false", "null"]
WORDS = frozenset(
    "".join(signs) for word in TRUTHS for signs in product(*zip(word, as_code(word), strict=True))
).union(("~", "<<", "="))
"""Every word that another tool takes for a truth value or nothing, in every spelling."""


@rule(
    "YML18",
    "text-lost-after-hash",
    ADVICE,
    closed=True,
    fixed=True,
    source=SOURCE,
    finds="A text without quotes that ends at a #.",
    why="YAML takes the rest of the line for a comment; a `flat #4` loses its number.",
    example="""
    what: moves to flat #4 in March
    """,
    better="""
    what: "moves to flat #4 in March"
    """,
)
def _text_lost(case: Case) -> Iterator[Hit]:
    yield from _comment_kept(case)
    for kind, file in case.files:
        text = file.document.text
        if (" #" not in text and "\t#" not in text) or not AFTER_TEXT.search(text):
            continue
        for path in oddities.lost_text(file.document):
            if schema.is_free_text(kind, path):
                yield Hit(
                    file,
                    path,
                    "The text ends at a # on this line; what follows is a comment.",
                    "If the rest belongs to the text, put double quotes around all of it; a "
                    "comment is clearer on a line of its own.",
                )


def _comment_kept(case: Case) -> Iterator[Hit]:
    for _, file in case.files:
        text = file.document.text
        if not any(text[it.start() - 1] not in BEFORE_COMMENT for it in KEPT.finditer(text, 1)):
            continue
        for path, at in document.kept_comment(file.document):
            yield Hit(
                file,
                path,
                "A # without a space before it begins no comment: the rest belongs to the text.",
                "Put a comment on a line of its own; if the # belongs to the text, put double "
                "quotes around all of it.",
                at=at,
            )


@rule(
    "YML19",
    "read-differently-elsewhere",
    ADVICE,
    closed=True,
    fixed=True,
    source=SOURCE,
    finds="An unquoted word or number that other YAML tools read as something else.",
    why=(
        "hrcli takes `no` and `012` as they stand; a spreadsheet or script makes false and 10 "
        "of them."
    ),
    example="""
    hours: 22:30
    """,
    better="""
    hours: "22:30"
    """,
)
def _read_differently(case: Case) -> Iterator[Hit]:
    for (_, file), found in zip(case.files, contents(case), strict=True):
        figures = [word for word in found.words if word[:1] in FIGURES]
        if found.words.isdisjoint(WORDS) and not any(map(scalars.reads_otherwise, figures)):
            continue
        for path in oddities.read_differently(file.document):
            yield Hit(
                file,
                path,
                "Other YAML tools take this for something else, such as a number or yes and no.",
                "Put double quotes around it.",
            )


@rule(
    "YML20",
    "unseen-text",
    ADVICE,
    closed=True,
    fixed=True,
    source=SOURCE,
    finds="A text with characters that have no width or turn the direction of writing.",
    why="Two words may look the same and differ, or a sentence may read otherwise than it stands.",
    example="""
    alias: "Rob\\u200Bin"
    """,
    better="""
    alias: "Robin"
    """,
)
def _unseen_text(case: Case) -> Iterator[Hit]:
    for _, file in case.files:
        text = file.document.text
        if text.isascii() and "\\" not in text:
            continue
        for path in oddities.unseen_text(file.document):
            yield Hit(
                file,
                path,
                "This text holds characters that nobody sees, or that turn its direction.",
                "Type the text again by hand, unless its language needs them.",
            )


DASH_WITHOUT_SPACE = _slip(
    "YML21",
    "dash-without-space",
    finds="A dash that has no space after it, or stands twice.",
    why="Only a dash with a space begins an item; without it the dash belongs to the text.",
    example="""
    harms:
      -id: h7k
        what: lost trust
    """,
    better="""
    harms:
      - id: h7k
        what: lost trust
    """,
)


@rule(
    "YML22",
    "refused-elsewhere",
    ADVICE,
    closed=True,
    fixed=True,
    source=SOURCE,
    finds="What hrcli reads and YAML's standard forbids, or reads in another way.",
    why="Other programs refuse such a file, or read something else than hrcli does.",
    example="""
    later: [a bicycle,
    a lamp]
    """,
    better="""
    later: [a bicycle,
      a lamp]
    """,
)
def _departs(case: Case) -> Iterator[Hit]:
    for _, file in case.files:
        text = file.document.text if file.document.sound else ""
        for place, message, todo in standard.breaches(text):
            path = document.path_before(file.document, place)
            yield Hit(file, path, message, todo, place=place)
