"""Finds the packages: setup.cfg cannot find and also name those whose data lie beside hrcli/."""

from setuptools import find_packages, setup

DATA = ["hrcli.examples", "hrcli.schemas", "hrcli.templates"]  # their folders: setup.cfg

setup(packages=find_packages(include=["hrcli", "hrcli.*"]) + DATA)
