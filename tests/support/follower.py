"""Somebody who does exactly what hrcli says, with a client beside them, and counts the keys."""

from __future__ import annotations

import hashlib
import random
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from tests.support.conversation import Conversation

TODAY = ("--today", "2026-02-09")
COMMAND = re.compile(r"^  hrcli (\S.*)$", re.MULTILINE)
NEXT = re.compile(r"^Next: (.*)$", re.MULTILINE)
MENU = re.compile(r"^  \d+\. (\w+):", re.MULTILINE)
WAITS = "Next: Wait for the review"
STOPPED = 130
AGREED = "  done  Agree on the plan together\n"
ENOUGH = 10
DECISIONS = ("Why does this wait", "Who agree")
"""What is never left open by mistake."""
ENDS = (0, 1, 2, 130)
OFFERED = "Enter takes "
SUBSTANCES = ("alcohol", "tobacco", "cannabis", "heroin", "cocaine", "amphetamine", "diazepam")
HARMS = (
    ("The mornings after are lost", "livelihood"),
    ("Coughs all winter", "liver"),
    ("Quarrels at home on Fridays", "lover"),
    ("A fine for riding without a ticket", "law"),
    ("Late for the early shift", "livelihood"),
    ("Sleeps badly for days", "liver"),
)
IDEAS = (
    "Swap the early shift",
    "Leave before midnight",
    "Meet friends on Saturday mornings",
)


class Client(NamedTuple):
    """Who sits there: what is said about them, and how the worker types."""

    seed: int
    uses: tuple[str, ...]
    harms: tuple[tuple[str, str], ...]
    children: tuple[int, ...]
    mandated: bool
    teen: bool

    @property
    def draws(self) -> random.Random:
        """Chance of this client's own, from the start."""
        return random.Random(self.seed)


def client(seed: int) -> Client:
    """One of the clients; the same for the same number."""
    draws = random.Random(seed)
    teen = draws.random() < 0.2
    count = 0 if teen else draws.choice((0, 0, 1, 2))
    return Client(
        seed,
        tuple(draws.sample(SUBSTANCES, draws.choice((1, 1, 2, 3)))),
        tuple(draws.sample(HARMS, draws.choice((1, 1, 2, 2, 3)))),
        tuple(draws.randint(1, 15) for _ in range(count)),
        draws.random() < 0.25,
        teen,
    )


class Care(NamedTuple):
    """How the answers are given: mostly right, sometimes none, wrong, or Ctrl-C."""

    none: float = 0.0
    wrong: float = 0.0
    stops: float = 0.0


STRAIGHT = Care()


class Step(NamedTuple):
    """What was told to do: the step in its words, the command, the state of the files then."""

    title: str
    command: str
    state: str


class Follower:
    """Goes on with a case as it is told to, and counts prompts and keys."""

    def __init__(self, folder: Path, who: Client, care: Care = STRAIGHT) -> None:
        self.folder = folder
        self.who = who
        self.care = care
        self.draws = random.Random(who.seed)
        self.said: Counter[str] = Counter()  # answers by the piece of the question they belong to
        self.prompts: list[tuple[str, str]] = []  # each question with what was typed
        self.commands: list[str] = []
        self.steps: list[Step] = []
        self.keys = 0
        self.screens: list[str] = []
        self.case = ""

    def run(self, line: str) -> int:
        """Type a command and answer what it asks, again where it was stopped; gives its code."""
        while True:
            self.commands.append(line)
            self.keys += len(f"hrcli {line}\n")
            code = self._once(line)
            if code != STOPPED or not self._was_stopped:
                return code

    def look(self, line: str) -> str:
        """What a command shows that asks nothing; it is not counted."""
        talk = Conversation([*TODAY, *line.split()], self.folder)
        assert not list(talk.questions()), talk.shown
        return talk.shown

    def state(self) -> str:
        """A mark of every byte of the cases."""
        files = sorted(path for path in self.folder.glob("cases/**/*") if path.is_file())
        told = hashlib.sha256()
        for path in files:
            told.update(f"{path}\0".encode() + path.read_bytes() + b"\0")
        return told.hexdigest()

    def follow(self, case: str, limit: int = 60) -> str:
        """Do what `hrcli next CASE` says until the plan is agreed; gives what it said last."""
        for _ in range(limit):
            shown = self.look(f"next {case}")
            title, command = NEXT.search(shown), COMMAND.search(shown)
            if AGREED in shown or WAITS in shown or not title or not command:
                return shown
            step = Step(title[1], command[1], self.state())
            assert step not in self.steps, f"told twice with nothing changed: {step}"
            self.steps.append(step)
            self.run(step.command)
        raise AssertionError(f"not through after {limit} steps: {self.steps}")

    def work(self, case: str, limit: int = 30) -> None:
        """Do `hrcli work CASE`, again where it was stopped, until the plan is agreed."""
        for _ in range(limit):
            before = self.state()
            self.run(f"work {case}")
            shown = self.look(f"next {case}")
            if AGREED in shown or WAITS in shown:
                return
            assert self.state() != before, f"work got nowhere: {self.screens[-1][-3000:]}"
        raise AssertionError(f"not agreed after {limit} times: {self.screens[-1][-3000:]}")

    def _once(self, line: str) -> int:
        talk = Conversation([*TODAY, *line.split()], self.folder)
        self._was_stopped = False
        self._heard = 0  # how far what is shown was answered
        again, before = 0, ""  # how often a question has come again at once
        for question in talk.questions():
            again, before = (again + 1 if question == before else 0), question
            assert again < ENOUGH, f"asked for ever by {line}: {talk.shown[-2000:]}"
            if self.draws.random() < self.care.stops:
                self._was_stopped = True
                self.screens.append(talk.shown)
                return talk.interrupt()
            answer = self._answer(question, talk.shown, again)
            self._heard = len(talk.shown)
            self.prompts.append((question, answer))
            self.keys += len(answer) + 1
            talk.type(answer)
        self.screens.append(talk.shown)
        assert talk.code in ENDS, talk.shown
        return talk.code

    def _answer(self, question: str, shown: str, again: int) -> str:
        if any(piece in question for piece in DECISIONS):
            return answer(self, question, shown)
        if not again and self.draws.random() < self.care.wrong:
            return self.draws.choice(("xyzzy", "99", "31/31", "?"))
        if not again and self.draws.random() < self.care.none:
            return ""
        if OFFERED in shown[self._heard :] or again > 1:
            return ""
        return answer(self, question, shown)


def answer(follower: Follower, question: str, shown: str) -> str:
    """What the worker types at a question; nothing where the question says nothing to them."""
    piece = next((piece for piece in ANSWERS if piece in question), None)
    if piece is None:
        return ""
    given = ANSWERS[piece]
    said = given(follower, shown) if callable(given) else given
    if isinstance(said, str):
        return said
    number = follower.said[piece]
    follower.said[piece] += 1
    return said[number] if number < len(said) else ""


Given = str | Sequence[str] | Callable[[Follower, str], str | Sequence[str]]


def _uses(follower: Follower, _shown: str) -> str:
    return ", ".join(follower.who.uses)


def _harms(follower: Follower, _shown: str) -> Sequence[str]:
    return [what for what, _ in follower.who.harms]


def _domain(follower: Follower, shown: str) -> str:
    domain = dict(follower.who.harms)
    return next((domain[what] for what in reversed(domain) if what in shown), "liver")


def _without_harm(follower: Follower, _shown: str) -> str:
    with_harm = {domain for _, domain in follower.who.harms}
    shown = MENU.findall(_shown[_shown.rfind("besides that") :])
    return ",".join(it for it in shown if it not in with_harm)


def _has_children(follower: Follower, _shown: str) -> str:
    return "yes" if follower.who.children else "no"


def _children(follower: Follower, _shown: str) -> Sequence[str]:
    return [f"Child {chr(65 + n)}" for n in range(len(follower.who.children))]


def _ages(follower: Follower, _shown: str) -> Sequence[str]:
    return [str(age) for age in follower.who.children]


def _age_band(follower: Follower, _shown: str) -> str:
    return "age 16 17" if follower.who.teen else "adult"


def day(folder: Path, who: Client, care: Care = STRAIGHT, works: bool = False) -> Follower:
    """From nothing to an agreed plan, by what `next` says or, if somebody `works`, by `work`."""
    follower = Follower(folder, who, care)
    follower.run("init mine --no-git --worker jm")
    follower.folder = folder / "mine"
    follower.run("create")
    follower.case = min(it.name for it in (follower.folder / "cases").iterdir())
    go_on = follower.work if works else follower.follow
    go_on(follower.case[:4])
    return follower


def _ideas(follower: Follower, shown: str) -> str:
    """Every other client takes over the first idea that is shown, beside those of their own."""
    takes_over = follower.who.seed % 2 and "fits:" in shown
    return "; ".join(("1", *IDEAS[1:]) if takes_over else IDEAS)


def _goal(follower: Follower, shown: str) -> str:
    return f"I do one thing about it each week, number {follower.said['What exactly'] + 1}"


ANSWERS: Mapping[str, Given] = {
    # The first talk
    "talk about first": "The mornings after",
    "What brought you here": "Late twice, and a warning at work",
    "hang together with use": "Only after Fridays",
    "Which name": "Kim",
    "age group": _age_band,
    "What goes well, and who": ("cooks for the whole floor", "a sister who rings"),
    "hope for in the long run": "A quiet winter",
    "What is used": _uses,
    "And another": "",
    "in what rhythm": "occasional",
    "physical dependence": "absent",
    "How is it taken": "1",
    "thinking of stopping": "no_change",
    "Do children live": _has_children,
    "call this child": _children,
    "How old": _ages,
    "Does this child or person live": "yes",
    "What does this use do": "an evening off",
    "kind of function": "social_connection",
    "Who said so": "client",
    "What else could do the same": "a film",
    # What is asked early
    "Were you alone": "yes",
    "watch you or frighten you": "absent",
    "ending your life": "absent",
    "knocked you out": "absent",
    "drive or ride": "absent",
    "ever have a fit": "absent",
    "Who can get at it": "absent",
    "Are you pregnant": "absent",
    "does the client take": "none",
    # Harms
    "What happens": _harms,
    "was no harm found": _without_harm,
    "part of life": _domain,
    "key harms": "none",
    "Which uses": "1",
    "one occasion": "intoxication",
    "At which times": "hangover",
    "Who is harmed": "self",
    "How bad": "moderate",
    "how important": "8",
    "how confident": "6",
    "How realistic": "high",
    "order you agree on": "yes",
    "Why does this wait": "The client wants to think about it",
    "look at it again?": "+1w",
    # Ideas, choice, goal
    "Which harms": "1",
    "could be done": _ideas,
    "speaks for it": "two days off",
    "speaks against it": "less money",
    "does the client choose": "1",
    "Which option": "1",
    "do about use or treatment": "no_use_change",
    "mean using less": "no",
    "What exactly": _goal,
    "Why does it matter": '"I like this job."',
    "counted or looked at": "days on time",
    "number come from": "the time sheet",
    "number now": "1",
    "aimed for": "4",
    "makes it realistic": "the boss agrees",
    "By when": "2026-03-09",
    "Whose goal": "client",
    "What is the step": "Ask the boss",
    "Who does it": "client",
    # The five questions, and agreeing
    "hang together": "Late only after Fridays",
    "What is the use good for": "An evening off",
    "What could follow": "fewer friends",
    "How likely": "low",
    "done against it": "keep one evening",
    "Which further services": "none needed",
    "seen and measured": "The time sheet shows it",
    "Who agree": "client, worker",
    "Make the plan active": "yes",
    "date set with the client": "yes",
    "does not go as planned": "I ring my sister",
    # Children
    "seen from the child": "1",
    "home fit for the child": "1",
    "fed, clothed": "1",
    "while something is bought": "1",
    "reach or catch": "1",
    "there for the family": "1",
    "parent see the child": "1",
    "goes well for the child": "Laughs a lot",
    "for the child then": "Grandmother comes",
}
