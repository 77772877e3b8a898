"""The slips that keep a file from being read, and what other tools would read otherwise."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product

from hrcli.document import document, oddities, scalars, standard
from hrcli.finding import Severity
from hrcli.plan import schema
from hrcli.plan.case import Case
from hrcli.rules.facts import contents
from hrcli.rules.rule import Check, Hit, Rule

SOURCE = "hrcli: file format"


# Looking into every scalar costs more than all other rules together, and most files need none of
# it: each check first asks in one sweep whether there is anything to look for.
AFTER_TEXT = re.compile(r"\S[ \t]+#")
KEPT = re.compile("# ")
BEFORE_COMMENT = frozenset(" \t\n#")
FIGURES = frozenset("+-.0123456789")
TRUTHS = ["y", "n", "yes", "no", "on", "off", "true", "false", "null"]
WORDS = frozenset(
    "".join(signs) for word in TRUTHS for signs in product(*zip(word, word.upper(), strict=True))
).union(("~", "<<", "="))
"""Every word that another tool takes for a truth value or nothing, in every spelling."""


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


def _departs(case: Case) -> Iterator[Hit]:
    for _, file in case.files:
        text = file.document.text if file.document.sound else ""
        for place, message, todo in standard.breaches(text):
            path = document.path_before(file.document, place)
            yield Hit(file, path, message, todo, place=place)


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


def _reading(
    code: str,
    slug: str,
    finds: str,
    why: str,
    example: str,
    better: str,
    check: Check | None = None,
) -> Rule:
    """A rule about how a file is written: an error whatever the plan, or advice with a check."""
    severity = Severity.ADVICE if check else Severity.ERROR
    return Rule(
        code,
        slug,
        severity,
        SOURCE,
        finds,
        why,
        example,
        better,
        check,
        draft=severity,
        closed=True,
        fixed=True,
    )


RULES = (
    _reading(
        "YML01",
        "not-utf8",
        "A file that is not saved as UTF-8.",
        "In another encoding accents and quotes turn into other signs on the next computer.",
        "alias: Zo\ufffd\n",
        "alias: Zoë\n",
    ),
    _reading(
        "YML02",
        "too-large",
        "A file of more than 1 MiB, or with more than 20,000 entries.",
        "No case file needs as much; a letter or a scan was pasted in, or the file is damaged.",
        "text: (the whole of a long report)\n",
        "text: The report of January is in the paper file.\n",
    ),
    _reading(
        "YML03",
        "unreadable-line",
        "A line that fits no form that YAML has.",
        "Nothing after it can be trusted, so hrcli reads none of it.",
        "alias: }Robin\n",
        "alias: Robin\n",
    ),
    _reading(
        "YML04",
        "tab",
        "A tab where spaces belong.",
        "How wide a tab is differs from editor to editor, so YAML refuses it.",
        "client:\n\talias: Robin\n",
        "client:\n  alias: Robin\n",
    ),
    _reading(
        "YML05",
        "duplicate-key",
        "A key that stands twice in the same place.",
        "Most tools keep the last one in silence, and what stood in the first is lost.",
        "worker: jm\nworker: kp\n",
        "worker: kp\n",
    ),
    _reading(
        "YML06",
        "anchor-or-alias",
        "A value that begins with & or *, or a key that is <<.",
        "YAML would copy text from another place, which the next reader does not see.",
        "client_view: *easier* than I thought\n",
        'client_view: "*easier* than I thought"\n',
    ),
    _reading(
        "YML07",
        "tag-or-directive",
        "A value that begins with !, or a line that begins with %.",
        "YAML takes both for instructions to the program; hrcli follows none.",
        "went_well: !the sister offered\n",
        'went_well: "!the sister offered"\n',
    ),
    _reading(
        "YML08",
        "several-documents",
        "A second document behind a line with ---.",
        "One file is one plan, review or event; what stands behind the line would be overlooked.",
        "worker: jm\n---\nworker: kp\n",
        "worker: jm\n",
    ),
    _reading(
        "YML09",
        "too-deep",
        "Lists or brackets nested more than 32 deep.",
        "It is nearly always a bracket that was never closed.",
        "harms: [[[[(and so on)\n",
        "harms: []\n",
    ),
    _reading(
        "YML10",
        "control-character",
        "An invisible character that belongs in no text, or stands where a space should.",
        "It comes in by pasting, and can hide words or change what a terminal shows.",
        'alias: "Robin\\u0007"\n',
        'alias: "Robin"\n',
    ),
    _reading(
        "YML11",
        "merge-conflict",
        "The marks that git leaves where two people changed the same lines.",
        "Both versions stand in the file; somebody who knows the case has to choose.",
        "<<<<<<< ours\ndegree: mild\n=======\ndegree: severe\n>>>>>>> theirs\n",
        "degree: severe\n",
    ),
    _reading(
        "YML12",
        "key-not-plain",
        "A list or a group of keys where the name of a key should be.",
        "It is mostly a text that begins with a bracket and lacks its quotes.",
        "? [a, b]\n: c\n",
        'text: "[a, b]: c"\n',
    ),
    _reading(
        "YML13",
        "not-a-mapping",
        "A file that is empty, or that is no list of keys with values.",
        "hrcli cannot tell what such a file is about.",
        "- harms\n- goals\n",
        "harms: []\ngoals: []\n",
    ),
    _reading(
        "YML14",
        "quotes-needed",
        "A text that YAML misreads without quotes around it.",
        "A colon with a space, a quote or a special first character means something to YAML.",
        "what: one thing: the sister\n",
        'what: "one thing: the sister"\n',
    ),
    _reading(
        "YML15",
        "never-closed",
        "A quote or bracket that is never closed, or a comma forgotten or too many in brackets.",
        "Everything up to the end of the file is taken for part of it.",
        'what: "the sister helps\nworker: jm\n',
        'what: "the sister helps"\nworker: jm\n',
    ),
    _reading(
        "YML16",
        "colon-missing",
        "A line without a colon and a space where a key should be.",
        "Without them YAML cannot tell the key from its value.",
        "worker: jm\nstatus active\nopened: 2026-01-12\n",
        "worker: jm\nstatus: active\nopened: 2026-01-12\n",
    ),
    _reading(
        "YML17",
        "indentation",
        "A line that does not line up with the lines it belongs to.",
        "The spaces at the start of a line say what belongs to what.",
        "client:\n  alias: Robin\n   age_band: adult\n",
        "client:\n  alias: Robin\n  age_band: adult\n",
    ),
    _reading(
        "YML18",
        "text-lost-after-hash",
        "A text without quotes that ends at a #, or goes on after one without a space before it.",
        "YAML takes the rest of the line for a comment; a `flat #4` loses its number.",
        "what: moves to flat #4 in March\n",
        'what: "moves to flat #4 in March"\n',
        _text_lost,
    ),
    _reading(
        "YML19",
        "read-differently-elsewhere",
        "An unquoted word or number that other YAML tools read as something else.",
        "hrcli takes `no` and `012` as they stand; a spreadsheet or script makes false and 10 "
        "of them.",
        "hours: 22:30\n",
        'hours: "22:30"\n',
        _read_differently,
    ),
    _reading(
        "YML20",
        "unseen-text",
        "A text with characters that have no width or turn the direction of writing.",
        "Two words may look the same and differ, or a sentence may read otherwise than it stands.",
        'alias: "Rob\\u200Bin"\n',
        'alias: "Robin"\n',
        _unseen_text,
    ),
    _reading(
        "YML21",
        "dash-without-space",
        "A dash that has no space after it, or stands twice.",
        "Only a dash with a space begins an item; without it the dash belongs to the text.",
        "harms:\n  -id: h7k\n    what: lost trust\n",
        "harms:\n  - id: h7k\n    what: lost trust\n",
    ),
    _reading(
        "YML22",
        "refused-elsewhere",
        "What hrcli reads and YAML's standard forbids, or reads in another way.",
        "Other programs refuse such a file, or read something else than hrcli does.",
        "later: [a bicycle,\na lamp]\n",
        "later: [a bicycle,\n  a lamp]\n",
        _departs,
    ),
)
