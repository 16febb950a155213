"""What a token may do: its owner, and permissions like those of a workflow's token."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from portfolio_audit.demo.answers import DOCS, Answer, problem

ACTIONS_BOT = "github-actions[bot]"
"""The login of every workflow's own token."""
_LEVELS = {"none": 0, "read": 1, "write": 2}


class Permission(NamedTuple):
    """One permission that a request needs, named as `permissions:` of a workflow names it."""

    area: str
    level: str

    def __str__(self) -> str:
        return f"{self.area.replace('-', '_')}={self.level}"


@dataclass(frozen=True, slots=True)
class Grant:
    """Whose token it is, and what it opens."""

    login: str
    permissions: Mapping[str, str] | None = None
    """Level by area, as in `{"contents": "read"}`; what is not named is not granted. `None` grants everything."""
    repository: str = ""
    """Full name of the only repository it may change, as for a workflow's token; empty for all."""

    @property
    def viewer(self) -> str:
        """Whose private repositories it shows."""
        return self.repository.partition("/")[0] or self.login

    def allows(self, full_name: str, accepted: tuple[Permission, ...]) -> bool:
        """Whether any of the accepted permissions is held on that repository."""
        if self.repository and self.repository.lower() != full_name.lower():
            return False
        return self.permissions is None or any(self._holds(permission) for permission in accepted)

    def _holds(self, permission: Permission) -> bool:
        held = (self.permissions or {}).get(permission.area, "none")
        return _LEVELS[held] >= _LEVELS[permission.level]


def grants_of(tokens: Mapping[str, str | Grant]) -> dict[str, Grant]:
    """What each token opens; all, if only its owner is given."""
    return {token: Grant(owner) if isinstance(owner, str) else owner for token, owner in tokens.items()}


def workflow_grant(full_name: str, permissions: Mapping[str, str]) -> Grant:
    """What `GITHUB_TOKEN` is in a workflow of that repository."""
    return Grant(ACTIONS_BOT, permissions, full_name)


def authenticate() -> Answer:
    """Nobody may do this without a token."""
    return problem(401, "Requires authentication")


def not_accessible(accepted: tuple[Permission, ...] = (), page: str = DOCS) -> Answer:
    """How GitHub refuses a workflow's token, and which permissions it would accept."""
    header = (("X-Accepted-GitHub-Permissions", "; ".join(map(str, accepted))),) if accepted else ()
    return problem(403, "Resource not accessible by integration", page, *header)
