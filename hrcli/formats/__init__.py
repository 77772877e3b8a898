"""Findings, what is due and what changed, written down for people and programs."""
