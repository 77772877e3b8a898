"""Whether ids are unique, links lead somewhere, and the files of a case belong together."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from typing import NamedTuple

from hrcli.document.data import Data, Value, items, text
from hrcli.document.document import Document
from hrcli.finding import Path
from hrcli.ids import CASE, ITEM, is_case_id
from hrcli.plan.case import Case, File, in_a_ring
from hrcli.plan.plan import Goal, Option
from hrcli.rules.questions import contents
from hrcli.rules.rule import ADVICE, ERROR, WARNING, Hit, listed, rule, the

SOURCE = "hrcli: file format"
STEPS = "DrugNet, Harm Reduction: problem-solving steps 4 and 5"
DATED = re.compile(r"(\d{4}-\d{2}-\d{2})-", re.ASCII)
SHOWN = 12  # more ids than these in one message help nobody


class Link(NamedTuple):
    """A place that names the id of something else in the plan."""

    file: File
    path: Path
    name: str
    kind: str  # harm | option | goal | use | dependant | item


def _items_with_ids(data: Value, path: Path = ()) -> Iterator[tuple[Path, str]]:
    """Every item of a list that has an id; an agency's own keys (x-) are left alone."""
    if isinstance(data, dict):
        for key, value in data.items():
            if isinstance(value, (dict, list)) and not key.startswith("x-"):
                yield from _items_with_ids(value, (*path, key))
    elif isinstance(data, list):
        for position, item in enumerate(data):
            if isinstance(item, dict):
                if isinstance(item.get("id"), str):
                    yield (*path, position), item["id"]
                yield from _items_with_ids(item, (*path, position))


@rule(
    "REF01",
    "duplicate-id",
    ERROR,
    draft=ERROR,
    closed=True,
    fixed=True,
    source=SOURCE,
    finds="Two items of a plan that have the same id.",
    why=(
        "Goals, options and reviews point at items by their id; with two of them nobody can "
        "tell which is meant, and a review's numbers land on the wrong one."
    ),
    example="""
    harms:
      - id: h7k
        what: a fall on the stairs
      - id: h7k
        what: lost work
    """,
    better="""
    harms:
      - id: h7k
        what: a fall on the stairs
      - id: h2b
        what: lost work
    """,
)
def _duplicate_id(case: Case) -> Iterator[Hit]:
    document = case.plan_file.document
    names = contents(case)[0].ids
    if len(names) == len(set(names)):
        return  # as in most plans, whatever their places
    first: dict[str, Path] = {}
    for path, name in _items_with_ids(case.plan.data):
        if name not in first:
            first[name] = path
            continue
        line = document.place((*first[name], "id")).line
        known = f"The id {name}" if ITEM.match(name) else "This id"
        yield Hit(
            case.plan_file,
            (*path, "id"),
            f"{known} stands twice in this plan; the first is on line {line}.",
            "Give one of the two another id, and change the for, option or use that means it.",
        )


def _named(data: Data, key: str) -> Iterator[tuple[Path, str]]:
    """The ids at `key`, one or a list of them, with their places below the item."""
    value = data.get(key)
    if isinstance(value, str):
        yield (key,), value
    for position, name in enumerate(value if isinstance(value, list) else ()):
        if isinstance(name, str):
            yield (key, position), name


# Which key of which list of the plan names what.
LINKS = (
    ("options", "for", "harm"),
    ("harms", "use", "use"),
    ("harms", "dependants", "dependant"),
    ("goals", "for", "harm"),
    ("goals", "option", "option"),
    ("goals", "use", "use"),
    ("waivers", "for", "item"),
)


def _plan_links(case: Case) -> Iterator[Link]:
    for section, key, kind in LINKS:
        for position, item in items(case.plan.data, section):
            for below, name in _named(item, key):
                yield Link(case.plan_file, (section, position, *below), name, kind)


def _history_links(case: Case) -> Iterator[Link]:
    together = case.whole and bool(case.plan_file.data)
    for review in case.standing if together else ():
        for harm in review.harms:
            yield Link(review.file, (*harm.path, "id"), harm.id, "harm")
        for goal in review.goals:
            yield Link(review.file, (*goal.path, "id"), goal.id, "goal")
    for event in case.events if together else ():
        for key, kind in (("use", "use"), ("goals", "goal")):
            for below, name in _named(event.data, key):
                yield Link(event.file, below, name, kind)


def _known_ids(case: Case) -> dict[str, list[str]]:
    plan = case.plan
    known = {
        "harm": [harm.id for harm in plan.harms],
        "option": [option.id for option in plan.options],
        "goal": [goal.id for goal in plan.goals],
        "use": [use.id for use in plan.use],
        "dependant": [person.id for person in plan.dependants],
    }
    # A waiver names a goal or the plan; whatever else has an id may be meant as well.
    everything = _items_with_ids(plan.data) if plan.waivers else ()
    return {**known, "item": ["plan", *(name for _, name in everything)]}


def _help_for(name: str, kind: str, known: Iterable[str]) -> str:
    """What to write instead of an unknown id: the nearest known one, else those there are."""
    names = [other for other in known if ITEM.match(other)]
    nearest = get_close_matches(name, names, 1, 0.5)
    if nearest:
        return f"Did you mean {nearest[0]}? Write that, or add the {kind} that is meant."
    if names:
        return f"Write one of these: {listed(names[:SHOWN])}. Or add the {kind} that is meant."
    return f"The plan has no {kind} yet: add it, or take this id away."


@rule(
    "REF02",
    "unknown-id",
    ERROR,
    draft=ERROR,
    closed=True,
    fixed=True,
    source=SOURCE,
    finds="A link (for, option, use, a review's harms and goals) to an id that nothing has.",
    why="A link that leads nowhere drops a harm out of the goals, or a number out of the outcomes.",
    example="""
    harms:
      - id: h7k
        what: lost work
    goals:
      - id: g2m
        for: [h7x]
    """,
    better="""
    harms:
      - id: h7k
        what: lost work
    goals:
      - id: g2m
        for: [h7k]
    """,
)
def _unknown_id(case: Case) -> Iterator[Hit]:
    known = _known_ids(case)
    for link in (*_plan_links(case), *_history_links(case)):
        if link.name and link.name not in known[link.kind]:
            called = f"the id {link.name}" if ITEM.match(link.name) else "this id"
            yield Hit(
                link.file,
                link.path,
                f"No {link.kind} of the plan has {called}.",
                _help_for(link.name, link.kind, known[link.kind]),
            )


def _disagreement(goal: Goal, option: Option) -> str:
    """In what a goal and its option disagree; empty where they agree."""
    if option.state != "chosen":
        return f"rests on the option {option.id}, which is not chosen"
    if goal.harms and option.harms and not set(goal.harms) & set(option.harms):
        return f"and its option {option.id} are for different harms"
    return ""


@rule(
    "REF03",
    "goal-and-option-disagree",
    WARNING,
    fixed=True,
    source=STEPS,
    finds="An open goal whose option is not chosen, or is meant for other harms than the goal.",
    why=(
        "A goal carries out what was chosen after weighing; where the two part, either the "
        "choice or the goal is out of date."
    ),
    example="""
    options:
      - id: o3f
        state: rejected
    goals:
      - id: g2m
        option: o3f
    """,
    better="""
    options:
      - id: o3f
        state: chosen
    goals:
      - id: g2m
        option: o3f
    """,
)
def _goal_and_option_disagree(case: Case) -> Iterator[Hit]:
    options = {option.id: option for option in case.plan.options if ITEM.match(option.id)}
    for goal in case.plan.goals:
        option = options.get(goal.option)
        what = _disagreement(goal, option) if goal.open and option else ""
        if what:
            yield Hit(
                case.plan_file,
                (*goal.path, "option"),
                f"{the('goal', goal.id)} {what}.",
                "Set the option's state to chosen, or name under option the one that was chosen "
                "for this goal's harms.",
            )


@rule(
    "REF04",
    "chosen-option-without-goal",
    ADVICE,
    fixed=True,
    source=STEPS,
    finds="An option that was chosen and stands behind no goal.",
    why="What was decided together and is then not done looks like a promise forgotten.",
    example="""
    options:
      - id: o3f
        state: chosen
    goals: []
    """,
    better="""
    options:
      - id: o3f
        state: chosen
    goals:
      - id: g2m
        option: o3f
    """,
)
def _chosen_option_without_goal(case: Case) -> Iterator[Hit]:
    used = {goal.option for goal in case.plan.goals if goal.option}
    if not used <= {option.id for option in case.plan.options}:
        return  # the goal of a chosen option may be the one with the mistyped id
    for option in case.plan.options:
        if option.state == "chosen" and option.id and option.id not in used:
            yield Hit(
                case.plan_file,
                (*option.path, "state"),
                f"{the('option', option.id)} is chosen, but no goal carries it out.",
                "Add a goal that names it under option, or set its state back to weighed.",
            )


@rule(
    "REF05",
    "case-id-differs",
    ERROR,
    draft=ERROR,
    closed=True,
    whole=True,
    fixed=True,
    source=SOURCE,
    finds="A plan, review or event whose case is not the folder it lies in.",
    why="A file copied into the wrong folder puts one client's record into another's.",
    example="""
    # cases/7KQ2-9XMP/plan.yaml
    case: 3DK6-AHFX
    """,
    better="""
    # cases/7KQ2-9XMP/plan.yaml
    case: 7KQ2-9XMP
    """,
)
def _case_id_differs(case: Case) -> Iterator[Hit]:
    for _, file in case.files:
        said = text(file.data, "case")
        if said and said != case.id:
            yield Hit(
                file,
                ("case",),
                "This file names another case than the folder it lies in.",
                f"Write case: {case.id}, or move the file into the folder of its own case.",
            )


@rule(
    "REF06",
    "case-id-wrong",
    ERROR,
    draft=ERROR,
    closed=True,
    fixed=True,
    source=SOURCE,
    finds="A case id whose last character, a check on the others, does not fit.",
    why="The check catches a mistyped id before a record is filed under the wrong case.",
    example="""
    case: 7KQ2-9XMQ
    """,
    better="""
    case: 7KQ2-9XMP
    """,
)
def _case_id_wrong(case: Case) -> Iterator[Hit]:
    for _, file in case.files:
        said = text(file.data, "case")
        elsewhere = case.whole and said != case.id  # case-id-differs speaks of that
        if CASE.match(said) and not is_case_id(said) and not elsewhere:
            yield Hit(
                file,
                ("case",),
                "The last character of this case id does not fit the others: one is mistyped.",
                "Compare case with the id that hrcli gave (hrcli list) and correct it.",
            )


def _own_date(kind: str, data: Data) -> tuple[str, str]:
    """The key that dates a review or an event, and what it says."""
    if kind == "review":
        return "held_on", text(data, "held_on")
    key = "date" if text(data, "date") else "from"
    return key, text(data, key)


@rule(
    "REF07",
    "file-date-differs",
    WARNING,
    draft=WARNING,
    closed=True,
    fixed=True,
    source=SOURCE,
    finds="A review or event whose date is not the one its file name begins with.",
    why="Files are read in the order of their names; the wrong date hides the newest review.",
    example="""
    # reviews/2026-02-09-k7fw.yaml
    held_on: 2026-01-09
    """,
    better="""
    # reviews/2026-02-09-k7fw.yaml
    held_on: 2026-02-09
    """,
)
def _file_date_differs(case: Case) -> Iterator[Hit]:
    for kind, file in case.files:
        name = DATED.match(file.own_name)
        # A plan may be put off and a correction comes later; neither renames its file.
        bound = kind != "plan" and file.data.get("status") != "planned"
        if not name or not bound or "corrects" in file.data:
            continue
        key, said = _own_date(kind, file.data)
        if said and said != name[1]:
            yield Hit(
                file,
                (key,),
                f"The date at {key} is not the one in the file's name.",
                f"Correct {key}, or rename the file so that it begins with that date.",
            )


@rule(
    "REF08",
    "correction-unknown",
    ERROR,
    draft=ERROR,
    closed=True,
    whole=True,
    fixed=True,
    source=SOURCE,
    finds=(
        "A correction that names no file of the case, or itself, or one that corrects it in turn."
    ),
    why="A review is history and is corrected by a new file; if that names nothing, both count.",
    example="""
    # reviews/2026-02-10-b4xn.yaml
    corrects: 2026-02-09-k7fv.yaml
    """,
    better="""
    # reviews/2026-02-10-b4xn.yaml
    corrects: 2026-02-09-k7fw.yaml
    """,
)
def _correction_unknown(case: Case) -> Iterator[Hit]:
    for records in (case.reviews, case.events):
        names, ring = {it.file.own_name for it in records}, in_a_ring(records)
        for file, corrects in ((it.file, it.corrects) for it in records):
            if corrects and (corrects not in names or file.own_name in ring):
                yield Hit(
                    file,
                    ("corrects",),
                    "This correction names no earlier file of its folder.",
                    "Write under corrects the name of the file it replaces, such as "
                    "2026-02-09-k7fw.yaml.",
                )


@rule(
    "REF09",
    "foreign-file",
    WARNING,
    draft=WARNING,
    closed=True,
    whole=True,
    fixed=True,
    source=SOURCE,
    finds="A YAML file in a case's folder that is neither its plan nor a record by its name.",
    why=(
        "Folder services make second copies under names of their own; a file that is read twice, "
        "or by nobody, is a record lost."
    ),
    example="""
    # reviews/2026-02-09-k7fw (conflicted copy).yaml
    held_on: 2026-02-09
    """,
    better="""
    # reviews/2026-02-09-k7fw.yaml
    held_on: 2026-02-09
    """,
)
def _foreign_file(case: Case) -> Iterator[Hit]:
    for name in case.foreign:
        yield Hit(
            File(name, Document("")),
            ("hrcli",),
            "This file is neither the plan nor a record by its name, so nobody reads it.",
            "Compare it with the file it may be a copy of, bring over what is missing, delete it.",
        )


@rule(
    "REF10",
    "record-not-here",
    ERROR,
    draft=ERROR,
    closed=True,
    whole=True,
    fixed=True,
    source=SOURCE,
    finds="Something that a folder service left in the place of a record it took off the disk.",
    why="A case without one of its records reads as if that had never happened.",
    example="""
    # reviews/.2026-02-09-k7fw.yaml.icloud
    held_on: 2026-02-09
    """,
    better="""
    # reviews/2026-02-09-k7fw.yaml
    held_on: 2026-02-09
    """,
)
def _record_not_here(case: Case) -> Iterator[Hit]:
    for name in case.stubs:
        yield Hit(
            File(name, Document("")),
            ("hrcli",),
            "A record is not on this computer: a folder service left this in its place.",
            "Have the service keep the whole folder on this computer; if the record was deleted "
            "on purpose, delete this too.",
        )


@rule(
    "REF11",
    "record-twice",
    ADVICE,
    closed=True,
    whole=True,
    fixed=True,
    source=SOURCE,
    finds="Two records of a case that say the same.",
    why="Two calls that nobody answered on one day are two; one call filed twice is one too many.",
    example="""
    # beside it lies another like it
    kind: contact_attempt
    """,
    better="""
    # beside it lies one of the morning
    kind: contact_attempt
    what: Again in the evening.
    """,
)
def _record_twice(case: Case) -> Iterator[Hit]:
    for records in (case.reviews, case.events):
        first: dict[str, File] = {}
        told: set[str] = set()
        for file in (record.file for record in records):
            said = repr(sorted(file.data.items()))  # whatever its comments and its layout
            known = first.setdefault(said, file)
            if known is not file and file.data and said not in told:
                told.add(said)
                yield Hit(
                    file,
                    ("hrcli",),
                    f"This record says the same as {known.own_name}; both count.",
                    "Where it happened once, delete one of them; where it happened twice, let "
                    "each say what was its own.",
                )
