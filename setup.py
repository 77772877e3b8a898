"""Finds the packages: setup.cfg cannot find and also name those whose data lie beside hrcli/."""

from setuptools import find_packages, setup

# Their folders: setup.cfg.
DATA = ["hrcli.docs", "hrcli.examples", "hrcli.schemas", "hrcli.templates"]

setup(packages=find_packages(include=["hrcli", "hrcli.*"]) + DATA)
