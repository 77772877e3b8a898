"""Runs hrcli as `python -m hrcli`."""

from hrcli.cli import main

main(prog_name="hrcli")
