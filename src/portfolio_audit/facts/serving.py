"""By which way users get the work: what the verdict on the whole way rests on."""

from portfolio_audit.facts.paths import language, suffix
from portfolio_audit.facts.signs import SITE, Signs
from portfolio_audit.model.values import Evidence

SOFTWARE = frozenset({"PHP", "Java", "Kotlin", "C#", "Go", "Ruby", "JavaScript", "TypeScript", "Dart", "Swift"})
BI = frozenset({".pbix", ".pbit", ".twb", ".twbx", ".qvf"})
_PACKAGING = ("pyproject.toml", "setup.py", "setup.cfg", "description")


def serving(signs: Signs, kind: str | None) -> tuple[Evidence, ...]:
    """What serves the work: an app, a server, a package, a site, a program, a dashboard or a scheduled pipeline."""
    if served := (*signs.code.app_at, *(call.at for call in signs.code.servers)):
        return served
    if signs.packaged:
        return tuple(Evidence(path) for path in signs.tree.paths if path.lower() in _PACKAGING)
    ways = _programs(signs, kind) or tuple(Evidence(path) for path in signs.tree.paths if suffix(path) in BI)
    return ways or (_pipelines(signs) if signs.code.work else ())


def _programs(signs: Signs, kind: str | None) -> tuple[Evidence, ...]:
    """A site or a program; a bot, a desktop program, or one that the README tells how to install and use."""
    if kind in ("web-app", "ml-app") and (
        found := tuple(place for place in signs.code.work if language(place.path) in SITE | SOFTWARE)
    ):
        return found
    if kind == "web-app" and signs.code.work:
        return (*signs.uses.bots, *signs.uses.desktop) or (signs.code.work[:1] if signs.instructs else ())
    return ()


def _pipelines(signs: Signs) -> tuple[Evidence, ...]:
    """What runs by itself at its times."""
    deployment = signs.deployment
    timed = tuple(Evidence(flow.path, None, "schedule") for flow in deployment.workflows if "schedule" in flow.triggers)
    runs = deployment.workflows or deployment.services or deployment.containers
    return (*signs.uses.pipelines, *timed) or (signs.uses.schedulers if runs else ())
