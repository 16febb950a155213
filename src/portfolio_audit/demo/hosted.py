"""What a loopback GitHub hosts: users, organisations and their repositories, and how to find them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from zlib import crc32

_LONG_AGO = datetime(2024, 1, 1, tzinfo=UTC)
_BOT = "[bot]"
_KNOWN_IDS = {"github-actions[bot]": 41898282}


@dataclass(frozen=True, slots=True)
class HostedRepository:
    """One repository of a user; `git_dir` is a bare repository, with or without commits."""

    name: str
    git_dir: Path
    description: str = ""
    homepage: str = ""
    topics: tuple[str, ...] = ()
    language: str | None = None
    license: str | None = None
    """SPDX identifier."""
    fork: bool = False
    archived: bool = False
    """Nothing may be written in it."""
    has_issues: bool = True
    private: bool = False
    """Answers 404 to everybody but the owner's token."""
    default_branch: str = "main"
    created_at: datetime = _LONG_AGO
    pushed_at: datetime = _LONG_AGO
    size_kb: int = 0
    former_names: tuple[str, ...] = ()
    """Names that redirect here."""


@dataclass(frozen=True, slots=True)
class HostedUser:
    """A user, or an organisation, with what is theirs."""

    login: str
    repositories: tuple[HostedRepository, ...] = ()
    name: str | None = None
    bio: str | None = None
    blog: str = ""
    email: str | None = None
    organisation: bool = False
    created_at: datetime = _LONG_AGO
    pinned: tuple[str, ...] = ()
    contributions: tuple[int, ...] = ()
    """Contributions of each day of the last year, oldest first."""
    merged_elsewhere: int = 0
    """Merged pull requests to repositories of others."""
    members: tuple[str, ...] = ()
    """Logins of an organisation's members."""
    public_members: tuple[str, ...] = ()
    """Those of them who let everybody know it."""
    sends_strangers_on: bool = False
    """Whether who is no member is led to the public ones, as GitHub once did; now they are shown in place."""
    former_logins: tuple[str, ...] = ()
    """Logins under which repositories redirect here; the old profile itself is gone, as on GitHub."""

    @property
    def id(self) -> int:
        """A stable number made from the login; that of workflows' comments is the one it has on GitHub."""
        return _KNOWN_IDS.get(self.login) or crc32(self.login.lower().encode())

    @property
    def kind(self) -> str:
        """As GitHub calls the type of an account; the logins of bots tell them."""
        return "Bot" if self.login.endswith(_BOT) else "Organization" if self.organisation else "User"

    @property
    def page(self) -> str:
        """Path of the account's page."""
        return f"apps/{self.login.removesuffix(_BOT)}" if self.kind == "Bot" else self.login


@dataclass(frozen=True, slots=True)
class Hosted:
    """A repository together with its owner."""

    owner: HostedUser
    repository: HostedRepository

    @property
    def id(self) -> int:
        """A stable number made from the full name."""
        return crc32(self.full_name.lower().encode())

    @property
    def full_name(self) -> str:
        """`owner/name`."""
        return f"{self.owner.login}/{self.repository.name}"


@dataclass(frozen=True)
class Directory:
    """Finds users and repositories; as on GitHub, case does not matter."""

    users: tuple[HostedUser, ...]
    _by_login: dict[str, HostedUser] = field(init=False, repr=False)
    _by_name: dict[str, Hosted] = field(init=False, repr=False)
    _by_former_name: dict[str, Hosted] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        everything = [Hosted(user, repository) for user in self.users for repository in user.repositories]
        object.__setattr__(self, "_by_login", {user.login.lower(): user for user in self.users})
        object.__setattr__(self, "_by_name", {hosted.full_name.lower(): hosted for hosted in everything})
        former = {name.lower(): hosted for hosted in everything for name in _former_full_names(hosted)}
        object.__setattr__(self, "_by_former_name", former)

    def user(self, login: str) -> HostedUser | None:
        """The user or organisation of that login."""
        return self._by_login.get(login.lower())

    def account(self, login: str) -> HostedUser:
        """Of whoever wrote something, hosted here or not."""
        return self.user(login) or HostedUser(login)

    def user_by_id(self, number: int) -> HostedUser | None:
        """The user with that number."""
        return next((user for user in self.users if user.id == number), None)

    def repository(self, full_name: str, viewer: str | None) -> Hosted | None:
        """The repository under its present name, if the viewer may see it."""
        return _visible(self._by_name.get(full_name.lower()), viewer)

    def renamed(self, full_name: str, viewer: str | None) -> Hosted | None:
        """The repository that once had this name, if the viewer may see it."""
        return _visible(self._by_former_name.get(full_name.lower()), viewer)

    def repository_by_id(self, number: int, viewer: str | None) -> Hosted | None:
        """The repository with that number, if the viewer may see it."""
        return _visible(next((hosted for hosted in self._by_name.values() if hosted.id == number), None), viewer)


def owned(user: HostedUser, *, private: bool) -> Iterable[Hosted]:
    """The user's public repositories, and the private ones on demand."""
    return (Hosted(user, repository) for repository in user.repositories if private or not repository.private)


def _former_full_names(hosted: Hosted) -> Iterator[str]:
    names = (hosted.repository.name, *hosted.repository.former_names)
    logins = (hosted.owner.login, *hosted.owner.former_logins)
    return (f"{login}/{name}" for login in logins for name in names if f"{login}/{name}" != hosted.full_name)


def _visible(hosted: Hosted | None, viewer: str | None) -> Hosted | None:
    if hosted is None or not hosted.repository.private:
        return hosted
    return hosted if viewer is not None and viewer.lower() == hosted.owner.login.lower() else None
