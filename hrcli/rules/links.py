"""Whether ids are unique, links lead somewhere, and the files of a case belong together."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from typing import Any, NamedTuple

from hrcli.document.data import items, text
from hrcli.document.slips import ID
from hrcli.finding import Path, Severity
from hrcli.ids import CASE, is_case_id
from hrcli.plan.case import Case, File, in_a_ring
from hrcli.plan.plan import Goal, Option
from hrcli.rules.facts import contents
from hrcli.rules.rule import Hit, Rule, listed, the

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


def _items_with_ids(data: Any, path: Path = ()) -> Iterator[tuple[Path, str]]:
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
        known = f"The id {name}" if ID.match(name) else "This id"
        yield Hit(
            case.plan_file,
            (*path, "id"),
            f"{known} stands twice in this plan; the first is on line {line}.",
            "Give one of the two another id, and change the for, option or use that means it.",
        )


def _named(data: Mapping[str, Any], key: str) -> Iterator[tuple[Path, str]]:
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
        for section, kind in (("harms", "harm"), ("goals", "goal")):
            for position, item in items(review.data, section):
                yield Link(review, (section, position, "id"), text(item, "id"), kind)
    for event in case.events if together else ():
        for below, name in _named(event.data, "use"):
            yield Link(event, below, name, "use")


def _known_ids(case: Case) -> dict[str, list[str]]:
    plan = case.plan
    known = {
        "harm": [harm.id for harm in plan.harms],
        "option": [option.id for option in plan.options],
        "goal": [goal.id for goal in plan.goals],
        "use": [text(use, "id") for _, use in items(plan.data, "use")],
        "dependant": [text(person, "id") for _, person in items(plan.data, "dependants")],
    }
    # A waiver names a goal or the plan; whatever else has an id may be meant as well.
    everything = _items_with_ids(plan.data) if plan.waivers else ()
    return {**known, "item": ["plan", *(name for _, name in everything)]}


def _help_for(name: str, kind: str, known: Iterable[str]) -> str:
    """What to write instead of an unknown id: the nearest known one, else those there are."""
    names = [other for other in known if ID.match(other)]
    nearest = get_close_matches(name, names, 1, 0.5)
    if nearest:
        return f"Did you mean {nearest[0]}? Write that, or add the {kind} that is meant."
    if names:
        return f"Write one of these: {listed(names[:SHOWN])}. Or add the {kind} that is meant."
    return f"The plan has no {kind} yet: add it, or take this id away."


def _unknown_id(case: Case) -> Iterator[Hit]:
    known = _known_ids(case)
    for link in (*_plan_links(case), *_history_links(case)):
        if link.name and link.name not in known[link.kind]:
            called = f"the id {link.name}" if ID.match(link.name) else "this id"
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


def _goal_and_option_disagree(case: Case) -> Iterator[Hit]:
    options = {option.id: option for option in case.plan.options if ID.match(option.id)}
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


def _own_date(kind: str, data: Mapping[str, Any]) -> tuple[str, str]:
    """The key that dates a review or an event, and what it says."""
    if kind == "review":
        return "held_on", text(data, "held_on")
    key = "date" if text(data, "date") else "from"
    return key, text(data, key)


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


def _correction_unknown(case: Case) -> Iterator[Hit]:
    for files in (case.reviews, case.events):
        names, ring = {file.own_name for file in files}, in_a_ring(files)
        for file in files:
            corrects = text(file.data, "corrects")
            if corrects and (corrects not in names or file.own_name in ring):
                yield Hit(
                    file,
                    ("corrects",),
                    "This correction names no earlier file of its folder.",
                    "Write under corrects the name of the file it replaces, such as "
                    "2026-02-09-k7fw.yaml.",
                )


RULES = (
    Rule(
        "REF01",
        "duplicate-id",
        Severity.ERROR,
        SOURCE,
        "Two items of a plan that have the same id.",
        "Goals, options and reviews point at items by their id; with two of them nobody can "
        "tell which is meant, and a review's numbers land on the wrong one.",
        "harms:\n  - id: h7k\n    what: a fall on the stairs\n  - id: h7k\n    what: lost work\n",
        "harms:\n  - id: h7k\n    what: a fall on the stairs\n  - id: h2b\n    what: lost work\n",
        _duplicate_id,
        draft=Severity.ERROR,
        closed=True,
        fixed=True,
    ),
    Rule(
        "REF02",
        "unknown-id",
        Severity.ERROR,
        SOURCE,
        "A link (for, option, use, a review's harms and goals) to an id that nothing has.",
        "A link that leads nowhere drops a harm out of the goals, or a number out of the outcomes.",
        "harms:\n  - id: h7k\n    what: lost work\ngoals:\n  - id: g2m\n    for: [h7x]\n",
        "harms:\n  - id: h7k\n    what: lost work\ngoals:\n  - id: g2m\n    for: [h7k]\n",
        _unknown_id,
        draft=Severity.ERROR,
        closed=True,
        fixed=True,
    ),
    Rule(
        "REF03",
        "goal-and-option-disagree",
        Severity.WARNING,
        STEPS,
        "An open goal whose option is not chosen, or is meant for other harms than the goal.",
        "A goal carries out what was chosen after weighing; where the two part, either the "
        "choice or the goal is out of date.",
        "options:\n  - id: o3f\n    state: rejected\ngoals:\n  - id: g2m\n    option: o3f\n",
        "options:\n  - id: o3f\n    state: chosen\ngoals:\n  - id: g2m\n    option: o3f\n",
        _goal_and_option_disagree,
        fixed=True,
    ),
    Rule(
        "REF04",
        "chosen-option-without-goal",
        Severity.ADVICE,
        STEPS,
        "An option that was chosen and stands behind no goal.",
        "What was decided together and is then not done looks like a promise forgotten.",
        "options:\n  - id: o3f\n    state: chosen\ngoals: []\n",
        "options:\n  - id: o3f\n    state: chosen\ngoals:\n  - id: g2m\n    option: o3f\n",
        _chosen_option_without_goal,
        fixed=True,
    ),
    Rule(
        "REF05",
        "case-id-differs",
        Severity.ERROR,
        SOURCE,
        "A plan, review or event whose case is not the folder it lies in.",
        "A file copied into the wrong folder puts one client's record into another's.",
        "# cases/7KQ2-9XMP/plan.yaml\ncase: 3DK6-AHFX\n",
        "# cases/7KQ2-9XMP/plan.yaml\ncase: 7KQ2-9XMP\n",
        _case_id_differs,
        draft=Severity.ERROR,
        closed=True,
        whole=True,
        fixed=True,
    ),
    Rule(
        "REF06",
        "case-id-wrong",
        Severity.ERROR,
        SOURCE,
        "A case id whose last character, a check on the others, does not fit.",
        "The check catches a mistyped id before a record is filed under the wrong case.",
        "case: 7KQ2-9XMQ\n",
        "case: 7KQ2-9XMP\n",
        _case_id_wrong,
        draft=Severity.ERROR,
        closed=True,
        fixed=True,
    ),
    Rule(
        "REF07",
        "file-date-differs",
        Severity.WARNING,
        SOURCE,
        "A review or event whose date is not the one its file name begins with.",
        "Files are read in the order of their names; the wrong date hides the newest review.",
        "# reviews/2026-02-09-k7fw.yaml\nheld_on: 2026-01-09\n",
        "# reviews/2026-02-09-k7fw.yaml\nheld_on: 2026-02-09\n",
        _file_date_differs,
        draft=Severity.WARNING,
        closed=True,
        fixed=True,
    ),
    Rule(
        "REF08",
        "correction-unknown",
        Severity.ERROR,
        SOURCE,
        "A correction that names no file of the case, or itself, or one that corrects it in turn.",
        "A review is history and is corrected by a new file; if that names nothing, both count.",
        "# reviews/2026-02-10-b4xn.yaml\ncorrects: 2026-02-09-k7fv.yaml\n",
        "# reviews/2026-02-10-b4xn.yaml\ncorrects: 2026-02-09-k7fw.yaml\n",
        _correction_unknown,
        draft=Severity.ERROR,
        closed=True,
        whole=True,
        fixed=True,
    ),
)
