"""The hosts of the data files as a table for `docs/demos.md`."""

import sys
from collections.abc import Iterator

from portfolio_audit.web.hosts import Host, Sign, hosts

BEGIN, END = "<!-- hosts -->\n", "<!-- end of hosts -->\n"


def table() -> str:
    """One row a host: its addresses, how each state is told, and where that is documented or reported."""
    head = "| host | addresses | told by | source, checked |\n| --- | --- | --- | --- |\n"
    return head + "".join(
        f"| {' | '.join(_row(host))} |\n" for host in sorted(hosts(), key=lambda one: one.title.lower())
    )


def _row(host: Host) -> tuple[str, ...]:
    told = "; ".join(dict.fromkeys((*_nature(host), *(_told(sign, host.temporary) for sign in host.sign))))
    source = f"[source]({host.source}), {host.date.isoformat()}"
    return host.title, ", ".join(f"`{name}`" for name in host.names), told or "as anywhere", source


def _nature(host: Host) -> Iterator[str]:
    if host.temporary:
        yield "**temporary** by its address"
    if host.ended:
        yield f"ended on {host.ended.isoformat()}: **gone** once nothing answers"
    elif host.control:
        yield f"**gone** by a name that is not known while `{host.control}` is"


def _told(sign: Sign, temporary: str) -> str:
    seen = [f"status {' or '.join(map(str, sign.status))}"] if sign.status else []
    if sign.key:
        seen.append(f"`{sign.key}` is {' or '.join(map(str, sign.values)) or 'there'}")
    if sign.header:
        seen.append(f"`{sign.header}: {sign.holds}`")
    seen += [f"“{text}”" for text in (sign.title, sign.text, sign.at) if text]
    what = "down" if temporary else f"**{sign.state}**"
    return f"{what} by {', '.join(seen)}{' of its interface' if sign.asked else ''}"


if __name__ == "__main__":
    sys.stdout.write(table())
