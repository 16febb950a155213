"""What a host asks of robots, by RFC 9309.

The parser of the standard library is not used: it takes the first rule that fits and not the longest, and a `*` in a
path for itself, so it would go where robots are asked not to, and stay away where they are welcome.
"""

from urllib.parse import unquote

from msgspec import Struct

from portfolio_audit.web.answers import NoAnswer, Page

NAME = "portfolio-audit"
_MOST_LINES = 5_000


class Robots(Struct, frozen=True):
    """The rules for us."""

    rules: tuple[tuple[str, bool], ...] = ()
    """Patterns of paths, and whether they are open."""

    def allow(self, target: str) -> bool:
        """Whether a path with its query is open: by the longest rule that fits; of two as long, the one that opens."""
        path = unquote(target)
        fitting = [(len(pattern), opens) for pattern, opens in self.rules if _fits(pattern, path)]
        return max(fitting)[1] if fitting else True


def read_robots(answer: Page | NoAnswer) -> Robots:
    """The rules in a `robots.txt`.

    There are none where there is no such file. Nor are there any where the server failed: that closes a site to
    crawlers, which go from page to page; we ask for one page that its owner has linked to, and want to tell how it is.
    """
    if isinstance(answer, NoAnswer) or not 200 <= answer.status < 300:
        return Robots()
    ours, everybodys = _groups(answer.text.removeprefix("\ufeff").split("\n")[:_MOST_LINES])
    return Robots(tuple(everybodys if ours is None else ours))


def _groups(lines: list[str]) -> tuple[list[tuple[str, bool]] | None, list[tuple[str, bool]]]:
    """The rules that name us, `None` if nothing does, and those for everybody."""
    found: dict[str, list[tuple[str, bool]]] = {}
    agents: list[str] = []
    in_rules = False
    for line in lines:
        key, colon, value = line.partition("#")[0].partition(":")
        key, value = key.strip().lower(), value.strip()
        if not colon:
            continue
        if key == "user-agent":
            agents = [*([] if in_rules else agents), value.partition("/")[0].strip().lower()]
            in_rules = False
            found.setdefault(agents[-1], [])
        elif key in ("allow", "disallow"):
            in_rules = True
            for agent in agents if value else ():
                found[agent].append((unquote(value), key == "allow"))
    return found.get(NAME), found.get("*", [])


def _fits(pattern: str, path: str) -> bool:
    """Whether the path begins as the pattern says, in which `*` is anything and a last `$` the end. Without going back:
    the earliest place of each part leaves the most for the next.
    """
    pattern, ends = (pattern[:-1], True) if pattern.endswith("$") else (pattern, False)
    first, *others = pattern.split("*")
    if not path.startswith(first):
        return False
    at = len(first)
    last = others.pop() if ends and others else None
    for part in others:
        place = path.find(part, at)
        if place < 0:
            return False
        at = place + len(part)
    if last is not None:
        return path.endswith(last) and len(path) - len(last) >= at
    return not ends or at == len(path)
