"""Errors that end a run. Each message says what happened and what to do next."""


class AuditError(Exception):
    """Nothing, or not what was asked, could be audited."""


class UserNotFound(AuditError):
    """No such account on the host."""


class NoRepositories(AuditError):
    """The account has no public repositories, or none of those that are wanted."""


class NotAPerson(AuditError):
    """The account is an organisation."""


class BadTarget(AuditError):
    """The target is no username, owner/repo, URL or folder."""


class HostUnreachable(AuditError):
    """The host could not be reached, or did not answer as GitHub does."""


class BadCredentials(AuditError):
    """The host refused the token."""


class RateLimited(AuditError):
    """The host's request limit is used up."""


class RuleFileError(AuditError):
    """A file of the rule catalogue is wrong; the message names file and key."""


class UnknownRule(RuleFileError):
    """No rule is called so.

    Attributes:
        name: id, category or pattern, as it was given.
        hint: what to do, for the end of a sentence.
    """

    def __init__(self, name: str, hint: str) -> None:
        super().__init__(f"no rule is called {name!r}{hint}")
        self.name = name
        self.hint = hint


class RosterFileError(AuditError):
    """A roster cannot be read, or names nobody; the message says what to do with it."""


class ReportFileError(AuditError):
    """A saved report or portfolio cannot be read."""


class StateFileError(AuditError):
    """The state of a cohort cannot be used; the message says why and what to do."""


class TemplateFileError(AuditError):
    """One's own report template is wrong; the message names file and line."""


class NotComparable(AuditError):
    """Two reports have no common scale; the message says why and what to do."""


class OutputError(AuditError):
    """A report could not be written."""


class GradeBookError(AuditError):
    """A grade book cannot be filled; the message says what to give instead."""


class ActionError(AuditError):
    """The GitHub Action is used in a way that cannot work; the message says what to change in the workflow."""


class NotPermitted(AuditError):
    """The host does not let the token do that; the message names the permission that is missing."""


class NotProposed(AuditError):
    """A pull request cannot be made, or the host did not take it; the message says why and what to do."""


class Unanswered(AuditError):
    """It is not known whether the host has done what it was asked for."""
