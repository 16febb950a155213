"""What the profile as a whole tells."""

from itertools import combinations

from portfolio_audit.checks.outcomes import failed, graded, looked_for, passed, unknown
from portfolio_audit.checks.registry import check
from portfolio_audit.model.facts import CodeFacts, ContributionFacts, ProfileFacts, ProjectFacts, RepoFacts
from portfolio_audit.model.portfolio import Portfolio
from portfolio_audit.model.rules import Finding, Outcome, State
from portfolio_audit.model.sketches import in_common
from portfolio_audit.model.values import Evidence, Unavailable
from portfolio_audit.text import counted, numbered, uncapitalised


def _unseen(portfolio: Portfolio) -> int:
    """Repositories of which too little is known to say what they are."""
    return sum(skip.unavailable for skip in portfolio.skipped) + sum(
        isinstance(repo.project, Unavailable) or repo.project.kind is None for repo in portfolio.repos
    )


def _projects(portfolio: Portfolio, unscored: tuple[str, ...]) -> list[tuple[RepoFacts, ProjectFacts]]:
    known = [(repo, repo.project) for repo in portfolio.repos if isinstance(repo.project, ProjectFacts)]
    return [(repo, project) for repo, project in known if project.kind not in (None, *unscored)]


@check
def flagships(portfolio: Portfolio, *, wanted: int, unscored: tuple[str, ...]) -> Outcome:
    """Two or three projects that go the whole way."""
    whole = [repo.name for repo, project in _projects(portfolio, unscored) if project.end_to_end]
    if len(whole) < wanted and _unseen(portfolio):
        return unknown(f"{len(whole)} found, but {_unseen(portfolio)} repositories could not be looked at")
    message = numbered(len(whole), "{} project from data to users", "{} projects from data to users")
    return graded(
        len(whole), wanted, message, looked_for("end-to-end projects", "all repositories"), *map(Evidence, whole)
    )


@check
def profile_readme(portfolio: Portfolio, profile: ProfileFacts, *, words: int) -> Outcome:
    """A profile page: the README of the repository that is named like the person."""
    name = profile.login.lower()
    repo = next((repo for repo in portfolio.repos if repo.name.lower() == name), None)
    if repo is None:
        if any(skip.name.lower() == name and skip.unavailable for skip in portfolio.skipped):
            return unknown("the profile repository could not be looked at")
        return failed("there is no profile README", looked_for(f"a repository called {profile.login}", "repositories"))
    if isinstance(repo.readme, Unavailable):
        return unknown(repo.readme.reason)
    place = Evidence(f"{repo.name}/{repo.readme.path or 'README.md'}")
    return graded(repo.readme.words, words, f"the profile README has {repo.readme.words} words", place, place)


@check
def described(portfolio: Portfolio, *, share: int, unscored: tuple[str, ...]) -> Outcome:
    """Projects with a description and topics in their About box."""
    projects = [repo for repo, _ in _projects(portfolio, unscored) if not isinstance(repo.host, Unavailable)]
    if not projects:
        return unknown("no project's About box was looked at")
    bare = [r for r in projects if isinstance(r.host, Unavailable) or not (r.host.description and r.host.topics)]
    percent = 100 * (len(projects) - len(bare)) // len(projects)
    message = f"{len(projects) - len(bare)} of {len(projects)} projects have a description and topics"
    places = [Evidence(repo.name, None, "description or topics missing") for repo in bare]
    return graded(percent, share, message, places[0] if places else looked_for(""), *places)


@check
def presented(profile: ProfileFacts) -> Outcome:
    """A name, a line about the person, a way to reach them."""
    parts = {"a name": profile.has_name, "a bio": bool(profile.bio), "a contact": profile.has_contact}
    missing = ", ".join(part for part, there in parts.items() if not there)
    message = f"the profile lacks {missing}" if missing else "name, bio and contact are there"
    return graded(sum(parts.values()), 3, message, looked_for(missing, "the profile"))


@check
def open_source(contributions: ContributionFacts, *, minimum: int) -> Outcome:
    """Merged pull requests to repositories of others."""
    count = contributions.merged_elsewhere
    message = f"{counted(count, 'merged pull request')} to repositories of others"
    looked = looked_for("merged pull requests elsewhere", "GitHub search")
    return graded(count, minimum, message, looked)


@check
def activity(contributions: ContributionFacts, *, weeks: int) -> Outcome:
    """Weeks with contributions in the last year."""
    message = f"active in {contributions.active_weeks} of the last 52 weeks"
    return graded(contributions.active_weeks, weeks, message, Evidence("contribution calendar", None, message))


@check
def pinned(
    contributions: ContributionFacts, portfolio: Portfolio, *, wanted: int, unscored: tuple[str, ...]
) -> Outcome:
    """Pins that lead to projects."""
    projects = {repo.name for repo, _ in _projects(portfolio, unscored)}
    good = [name for name in contributions.pinned if name in projects]
    if len(good) < wanted and (unseen := _unseen(portfolio)):
        return unknown(f"{len(good)} found, but {unseen} repositories could not be looked at")
    message = f"{len(good)} of {len(contributions.pinned)} pins lead to projects"
    least = min(wanted, len(projects))
    if not least:
        return passed("there is no project to pin yet")
    return graded(len(good), least, message, looked_for("pinned projects", "the profile"), *map(Evidence, good))


@check
def weak_in_view(portfolio: Portfolio, *, weak: tuple[str, ...], share: int) -> Outcome:
    """Few empty or unfinished repositories beside the good ones."""
    kinds = ((repo.name, repo.project.kind) for repo in portfolio.repos if isinstance(repo.project, ProjectFacts))
    known = [(name, kind) for name, kind in kinds if kind is not None]
    found = [Evidence(name, None, kind) for name, kind in known if kind in weak]
    total, unseen = len(known) + _unseen(portfolio), _unseen(portfolio)
    if 100 * len(found) <= share * total < 100 * (len(found) + unseen):
        return unknown(f"{len(found)} found, but {unseen} repositories could not be looked at")
    if 100 * len(found) <= share * total:
        return passed(f"{len(found)} of {len(known)} repositories are empty or exercises")
    return failed(f"{len(found)} of {len(known)} repositories are empty or exercises", *found)


@check
def apart(portfolio: Portfolio, *, likeness: int, unscored: tuple[str, ...]) -> Outcome:
    """Projects that do not repeat each other."""
    known = [(repo.name, repo.code) for repo, _ in _projects(portfolio, unscored)]
    sketches = [(name, code.fingerprint) for name, code in known if isinstance(code, CodeFacts) and code.fingerprint]
    pairs = [
        (share, one[0], other[0])
        for one, other in combinations(sketches, 2)
        if (share := in_common(one[1], other[1])) >= likeness
    ]
    if not pairs and (unseen := _unseen(portfolio)):
        return unknown(f"nothing found, but {unseen} repositories could not be looked at")
    if not pairs and len(sketches) < 2 <= len(known):
        return unknown("the projects hold too little code to compare")
    if not pairs:
        small = f" ({len(known) - len(sketches)} with little code left out)" if len(known) > len(sketches) else ""
        return passed(f"no two projects share most of their code{small}")
    pairs.sort(reverse=True)
    places = [Evidence(one, None, f"{share} % of all code is also that of {other}") for share, one, other in pairs]
    share, one, other = pairs[0]
    more = f"; {len(pairs) - 1} more like it" if len(pairs) > 1 else ""
    return failed(
        f"worth a look: {one} and {other} have {share} % of their code in common, names and texts aside{more}", *places
    )


@check
def no_habit(portfolio: Portfolio, answers: tuple[Finding, ...], *, projects: int, most: int) -> Outcome:
    """No rule that most projects fail in the same way."""
    names = {answer.subject for answer in answers}
    failed_ones = [answer for answer in answers if answer.outcome.state is State.FAIL]
    known = {(answer.subject, answer.rule.id) for answer in failed_ones}
    missing: dict[str, list[Finding]] = {}
    for answer in failed_ones:
        if (answer.subject, answer.rule.parent) not in known:  # else it merely follows from another
            missing.setdefault(answer.rule.id, []).append(answer)
    habits = [found for found in missing.values() if len(found) >= projects and 2 * len(found) >= len(names)]
    habits.sort(key=lambda found: (-len(found) * found[0].rule.weight, found[0].rule.id))
    if not habits and _unseen(portfolio):
        return unknown(f"nothing found, but {_unseen(portfolio)} repositories could not be looked at")
    if not habits:
        return passed("nothing is missing in most projects")
    places = [Evidence(_names(found), None, found[0].rule.failure_title) for found in habits[:most]]
    first = habits[0]
    return failed(f"in {len(first)} of {len(names)} projects: {uncapitalised(first[0].rule.failure_title)}", *places)


def _names(found: list[Finding]) -> str:
    return ", ".join(answer.subject for answer in found)[:200]


@check
def skills(portfolio: Portfolio, *, groups: int, unscored: tuple[str, ...]) -> Outcome:
    """Sorts of tools that the projects' code proves."""
    proven = [(repo.name, skill) for repo, project in _projects(portfolio, unscored) for skill in project.skills]
    first = {skill.group: Evidence(name, None, f"{skill.title}: {skill.at.path}") for name, skill in reversed(proven)}
    if len(first) < groups and (unseen := _unseen(portfolio)):
        return unknown(f"{len(first)} sorts of tools found, but {unseen} repositories could not be looked at")
    titles = len({skill.id for _, skill in proven})
    message = f"the code proves {counted(titles, 'tool')} of {counted(len(first), 'sort')}"
    message += f": {', '.join(sorted(first))}" if first else ""
    return graded(len(first), groups, message, looked_for("tools in use", "all projects"), *first.values())
