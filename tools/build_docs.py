"""Writes the reference and the manual from the code: commands, rules, the keys of every file.

`python -m tools.build_docs` writes the pages, `--check` only says which of them are stale.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import click

from hrcli.cli import main
from hrcli.commands import every_command
from hrcli.document.data import keyed
from hrcli.document.document import read
from hrcli.plan import schema
from hrcli.rules.registry import TABLE, find
from tools import man_pages

DOCS = Path(__file__).parent.parent / "docs"
MANUAL = "man"
"""Where the pages for `man` lie below docs/; setup.cfg has them installed."""
WRITTEN = "<!-- Written by `make docs` from the code; change the code, not this page. -->"

EXIT_CODES = """\
exit code
  0    done, nothing to report
  1    findings, or --exit-code and something is due
  2    the command line is wrong
  3    something could not be read or written
  4    a mistake in hrcli
  130  stopped
"""


def commands() -> str:
    """The page about commands: usage, explanation, examples and options of each."""
    parts = ["# Commands", WRITTEN, *_command(main, "hrcli"), f"```text\n{EXIT_CODES}```"]
    for name in sorted(every_command()):
        parts += [f"## hrcli {name}", *_command(every_command()[name], f"hrcli {name}")]
    return "\n\n".join(parts) + "\n"


def _command(command: click.Command, name: str) -> Iterator[str]:
    """Not click's own help text: its layout differs from one release of click to the next."""
    pieces = " ".join(piece for param in command.params if (piece := _usage(param)))
    yield f"    {name} {pieces}".rstrip() + (" COMMAND" if isinstance(command, click.Group) else "")
    for paragraph in inspect.cleandoc(command.help or "").split("\n\n"):
        if paragraph.startswith("\b\n"):
            head, *examples = paragraph.split("\n")[1:]
            yield head
            yield "\n".join(["```console", *(f"$ {line.strip()}" for line in examples), "```"])
        else:
            yield " ".join(paragraph.split())
    if isinstance(command, click.Group) and command is not main:
        yield _inner(command, name)
    options = [param for param in command.params if isinstance(param, click.Option)]
    if options:
        rows = [f"| `{_spelling(option)}` | {option.help} |" for option in options]
        yield "\n".join(["| option | does |", "|---|---|", *rows])


def _inner(group: click.Group, name: str) -> str:
    """The commands of a group, each with what it takes and the first line of its help."""
    rows = []
    for word, command in sorted(group.commands.items()):
        takes = " ".join(piece for param in command.params if (piece := _usage(param)))
        does = inspect.cleandoc(command.help or "").split("\n\n")[0].replace("\n", " ")
        rows.append(f"| `{f'{name} {word} {takes}'.strip()}` | {does} |")
    return "\n".join(["| command | does |", "|---|---|", *rows])


def _usage(param: click.Parameter) -> str:
    if isinstance(param, click.Option):
        return ""
    name = param.metavar or str(param.name).upper()
    return name if param.required or name.startswith("[") else f"[{name}]"


def _spelling(option: click.Option) -> str:
    names = ", ".join([*reversed(option.opts), *option.secondary_opts])
    if option.is_flag:
        return names
    kind = option.type
    choices = "|".join(map(str, kind.choices)) if isinstance(kind, click.Choice) else ""
    return f"{names} {choices or option.metavar or kind.name.upper()}".replace("|", "\\|")


def rules() -> str:
    """The page about rules: the whole table, rule by rule."""
    parts = ["# Rules", WRITTEN]
    parts.append(
        "A rule is switched off in `hrcli.yaml` under `rules`, or set aside in one plan by an "
        "entry of `waivers` with a reason and an end. `hrcli explain CODE` prints the same page."
    )
    rows = [
        f"| [{r.code}](#{_anchor(r.code, r.slug)}) | {r.slug} | {r.severity.value} |"
        for r in TABLE.values()
    ]
    parts.append("\n".join(["| code | name | on an active plan |", "|---|---|---|", *rows]))
    for rule in TABLE.values():
        draft = rule.draft.value if rule.draft else "silent"
        fixed = " It can be neither switched off nor set aside." if rule.fixed else ""
        parts += [
            f"## {rule.code} {rule.slug}",
            f"Active plan: {rule.severity.value}; draft: {draft}.{fixed}",
            f"**Finds.** {rule.finds}",
            f"**Why.** {rule.why}",
            f"```yaml\n# Example\n{rule.example.strip()}\n# Better\n{rule.better.strip()}\n```",
            f"Source: {rule.source}.",
        ]
    return "\n\n".join(parts) + "\n"


def _anchor(code: str, slug: str) -> str:
    return f"{code}-{slug}".lower()


def files() -> str:
    """The page about files: every key, what it means, and the words it takes."""
    parts = ["# Files", WRITTEN]
    for kind in schema.KINDS:
        parts += [f"## {kind}", f"First line: `hrcli: {kind}/1`."]
        parts.append("\n".join(_rows(kind)))
    return "\n\n".join(parts) + "\n"


def _rows(kind: str) -> Iterator[str]:
    yield "| key | meaning | form |"
    yield "|---|---|---|"
    for path, part in schema.properties(kind):
        meaning = str(part.get("description", "")).replace("|", "\\|")
        yield f"| `{path}` | {meaning} | {_form(kind, path, part)} |"


def _form(kind: str, path: str, part: Mapping[str, Any]) -> str:
    words = schema.words_at(kind, tuple(path.replace("[]", ".0").split(".")))
    if words:
        shown = ", ".join(f"`{word}`" for word in list(words)[:12])
        return shown + (f" and {len(words) - 12} more" if len(words) > 12 else "")
    if part.get("format") == "date":
        return "a date, `2026-02-28`"
    kinds = part.get("type", "")
    kinds = [kinds] if isinstance(kinds, str) else [name for name in kinds if name != "null"]
    names = {"string": "text", "integer": "a whole number", "number": "a number"}
    names |= {"boolean": "`true` or `false`", "array": "a list", "object": "keys of its own"}
    text = " or ".join(names.get(name, name) for name in kinds)
    if "maximum" in part and "minimum" in part:
        text += f", {part['minimum']}-{part['maximum']}"
    return text


def conformity() -> str:
    """The page about the five texts: what each row asks, where it lives, and what shows it."""
    known = asked()
    parts = ["# What the texts ask, and where hrcli does it", WRITTEN]
    parts.append(
        "Five texts were read phrase by phrase. Each row says in our own words what one of them "
        "asks, and what a person sees where the fact is there and where it is not. Every rule is "
        "held against a case that fires and the same case mended (`tests/cases/rules` and "
        "`tests/cases/data`); other rows name the test that shows them. Who reads each key stands "
        "on a [page of its own](readers.md)."
    )
    for text, title in known["texts"].items():
        head = "| row | asks | where | what a person sees | shown by |\n|---|---|---|---|---|"
        parts += [f"## {text} {title}", head]
        rows = (row for row in known["rows"] if row["row"].startswith(f"{text}-"))
        parts[-1] += "".join(f"\n{_conforming(row)}" for row in rows)
    return "\n\n".join(parts) + "\n"


def asked() -> Mapping[str, Any]:
    """The texts and rows of docs/conformity.yaml."""
    return keyed(read((DOCS / "conformity.yaml").read_bytes()).data)


def read_by() -> Mapping[str, Any]:
    """The readers of each key by the kind of its file: docs/readers.yaml."""
    return keyed(read((DOCS / "readers.yaml").read_bytes()).data)


def readers() -> str:
    """The page about readers: for each key what of all that is told depends on it."""
    parts = ["# Who reads what is written down", WRITTEN]
    parts.append(
        "What is written down leads somewhere. For each key of a file: what tells something else "
        "about a case once the key is gone, and the case that shows it, or why nothing does. The "
        "worker's plan is not counted, since it prints everything. `tests/whole/test_readers.py` "
        "measures it; `readers/` are cases of `tests/cases/readers.yaml`, `rules/` and "
        "`vignettes/` those below `tests/cases`, `examples/` those that come with hrcli."
    )
    for kind, keys in read_by().items():
        rows = [f"| `{key}` | {_readers(told)} | {_shown(told)} |" for key, told in keys.items()]
        table = ["| key | read by | shown by |", "|---|---|---|", *rows]
        parts += [f"## {kind}", "\n".join(table)]
    return "\n\n".join(parts) + "\n"


def _readers(told: Mapping[str, Any]) -> str:
    return ", ".join(_reader(name) for name in told.get("by", ())) or str(told["because"])


def _reader(name: str) -> str:
    way, _, own = name.partition(" ")
    return _linked(own) if way in ("rule", "wording") else name


def _shown(told: Mapping[str, Any]) -> str:
    test = str(told.get("test", "")).removeprefix("tests/")
    return f"`{test}`" if test else str(told.get("shown", ""))


def _conforming(row: Mapping[str, Any]) -> str:
    where = [f"`{field}`" for field in row.get("fields", ())]
    where += [_linked(name) for name in row.get("rules", ())]
    where += [f"`hrcli {command}`" for command in row.get("commands", ())]
    where += [f"section {section}" for section in row.get("sections", ())]
    where += [f"idea {idea}" for idea in row.get("ideas", ())]
    where += [f"[example](../examples/cases/{case}/plan.yaml)" for case in row.get("examples", ())]
    where.append(row.get("note", ""))
    shown = ["golden cases"] if "rules" in row else []
    shown += [f"`{test.removeprefix('tests/')}`" for test in row.get("tests", ())]
    told = "; ".join(part for part in where if part)
    return f"| {row['row']} | {row['asks']} | {told} | {_seen(row)} | {', '.join(shown)} |"


def _seen(row: Mapping[str, Any]) -> str:
    """What a person sees where the fact is there and where it is not, and what is missing of it."""
    seen = [str(row["sees"])] if "sees" in row else ["The finding, until it is answered."]
    return " ".join([*seen, *([f"**Partly:** {row['partly']}"] if "partly" in row else [])])


def _linked(name: str) -> str:
    rule = find(name)
    if rule is None:
        raise SystemExit(f"docs name a rule that does not exist: {name}")
    return f"[{rule.code} {rule.slug}](rules.md#{_anchor(rule.code, rule.slug)})"


PAGES = {
    "commands.md": commands,
    "rules.md": rules,
    "files.md": files,
    "conformity.md": conformity,
    "readers.md": readers,
}


def written() -> dict[str, str]:
    """Every page by its file below docs/, as the code says it is now."""
    manual = man_pages.pages(EXIT_CODES)
    pages = {name: page() for name, page in PAGES.items()}
    return pages | {f"{MANUAL}/{name}": page for name, page in manual.items()}


def stale() -> list[str]:
    """The pages that do not say what the code says, and those of commands that are gone."""
    pages = written()
    there = {f"{MANUAL}/{path.name}" for path in (DOCS / MANUAL).glob("*")}
    differing = [
        name
        for name, page in pages.items()
        if not (DOCS / name).is_file() or (DOCS / name).read_text(encoding="utf-8") != page
    ]
    return [*differing, *sorted(there - set(pages))]


if __name__ == "__main__":
    if "--check" in sys.argv:
        found = stale()
        print("\n".join(f"stale: docs/{name}" for name in found))
        sys.exit(bool(found))
    (DOCS / MANUAL).mkdir(exist_ok=True)
    for name, page in written().items():
        (DOCS / name).write_text(page, encoding="utf-8")
