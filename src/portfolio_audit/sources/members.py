"""All pages of an organisation's members."""

from portfolio_audit.errors import AuditError
from portfolio_audit.sources.api import Api
from portfolio_audit.sources.listing import is_list_of_accounts

_MOST = 1000


def members_of(api: Api, organisation: str, absent: str) -> tuple[str, ...]:
    """Logins, in the host's order.

    Raises:
        UserNotFound: there is no such organisation; `absent` says so.
        AuditError: not all of them could be had.
    """
    # an older host leads those who are no members to the public ones, and forgets which page was asked for
    lists = (_listed(api, f"/orgs/{organisation}/{name}", absent) for name in ("members", "public_members"))
    found = next((logins for logins in lists if logins is not None), None)
    if found is None:
        raise AuditError(f"the host's list of the members of {organisation} does not end. Give a list of usernames.")
    return found


def _listed(api: Api, path: str, absent: str) -> tuple[str, ...] | None:
    """`None` if a page repeats what came before although there are to be more, or if there are too many."""
    found: dict[str, None] = {}
    for number in range(1, _MOST + 1):
        page = api.get(f"{path}?per_page=100&page={number}", is_list_of_accounts, absent)
        before = len(found)
        found |= dict.fromkeys(row["login"] for row in page.data)
        if not page.more:
            return tuple(found)
        if len(found) == before:
            return None
    return None
