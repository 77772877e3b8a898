"""Settings of git with which a repository makes programs run."""

from __future__ import annotations

TRAPS = {
    "fsmonitor": "[core]\n fsmonitor = {trap}\n",
    "pager": "[core]\n pager = {trap}\n",
    "hooks": "[core]\n hooksPath = {folder}\n",
    "external": "[diff]\n external = {trap}\n",
    "textconv": '[diff "x"]\n textconv = {trap}\n command = {trap}\n',
    "filter": '[filter "x"]\n clean = {trap}\n smudge = {trap}\n process = {trap}\n',
    "signatures": "[log]\n showSignature = true\n[gpg]\n program = {trap}\n",
    "ssh": "[core]\n sshCommand = {trap}\n"
    '[remote "origin"]\n url = x@y.invalid:z\n promisor = true\n',
    "alias": "[alias]\n log = !{trap}\n cat-file = !{trap}\n",
    "merge": '[merge "hrcli"]\n driver = {trap}\n',
    "include": "[include]\n path = {folder}/more\n",
}
