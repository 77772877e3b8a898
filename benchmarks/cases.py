"""Invented caseloads of any size: the same seed gives the same files on every machine.

A case depends on the seed and its number alone, so the first thousand of ten thousand cases are
the thousand cases of the smaller caseload.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from itertools import pairwise, zip_longest
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import yaml

from hrcli import ids
from hrcli.document import writer
from hrcli.store import caseload

TODAY = date(2026, 2, 20)
SEED = 1
WORKERS = ("jm", "kp", "ro", "st")
WEEKS = (2, 4, 4, 4, 6)  # between two reviews
MOST_REVIEWS = 12
SMALLEST, LARGEST, USUAL = 4_300, 6_900, 6_700  # bytes of a plan before its last part
DOMAINS = ("liver", "lover", "livelihood", "law")
DEGREES = ("severe", "moderate", "mild")
LEVELS = ("low", "medium", "high")

SENTENCE = 4  # spaces; what has fewer may be a name
MONTHS = ("January", "March", "April", "June", "July", "October", "November", "December")

Data = dict[str, Any]


class Times(NamedTuple):
    """When a case was opened, its reviews held, and the next one is to be held."""

    opened: date
    held: tuple[date, ...]
    next: date
    weeks: int


class Files(NamedTuple):
    """One case: its id, and the text of each of its files by name."""

    id: str
    texts: dict[str, str]


@cache
def phrases() -> Data:
    """The words that cases are put together from."""
    text = Path(__file__).with_name("phrases.yaml").read_text(encoding="utf-8")
    found: Data = yaml.load(text, yaml.CSafeLoader)
    return found


def write(folder: Path, count: int, history: bool = True, seed: int = SEED) -> None:
    """Make a caseload of `count` cases in `folder`; without `history` there are plans only."""
    caseload.make(folder, WORKERS[0])
    for case in cases(count, history, seed):
        for name, text in case.texts.items():
            place = folder / "cases" / case.id / name
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(text, encoding="utf-8", newline="\n")


def commits(folder: Path, count: int) -> Iterator[bytes]:
    """`count` commits of the first plan in `folder`; its numbers count on, so no state comes twice.

    They are told as git's fast-import takes them, on the branch main.
    """
    plan = sorted(folder.glob("cases/*/plan.yaml"))[0]
    name, text = plan.relative_to(folder).as_posix(), plan.read_text(encoding="utf-8")
    parts = re.split(r"(?<=: )\d$", text, maxsplit=6, flags=re.M)
    for number in range(count):
        digits = f"{number:06}"[::-1]
        told = map("".join, zip_longest(parts, digits[: len(parts) - 1], fillvalue=""))
        raw = "".join(told).encode("utf-8")
        yield f"commit refs/heads/main\ncommitter jm <jm@x.invalid> {number} +0000\n".encode()
        yield f"data 1\nx\nM 100644 inline {name}\ndata {len(raw)}\n".encode() + raw + b"\n"


def cases(count: int, history: bool = True, seed: int = SEED) -> Iterator[Files]:
    """The first `count` cases of the caseload that `seed` gives."""
    taken: set[str] = set()
    for number in range(count):
        draw = Random(f"hrcli {seed} {number}")
        case = ids.new_case_id(draw.randrange)
        while case in taken:
            case = ids.new_case_id(draw.randrange)
        taken.add(case)
        yield _case(case, draw, history)


def _case(case: str, draw: Random, history: bool) -> Files:
    times = _times(draw, history)
    plan = _plan(case, draw, times)
    files = {"plan.yaml": _sized(plan, draw)}
    for held, after in pairwise((*times.held, times.next)):
        review = _review(case, plan, draw, held, after)
        files[f"reviews/{held}-{_suffix(draw)}.yaml"] = writer.block(_varied(review, draw))
    for when in _event_days(draw, times) if history else ():
        event = _event(case, draw, when)
        files[f"events/{when}-{_suffix(draw)}.yaml"] = writer.block(_varied(event, draw))
    return Files(case, files)


def _times(draw: Random, history: bool) -> Times:
    """Most next reviews lie ahead; about one in six is due or overdue."""
    weeks = draw.choice(WEEKS)
    following = TODAY + timedelta(days=draw.randint(-5, 7 * weeks - 1))
    count = draw.randint(0, MOST_REVIEWS) if history else 0
    step = timedelta(weeks=weeks)
    held = tuple(following - step * back for back in range(count, 0, -1))
    return Times(following - step * (count + 1), held, following, weeks)


def _suffix(draw: Random) -> str:
    return ids.new_item_id(draw.choice("bcdfghjkmprstvwx"), draw.randrange, set())


# The plan.


def _plan(case: str, draw: Random, times: Times) -> Data:
    """A whole plan; what it can do without is left for `_sized` to take away."""
    known = _Names(draw)
    threads = _threads(draw)
    uses = [_use(use, draw, known, times) for use in _some(draw, "uses", 1, 3 - len(threads))]
    harms = _harms(threads, uses, draw, known)
    options = _options(threads, harms, draw, known)
    status = draw.choices(("active", "draft", "closed"), (88, 6, 6))[0]
    plan: Data = {"hrcli": "plan/1", "case": case, "status": status}
    plan["opened"] = str(times.opened)
    plan["worker"] = draw.choice(WORKERS)
    plan["client"] = _client(draw)
    if any(thread.get("child") for thread in threads):
        plan["dependants"] = [_child(draw, known, times)]
    plan["presenting_problem"] = {
        "first_concern": draw.choice(phrases()["concerns"]),
        **draw.choice(phrases()["problems"]),
    }
    plan["use"] = uses
    plan["harms"] = harms
    plan["none_seen"] = [name for name in DOMAINS if name not in {it["domain"] for it in harms}]
    plan["options"] = options
    plan["goals"] = _goals(threads, options, draw, known, times, status)
    plan["do_no_harm"] = _answers(plan, times)
    if "dependants" in plan:
        plan["relapse_plan"] = _relapse(plan)
        plan["child_safety"] = _child_safety(times)
    plan |= _extras(draw, times)
    plan["agreed"] = {"date": str(times.opened), "by": ["client", "worker"]}
    if status == "draft":
        plan["agreed"] = None
    plan["review"] = _review_dates(times)
    if status == "closed":
        plan["closed"] = _closed(draw)
    return plan


class _Names:
    """Gives out ids that no other thing in the plan has."""

    def __init__(self, draw: Random) -> None:
        self.draw = draw
        self.taken: set[str] = set()

    def new(self, letter: str) -> str:
        name = ids.new_item_id(letter, self.draw.randrange, self.taken)
        self.taken.add(name)
        return name


def _some(draw: Random, name: str, least: int, most: int) -> list[Any]:
    known = phrases()[name]
    return draw.sample(known, draw.randint(least, min(most, len(known))))


def _threads(draw: Random) -> list[Data]:
    """One or two harms with their options and goals; one about a child brings enough by itself."""
    found = _some(draw, "threads", 1, 2)
    return [thread for thread in found if thread.get("child")] or found


def _client(draw: Random) -> Data:
    answers = ("ok", "ok", "not_ok", "unknown")
    ways = ("phone", "text", "voicemail", "post", "email", "paper")
    return {
        "alias": draw.choice(phrases()["names"]),
        "age_band": draw.choices(("adult", "over_65"), (9, 1))[0],
        "strengths": _some(draw, "strengths", 2, 4),
        "context": draw.choice(([], ["low_support"], ["unstable_housing"])),
        "safe_contact": {way: draw.choice(answers) for way in ways},
    }


def _child(draw: Random, known: _Names, times: Times) -> Data:
    carers = ("the grandmother", "an aunt", "the other parent")
    return {
        "id": known.new("d"),
        "alias": "child A",
        "age": draw.randint(4, 12),
        "age_on": str(times.opened),
        "lives_here": True,
        "care": [
            {"window": window, "who": draw.choice(carers), "until": "noon the next day"}
            for window in ("intoxication", "hangover")
        ],
    }


def _use(use: Data, draw: Random, known: _Names, times: Times) -> Data:
    stages = ("precontemplation", "contemplation", "preparation", "action")
    answers = ("no_change", "unsure", "cut_down")
    return {
        "id": known.new("s"),
        **use,
        "stage": {"value": draw.choice(stages), "assessed_on": str(times.opened)},
        "considering": {"answer": draw.choice(answers), "asked_on": str(times.opened)},
        "functions": [
            {
                "what": it["what"],
                "kind": it["kind"],
                "said_by": "client",
                "replacement": it["replacement"],
            }
            for it in _some(draw, "functions", 1, 2)
        ],
    }


def _harms(threads: list[Data], uses: list[Data], draw: Random, known: _Names) -> list[Data]:
    harms = []
    for rank, thread in enumerate(threads, start=1):
        harm = thread["harm"]
        numbers = _numbers(draw, DEGREES[min(rank, 2)])
        harms.append(
            {
                "id": known.new("h"),
                "domain": harm["domain"],
                "key_harm": harm.get("key_harm", "none"),
                "what": harm["what"],
                "use": [draw.choice(uses)["id"]],
                "arises_from": draw.choice((["intoxication"], ["intoxication", "regular_use"])),
                "windows": harm["windows"],
                "affects": harm["affects"],
                **numbers,
                "rank": rank,
                "status": "present",
            }
        )
    return harms


def _numbers(draw: Random, degree: str) -> Data:
    return {
        "degree": degree,
        "importance": draw.randint(3, 10),
        "confidence": draw.randint(0, 9),
        "realistic": draw.choice(LEVELS),
    }


def _options(threads: list[Data], harms: list[Data], draw: Random, known: _Names) -> list[Data]:
    options = []
    for thread, harm in zip(threads, harms, strict=True):
        order = draw.sample(thread["options"], len(thread["options"]))
        for option, state in zip(order, ("chosen", "weighed", "rejected"), strict=True):
            more = {"because": "not what the client wants now"} if state == "rejected" else {}
            head = {"id": known.new("o"), "for": [harm["id"]], "what": option["what"]}
            kind = {"track": option["track"], "kind": option["kind"], "state": state}
            judged = {"benefits": option["benefits"], "costs": option["costs"]}
            options.append({**head, **kind, **more, **judged})
    return options


def _goals(
    threads: list[Data],
    options: list[Data],
    draw: Random,
    known: _Names,
    times: Times,
    status: str,
) -> list[Data]:
    """A goal for each chosen option, with its numbers so far and three actions."""
    chosen = [option for option in options if option["state"] == "chosen"]
    word = {"active": "active", "draft": "proposed"}.get(status, "achieved")
    return [
        _goal(thread, option, draw, known, times) | {"status": word}
        for thread, option in zip(threads, chosen, strict=True)
    ]


def _goal(thread: Data, option: Data, draw: Random, known: _Names, times: Times) -> Data:
    goal = thread["goal"]
    start = max(times.opened, TODAY - timedelta(days=draw.randint(7, 40)))
    last = max(TODAY + timedelta(days=draw.randint(-6, 40)), start + timedelta(days=7))
    target = int(goal["unit"].removeprefix("of "))
    measured = {key: goal[key] for key in ("measure", "unit", "source")}
    return {
        "id": known.new("g"),
        "for": option["for"],
        "option": option["id"],
        "intervention": "planned_continued_use",
        "mitigations": ["sober_caregiver", "child_safety_plan", "no_driving_plan"],
        "specific": goal["specific"],
        "meaningful": goal["meaningful"],
        "assessable": {**measured, "baseline": 0, "target": target},
        "realistic": {"because": goal["because"], "confidence": draw.randint(3, 9)},
        "timed": {"start": str(start), "by": str(last)},
        "status": "active",
        "origin": draw.choice(("client", "joint")),
        "progress": _progress(draw, start, target),
        "actions": _actions(thread, draw, known, start, last),
    }


def _progress(draw: Random, start: date, target: int) -> list[Data]:
    days = range(7, max((TODAY - start).days, 7), 14)
    return [
        {
            "date": str(start + timedelta(days=day)),
            "value": min(number, target),
            "note": draw.choice(phrases()["notes"]),
        }
        for number, day in enumerate(days, start=1)
    ]


def _actions(thread: Data, draw: Random, known: _Names, start: date, last: date) -> list[Data]:
    actions = []
    for number, what in enumerate(thread["actions"]):
        by = start + (last - start) * number // 3
        action = {"id": known.new("a"), "what": what}
        action["who"] = draw.choice(("client", "worker", "client, worker"))
        action["by"] = str(by)
        if by <= TODAY and draw.random() < 0.9:
            action["done_on"] = str(by)
        actions.append(action)
    return actions


def _answers(plan: Data, times: Times) -> Data:
    """The five do-no-harm questions."""
    return {
        "answered_on": str(times.opened),
        "relationship": plan["presenting_problem"]["link_to_use"],
        "functions": plan["use"][0]["functions"][0]["what"],
        "consequences": [
            {
                "what": "evenings that are long and empty",
                "likelihood": "medium",
                "mitigation": plan["use"][0]["functions"][0]["replacement"],
            }
        ],
        "services": ["none beyond those there are"],
        "measures": f"By {plan['goals'][0]['assessable']['source']}; there is a baseline.",
    }


def _relapse(plan: Data) -> Data:
    return {
        "for_client": "If an evening goes otherwise than planned, ring before the first drink.",
        "for_child": "The grandmother comes over; her number hangs by the telephone.",
        "child_age": plan["dependants"][0]["age"],
    }


def _child_safety(times: Times) -> Data:
    domains = (
        "pattern_of_use",
        "home_environment",
        "basic_needs",
        "procurement",
        "health_risks",
        "support_network",
        "parental_perception",
    )
    return {
        "assessed_on": str(times.opened),
        "domains": {name: "positive" if name != domains[0] else "transitional" for name in domains},
        "referral": {
            "to": "child protection team",
            "status": "considered",
            "date": str(times.opened),
            "because": "the arrangement is in place",
        },
    }


def _extras(draw: Random, times: Times) -> Data:
    """What a plan may hold besides, in any choice."""
    needs = ("housing", "income", "food", "safety", "health_care")
    answers = ("met", "met", "partly_met", "unmet", "not_asked")
    past = str(times.opened)
    return {
        "supports": _some(draw, "supports", 2, 4),
        "flags": _flags(draw, past),
        "hope": draw.choice(phrases()["hopes"]),
        "tried_before": _some(draw, "tried", 1, 3),
        "barriers": _some(draw, "barriers", 1, 3),
        "determinants": {need: draw.choice(answers) for need in needs},
        "later": _some(draw, "later", 1, 4),
        "quality_of_life": {"baseline": draw.randint(1, 7), "on_date": past},
        "scores": [
            {
                "instrument": draw.choice(("audit", "dudit", "k10", "phq_9")),
                "date": past,
                "total": draw.randint(10, 20),
                "complete": True,
                "direction": "higher_is_worse",
            }
        ],
        "consents": [_consent(draw, times)],
    }


def _flags(draw: Random, past: str) -> list[Data]:
    flag = draw.choice(("bbv_need", "capacity_or_consent_concern", "overdose_risk"))
    again = TODAY + timedelta(days=draw.randint(-4, 90))
    return [{"flag": flag, "status": "not_assessed", "as_of": past, "review_by": str(again)}]


def _consent(draw: Random, times: Times) -> Data:
    return {
        "id": ids.new_item_id("c", draw.randrange, set()),
        "recipient": draw.choice(("the doctor", "the debt advice", "the college")),
        "purpose": "dates and what was agreed between them",
        "covers": ["goals", "review_dates"],
        "withhold": ["third_party"],
        "regime": "other",
        "given_on": str(times.opened),
        "expires": str(TODAY + timedelta(days=draw.randint(-3, 200))),
    }


def _review_dates(times: Times) -> Data:
    last = {"last": str(times.held[-1])} if times.held else {}
    every = f"{times.weeks} weeks"
    return {**last, "next": str(times.next), "every": every, "set_with_client": True}


def _closed(draw: Random) -> Data:
    outcome = draw.choice(("goals_met", "enough_for_now", "moved_service"))
    return {"date": str(TODAY), "outcome": outcome, "because": "The client has what was asked for."}


def _sized(plan: Data, draw: Random) -> str:
    """The plan as text, with as many of its optional parts as fit a size drawn for it."""
    parts = {key: writer.block({key: _varied(value, draw)}) for key, value in plan.items()}
    wanted = draw.triangular(SMALLEST, LARGEST, USUAL)
    spare = [
        "later",
        "scores",
        "determinants",
        "barriers",
        "tried_before",
        "supports",
        "hope",
        "quality_of_life",
        "consents",
        "flags",
    ]
    draw.shuffle(spare)
    size = sum(map(len, parts.values()))
    for key in spare:
        if size <= wanted:
            break
        size -= len(parts.pop(key))
        del plan[key]
    return "".join(parts.values())


def _varied(value: Any, draw: Random) -> Any:
    """`value` with a day at the end of many sentences: real files seldom say the same twice."""
    if isinstance(value, dict):
        return {key: _varied(inner, draw) for key, inner in value.items()}
    if isinstance(value, list):
        return [_varied(inner, draw) for inner in value]
    if not isinstance(value, str) or value.count(" ") < SENTENCE or draw.random() < 0.4:
        return value
    end = '."' if value.endswith('"') else "."
    return f"{value.rstrip('.' + chr(34))}, {draw.choice(MONTHS)} {draw.randint(1, 28)}{end}"


# Reviews and events.


def _review(case: str, plan: Data, draw: Random, held: date, after: date) -> Data:
    said = phrases()["reviews"]
    return {
        "hrcli": "review/1",
        "case": case,
        "held_on": str(held),
        "with": ["client"],
        "harms": [
            {"id": harm["id"], **_numbers(draw, draw.choice(DEGREES)), "status": "reduced"}
            for harm in plan["harms"]
        ],
        "goals": [
            {"id": goal["id"], "status": "active", "value": draw.randint(0, 4)}
            for goal in plan["goals"]
        ],
        "presenting_problem_change": draw.choice(said["change"]),
        "unintended": {
            "children": "none_seen",
            "client": draw.choice(said["unintended"]),
            "others": "none_seen",
        },
        "quality_of_life": draw.randint(2, 9),
        "alliance": draw.randint(5, 10),
        "went_well": draw.choice(said["went_well"]),
        "client_view": draw.choice(said["client_view"]),
        "worker_view": draw.choice(said["worker_view"]),
        "client_says": {"comments": [_comment(draw)], "complaints": []},
        "replanned": draw.sample(said["replanned"], 2),
        "next": str(after),
    }


def _comment(draw: Random) -> Data:
    what = draw.choice(phrases()["reviews"]["comments"])
    return {"id": ids.new_item_id("c", draw.randrange, set()), "what": what}


def _event_days(draw: Random, times: Times) -> list[date]:
    days = (TODAY - times.opened).days
    return sorted(
        times.opened + timedelta(days=draw.randrange(days)) for _ in range(draw.randint(0, 3))
    )


def _event(case: str, draw: Random, when: date) -> Data:
    said = phrases()["events"]
    return {
        "hrcli": "event/1",
        "case": case,
        "kind": draw.choice(("lapse", "slip", "contact")),
        "status": "happened",
        "date": str(when),
        "triggers": [draw.choice(said["triggers"])],
        "pros": [draw.choice(said["pros"])],
        "cons": [draw.choice(said["cons"])],
        "learnt": draw.choice(said["learnt"]),
        "relapse_plan_change": draw.choice(said["change"]),
    }
