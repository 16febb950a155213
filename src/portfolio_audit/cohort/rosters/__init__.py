"""Rosters: whom to audit, out of the tables and lists that mentors have."""

from portfolio_audit.cohort.rosters.reading import read_roster

__all__ = ["read_roster"]
