"""Harm-reduction case plans kept as plain files."""

__version__ = "0.1.0"
