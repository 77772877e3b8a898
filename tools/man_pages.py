"""The manual's pages, one for hrcli and one for each command, out of the commands' own help."""

from __future__ import annotations

import inspect
from collections.abc import Iterator

import click

from hrcli import __version__
from hrcli.cli import main
from hrcli.commands import SECTIONS, TABLE, every_command


def pages(exit_codes: str) -> dict[str, str]:
    """Each page by the name of its file, `hrcli-show.1`; `exit_codes` are the same for all."""
    told: dict[str, tuple[click.Command, str]] = {}
    told["hrcli"] = (main, "Harm-reduction case plans kept as plain files.")
    for name, command in every_command().items():
        told[f"hrcli-{name}"] = (command, TABLE[name][1])
    return {
        f"{name}.1": "\n".join(_page(name, command, line, exit_codes)) + "\n"
        for name, (command, line) in told.items()
    }


def _page(name: str, command: click.Command, line: str, exit_codes: str) -> Iterator[str]:
    typed = "hrcli" if command is main else name.replace("-", " ", 1)
    yield f'.TH "{_plain(name.upper())}" 1 "" "hrcli {__version__}" "hrcli"'
    yield from (".SH NAME", f"{_plain(name)} \\- {_plain(line.rstrip('. '))}")
    yield from (".SH SYNOPSIS", f".B {_plain(typed)}", _plain(_takes(command)))
    yield from (".SH DESCRIPTION", *_description(command))
    if command is main:
        yield from (".SH COMMANDS", *_commands())
    elif isinstance(command, click.Group):
        yield from (".SH COMMANDS", *_inner(command))
    yield from (".SH OPTIONS", *_options(command))
    yield from (".SH EXIT STATUS", ".nf", *map(_plain, exit_codes.splitlines()[1:]), ".fi")
    if command is not main:
        yield from (".SH SEE ALSO", ".BR hrcli (1)")


def _plain(text: str) -> str:
    """`text` as roff prints it letter by letter."""
    shown = text.replace("\\", "\\e").replace("-", "\\-").replace('"', "\\(dq")
    return f"\\&{shown}" if shown.startswith((".", "'")) else shown


def _takes(command: click.Command) -> str:
    group = ["COMMAND", "[WORD]..."] if isinstance(command, click.Group) else []
    return " ".join(["[OPTION]...", *map(_argument, _arguments(command)), *group])


def _arguments(command: click.Command) -> list[click.Argument]:
    return [param for param in command.params if isinstance(param, click.Argument)]


def _argument(argument: click.Argument) -> str:
    name = argument.metavar or str(argument.name).upper()
    return name if argument.required or name.startswith("[") else f"[{name}]"


def _description(command: click.Command) -> Iterator[str]:
    """The help: paragraphs, and the examples as they are typed."""
    for paragraph in inspect.cleandoc(command.help or "").split("\n\n"):
        if paragraph.startswith("\b\n"):
            head, *lines = paragraph.split("\n")[1:]
            yield from (f".SH {head.rstrip(':').upper()}", ".nf", *map(_plain, lines), ".fi")
        else:
            yield from (".PP", _plain(" ".join(paragraph.split())))


def _commands() -> Iterator[str]:
    for heading, rows in SECTIONS.items():
        yield f".SS {_plain(heading)}"
        for name, (_, line) in rows.items():
            if line:
                yield from (".TP", f".BR hrcli\\-{_plain(name)} (1)", _plain(line))


def _inner(group: click.Group) -> Iterator[str]:
    for name, command in sorted(group.commands.items()):
        takes = " ".join((name, *map(_argument, _arguments(command))))
        says = inspect.cleandoc(command.help or "").split("\n\n")[0]
        yield from (".TP", f".B {_plain(takes)}", _plain(" ".join(says.split())))


def _options(command: click.Command) -> Iterator[str]:
    for option in command.params:
        if isinstance(option, click.Option):
            yield from (".TP", f".B {_plain(_spelling(option))}", _plain(option.help or ""))
    yield from (".TP", f".B {_plain('-h, --help')}", "Show the help and exit.")


def _spelling(option: click.Option) -> str:
    names = ", ".join([*reversed(option.opts), *option.secondary_opts])
    if option.is_flag:
        return names
    kind = option.type
    choices = "|".join(map(str, kind.choices)) if isinstance(kind, click.Choice) else ""
    return f"{names} {choices or option.metavar or kind.name.upper()}"
