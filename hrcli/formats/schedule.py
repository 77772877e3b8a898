"""What has a computer look every working day at what is due: a crontab line, a systemd timer."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from hashlib import sha256
from typing import NamedTuple

from hrcli.errors import Refused

# What takes capabilities away (PrivateDevices, ProtectClock, ...) is left out: a systemd that runs
# for a user may lack the right to do so, and then the reminder would never start.
HARDENED = (
    "UMask=0077",
    "NoNewPrivileges=true",
    "PrivateNetwork=true",
    "PrivateTmp=true",
    "ProtectSystem=strict",
    "ProtectHome=read-only",
    "ProtectControlGroups=true",
    "ProtectKernelTunables=true",
    "ProtectProc=invisible",
    "RestrictAddressFamilies=AF_UNIX",
    "RestrictNamespaces=true",
    "RestrictRealtime=true",
    "RestrictSUIDSGID=true",
    "LockPersonality=true",
    "MemoryDenyWriteExecute=true",
    "SystemCallArchitectures=native",
    "SystemCallFilter=@system-service",
)


class Clock(NamedTuple):
    """A time of day."""

    hour: int
    minute: int


class Units(NamedTuple):
    """A systemd service and the timer that starts it, and the name both go by."""

    name: str
    service: str
    timer: str

    @property
    def files(self) -> dict[str, str]:
        """The text of each by its file name."""
        return {f"{self.name}.service": self.service, f"{self.name}.timer": self.timer}


def crontab(caseload: str, words: Sequence[str], at: Clock) -> str:
    """The two lines of a crontab that run `words` on working days; the first names the caseload.

    Raises Refused where a word holds what no crontab can hold.
    """
    _printable([caseload, *words])
    command = shlex.join(words).replace("%", "\\%")  # to cron a bare % is the end of the line
    return f"{_mark(caseload)}\n{at.minute} {at.hour} * * 1-5 umask 077; {command}\n"


def crontab_with(before: str, caseload: str, lines: str) -> str:
    """A crontab with our `lines` in it, in place of those for the same caseload."""
    kept, ours = [], False
    for line in before.removesuffix("\n").split("\n") if before else ():
        if ours or line == _mark(caseload):
            ours = not ours
            continue
        kept.append(f"{line}\n")
    return "".join(kept) + lines


def _mark(caseload: str) -> str:
    return f"# hrcli reminds of what is due in {caseload}"


def units(caseload: str, words: Sequence[str], at: Clock) -> Units:
    """The systemd units that run `words` on working days, and later where the computer was off.

    Raises Refused where a word holds what no unit can hold.
    """
    _printable([caseload, *words])
    if set(words[0]) & set("\"'\\"):  # systemd takes no such name of a program, however quoted
        todo = "Install hrcli in a folder with a plain name, or use cron."
        raise Refused("systemd starts no program with such a name.", "remind", todo)
    name = f"hrcli-remind-{sha256(caseload.encode('utf-8')).hexdigest()[:8]}"
    service = (
        "[Unit]",
        "Description=Reminder of what is due",
        "[Service]",
        "Type=oneshot",
        f"ExecStart=:{' '.join(map(_quoted, words))}",
        "# 1 says that something is due; that is no failure.",
        "SuccessExitStatus=1",
        *HARDENED,
    )
    timer = (
        "[Unit]",
        "Description=Reminder of what is due, on working days",
        "[Timer]",
        f"OnCalendar=Mon..Fri {at.hour:02}:{at.minute:02}",
        "Persistent=true",
        "[Install]",
        "WantedBy=timers.target",
    )
    return Units(name, "\n".join(service) + "\n", "\n".join(timer) + "\n")


def _quoted(word: str) -> str:
    """A word as systemd reads it back; `:` before the command keeps $ from meaning anything."""
    text = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%")
    return f'"{text}"'


def _printable(words: Sequence[str]) -> None:
    if not all(word.isprintable() for word in words):
        todo = "Rename the folder, or call hrcli in a script of your own."
        raise Refused("A name holds a character that no schedule can hold.", "remind", todo)
