"""Audit a GitHub profile as a machine-learning portfolio."""

__version__ = "0.1.0"
