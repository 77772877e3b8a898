"""Whether the questions that change everything were asked early, alone, and not too long ago."""

from __future__ import annotations

from collections.abc import Iterator

from hrcli.method.early_questions import Topic, question_waits, topics
from hrcli.plan.case import Case
from hrcli.rules.rule import ADVICE, WARNING, Hit, rule

EARLY = "DrugNet, Harm Reduction: high-priority harms; how often is hrcli's own convention"


@rule(
    "ASK01",
    "asked-early",
    WARNING,
    source=EARLY,
    finds=(
        "Questions that are asked early and again after some months, and that nobody has asked: "
        "violence, suicide, overdose, driving, storage, withdrawal, pregnancy. Advice until the "
        "first review was held."
    ),
    why=(
        "Each of them changes what is safe to plan. Asked once, alone and early, they cost a few "
        "minutes; declining is an answer, and nobody is pressed."
    ),
    example="""
    asked:
      - {about: violence, answer: not_asked}
    """,
    better="""
    use: []
    asked:
      - {about: violence, answer: absent, asked_on: 2026-02-02, alone: true}
      - {about: suicide, answer: declined, asked_on: 2026-02-02, alone: true}
      - {about: pregnancy, answer: absent, asked_on: 2026-02-02}
    """,
)
def _asked_early(case: Case) -> Iterator[Hit]:
    if not question_waits(case):
        return
    to_ask = [topic for topic in topics(case) if topic.to_ask]
    yield Hit(
        case.plan_file,
        ("asked",),
        f"{_listed('Nobody has asked about', to_ask, 'open')}"
        f"{_listed('Asked too long ago', to_ask, 'stale')}".strip(),
        "Ask while you are alone together, and say first what you would have to pass on: "
        f"hrcli ask {case.id[:4]}. Whatever the client says is an answer, declining too.",
        at_key=True,
        severity=WARNING if case.held else ADVICE,
    )


def _listed(heading: str, topics: list[Topic], state: str) -> str:
    names = ", ".join(topic.about for topic in topics if topic.state == state)
    return f"{heading}: {names}. " if names else ""
