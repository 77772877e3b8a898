"""Random histories of one case on several branches, and a model of what a merge must keep.

The model knows nothing of hrcli: a file is a set of facts (what stands where, items told by their
ids), and each fact is merged for itself.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from typing import Any

from hrcli.document import edit
from hrcli.document.document import Document, read
from hrcli.plan import schema
from hrcli.plan.agreed import digest
from hrcli.plan.plan import plan_of

Files = dict[str, bytes]
Fact = tuple[Any, ...]
Facts = dict[Fact, Any]

PLAN = "plan.yaml"
GONE = object()
NAMES = {
    "progress": ("date", "note"),
    "replans": ("date", "because"),
    "supports": ("who", "kind"),
    "flags": ("flag",),
}
OTHERS = (("id",), ("what",), ("is",), ("window", "who"), ("instrument", "date"))
SIGNS = "abcdefghjkmnpqrstvwxyz0123456789"
DEGREES = ("none", "mild", "moderate", "severe")
TEXTS = ("rang twice, no answer", "says: it was a good week", "two weekends out of two # so far")


class Branch:
    """One worker's copy of the case, changed step by step."""

    def __init__(self, files: Files, chance: random.Random) -> None:
        self.files = dict(files)
        self.chance = chance

    @property
    def document(self) -> Document:
        found = read(self.files[PLAN])
        assert found.sound, found.findings
        return found

    def steps(self, number: int) -> None:
        for _ in range(number):
            self.chance.choice(STEPS)(self)

    def name(self, letter: str) -> str:
        return letter + "".join(self.chance.choice(SIGNS) for _ in "123")

    def put(self, *path: Any, value: Any) -> None:
        document = self.document
        try:
            text = edit.put(document, path, value, schema.key_order(document, path))
        except edit.CannotEdit:
            return
        self.files[PLAN] = text.encode("utf-8")

    def by_hand(self, lines: list[str]) -> None:
        """The plan as somebody leaves it in an editor; what does not read is not saved."""
        raw = "\n".join(lines).encode()
        if read(raw).sound:
            self.files[PLAN] = raw

    def any_item(self, name: str) -> int | None:
        found = self.document.data.get(name) or []
        return self.chance.randrange(len(found)) if found else None


def rank(self: Branch) -> None:
    at = self.any_item("harms")
    if at is not None:
        key, value = self.chance.choice(
            [
                ("degree", self.chance.choice(DEGREES)),
                ("confidence", self.chance.randrange(11)),
                ("importance", self.chance.randrange(11)),
                ("status", self.chance.choice(["present", "reduced", "resolved"])),
            ]
        )
        self.put("harms", at, key, value=value)


def text(self: Branch) -> None:
    key = self.chance.choice(["hope", "worker", "later", "none_seen"])
    value: Any = f"{self.chance.choice(TEXTS)} {self.name('t')}"
    if key == "worker":
        value = self.chance.choice(["jm", "ak", "rs"])
    if key == "none_seen":
        value = self.chance.choice(["liver", "livelihood", "law"])
    if key in ("later", "none_seen"):
        now = self.document.data.get(key) or []
        if value not in now:
            self.put(key, len(now), value=value)
    else:
        self.put(key, value=value)


def add(self: Branch) -> None:
    data = self.document.data
    what = self.chance.choice(["harms", "options", "goals", "supports", "flags"])
    new: dict[str, dict[str, Any]] = {
        "harms": {"id": self.name("h"), "domain": "law", "what": self.chance.choice(TEXTS)},
        "options": {"id": self.name("o"), "for": ["h7k"], "what": "x: y", "state": "idea"},
        "goals": {"id": self.name("g"), "for": ["h7k"], "specific": "go", "status": "proposed"},
        "supports": {"who": self.name("p"), "kind": "friend"},
        "flags": {"flag": self.chance.choice(["drives", "pregnant", "mandated"])},
    }
    now = data.get(what) or []
    if what == "flags" and new["flags"] in now:
        return
    self.put(what, len(now), value=new[what])


def inside_goal(self: Branch) -> None:
    at = self.any_item("goals")
    if at is None:
        return
    goal = self.document.data["goals"][at]
    kind = self.chance.choice(["progress", "actions", "done", "specific", "by", "status"])
    if kind == "progress":
        day = f"2026-02-{self.chance.randrange(1, 29):02}"
        new = {"date": day, "value": 2, "note": self.name("n")}
        self.put("goals", at, "progress", len(goal.get("progress") or []), value=new)
    elif kind == "actions":
        new = {"id": self.name("a"), "what": self.chance.choice(TEXTS), "by": "2026-03-01"}
        self.put("goals", at, "actions", len(goal.get("actions") or []), value=new)
    elif kind == "done" and goal.get("actions"):
        position = self.chance.randrange(len(goal["actions"]))
        self.put("goals", at, "actions", position, "done_on", value="2026-02-20")
    elif kind == "specific":
        self.put("goals", at, "specific", value=f"another wording {self.name('w')}")
    elif kind == "by" and goal.get("timed"):
        self.put("goals", at, "timed", "by", value=f"2026-0{self.chance.randrange(3, 9)}-28")
    elif kind == "status":
        self.put("goals", at, "status", value=self.chance.choice(["active", "achieved"]))


def review(self: Branch) -> None:
    day = f"2026-03-{self.chance.randrange(1, 29):02}"
    body = f"hrcli: review/1\ncase: 7KQ2-9XMP\nheld_on: {day}\nnext: 2026-05-01\n"
    self.files[f"reviews/{day}-{self.name('r')}.yaml"] = body.encode()
    self.put("review", "last", value=day)
    self.put("review", "next", value=f"2026-0{self.chance.randrange(4, 9)}-01")


def event(self: Branch) -> None:
    day = f"2026-03-{self.chance.randrange(1, 29):02}"
    body = f"hrcli: event/1\ncase: 7KQ2-9XMP\nkind: lapse\nstatus: happened\ndate: {day}\n"
    self.files[f"events/{day}-{self.name('e')}.yaml"] = body.encode()


def agree(self: Branch) -> None:
    value = {"date": "2026-03-02", "by": ["client", "worker"]}
    self.put("agreed", value={**value, "digest": digest(plan_of(self.document.data))})


def replan(self: Branch) -> None:
    self.put("agreed", value=None)
    now = self.document.data.get("replans") or []
    self.put("replans", len(now), value={"date": "2026-03-03", "because": self.name("b")})
    for at, goal in enumerate(self.document.data.get("goals") or []):
        if goal.get("status") == "active":
            self.put("goals", at, "status", value="proposed")


def close(self: Branch) -> None:
    self.put("status", value="closed")
    self.put("closed", value={"date": "2026-03-09", "outcome": "goals_met"})


def comment(self: Branch) -> None:
    """By hand: a remark behind a value, or on a line of its own."""
    lines = self.files[PLAN].decode().split("\n")
    places = [n for n, line in enumerate(lines) if re.match(r"[ -]*\w+: [\w-]+$", line)]
    if not places:
        return
    at, remark = self.chance.choice(places), f"# remark {self.name('c')}"
    if self.chance.random() < 0.5:
        lines[at] += f"  {remark}"
    else:
        blanks = len(lines[at]) - len(lines[at].lstrip(" "))
        lines.insert(at, " " * blanks + remark)
    self.by_hand(lines)


def delete(self: Branch) -> None:
    """By hand: the lines of one item, or of one key, are gone."""
    lines = self.files[PLAN].decode().split("\n")
    places = [n for n, line in enumerate(lines) if re.match(r" +- \w+: .|hope:", line)]
    if not places:
        return
    at = self.chance.choice(places)
    depth = len(lines[at]) - len(lines[at].lstrip(" "))
    end = at + 1
    while end < len(lines) and lines[end].startswith(" " * (depth + 1)):
        end += 1
    self.by_hand(lines[:at] + lines[end:])


STEPS: tuple[Callable[[Branch], None], ...] = (
    *(rank, rank, text, add, add, inside_goal, inside_goal, inside_goal, comment, comment),
    *(review, event, agree, replan, close, delete),
)


# The model


def facts(data: Any, path: Fact = ()) -> Facts:
    """What a file says, each thing for itself."""
    return dict(_facts(data, path))


def _facts(data: Any, path: Fact) -> Iterator[tuple[Fact, Any]]:
    if isinstance(data, dict):
        yield path, "keys"
        for key, inner in data.items():
            yield from _facts(inner, (*path, key))
    elif isinstance(data, list):
        if not data:
            yield path, "empty"
        for item in data:
            yield from _facts(item if isinstance(item, dict) else True, (*path, _name(path, item)))
    else:
        yield path, (type(data).__name__, data)


def _name(path: Fact, item: Any) -> Any:
    if not isinstance(item, dict):
        return ("word", str(item))
    for keys in (NAMES.get(str(path[-1]), ()), *OTHERS):
        if keys and any(item.get(key) is not None for key in keys):
            return ("item", *(str(item.get(key)) for key in keys))
    return ("item", repr(item))


def merged(base: Facts, ours: Facts, theirs: Facts, agreed_anew: bool) -> tuple[Facts, set[Fact]]:
    """What must stand in the merged file, and the facts about which the sides clash."""
    kept: Facts = {}
    clashes: set[Fact] = set()
    for fact in {**base, **ours, **theirs}:
        old, one, other = (side.get(fact, GONE) for side in (base, ours, theirs))
        if agreed_anew and fact[:1] == ("agreed",):
            continue
        value = one if other in (old, one) else other if one == old else _date(fact, one, other)
        if value is None:
            clashes.add(fact)
        elif value is not GONE:
            kept[fact] = value
    if agreed_anew:
        kept[("agreed",)] = ("NoneType", None)
    if _closed_amid_work(base, ours, theirs):
        clashes.add(STATUS)
    return kept, clashes


STATUS = ("status",)


def _closed_amid_work(base: Facts, ours: Facts, theirs: Facts) -> bool:
    """Whether one side closed the case while the other went on with its goals or reviews."""

    def work(side: Facts) -> Facts:
        going_on = ("goals", "review", "agreed", "replans")
        return {it: value for it, value in side.items() if it and it[0] in going_on}

    shut = ("str", "closed")
    return base.get(STATUS) != shut and any(
        one.get(STATUS) == shut and other.get(STATUS) != shut and work(other) != work(base)
        for one, other in ((ours, theirs), (theirs, ours))
    )


def _date(fact: Fact, one: Any, other: Any) -> Any:
    if GONE in (one, other):
        return None
    return {("review", "next"): min, ("review", "last"): max}.get(fact, lambda *_: None)(one, other)


def remarks(raw: bytes) -> set[bytes]:
    """The remarks made by hand: each has a name of its own."""
    return set(re.findall(rb"# remark (c\w{3})", raw))
