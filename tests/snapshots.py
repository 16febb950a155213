"""A snapshot made of a dictionary, for tests of facts and rules."""

from portfolio_audit.sources.texts import TextSnapshot as DictSnapshot

__all__ = ["DictSnapshot"]
