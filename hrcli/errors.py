"""What can go wrong outside a case's text, and the exit code each kind earns."""

from __future__ import annotations

from typing import TypeVar

from hrcli.finding import Finding
from hrcli.terminal import unbroken

Failure = TypeVar("Failure", bound="HrcliError")


class HrcliError(Exception):
    """A failure told in three lines: what, where, what to do. Never holds a value of a case."""

    exit_code = 3
    snippet = ""  # what the worker has just given, as YAML to paste; for stdout

    def __init__(self, what: str, where: str, todo: str) -> None:
        super().__init__(what, where, todo)
        self.what = what
        self.where = where
        self.todo = todo

    @classmethod
    def at(cls: type[Failure], file: str, finding: Finding) -> Failure:
        """The failure that a finding in `file` makes, told with its place."""
        return cls(finding.message, f"{file}:{finding.place}", finding.help)

    def __str__(self) -> str:
        # A line break in the name of a folder must not make a fourth line.
        return "\n  ".join(map(unbroken, (self.what, self.where, self.todo)))


class NoCaseload(HrcliError):
    """No caseload was found where hrcli looked."""


class Unreadable(HrcliError):
    """A file is missing, forbidden, or not what it should be."""


class Unwritable(HrcliError):
    """Nothing was written: disk full, read-only, locked, or changed by somebody else."""


class Changed(Unwritable):
    """Nothing was written: the file is no longer what the change was worked out for."""


class Refused(HrcliError):
    """hrcli will not do this: it cannot be done without harm to the file or the client."""


class Undelivered(HrcliError):
    """A reminder could not be handed to the program that was to tell the worker."""


class StoppedTemplate(HrcliError):
    """An agency's template could not be carried out, or was stopped while it ran."""


class Blocked(HrcliError):
    """Findings stand in the way; they come with the error and set exit code 1."""

    exit_code = 1
    questions: tuple[str, ...] = ()  # where they point, by the names that questions have


class WrongCommand(HrcliError):
    """The command line cannot be carried out as typed."""

    exit_code = 2
