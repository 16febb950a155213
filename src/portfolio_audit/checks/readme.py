"""What the README tells a visitor."""

from portfolio_audit.checks.outcomes import failed, graded, looked_for, partial, passed
from portfolio_audit.checks.registry import check
from portfolio_audit.model.facts import ReadmeFacts
from portfolio_audit.model.rules import Outcome
from portfolio_audit.model.values import Evidence

_PLACES = "the root, docs/ and .github/"


def where(readme: ReadmeFacts) -> str:
    """Where one would look: the README, or the places where it could be."""
    return readme.path or _PLACES


@check
def exists(readme: ReadmeFacts, *, words: int) -> Outcome:
    """A README with at least so many words of prose."""
    if readme.path is None:
        return failed("there is no README", looked_for("a README", _PLACES))
    message = f"{readme.path} has {readme.words} words"
    return graded(readme.words, words, message, Evidence(readme.path, 1), Evidence(readme.path, 1))


@check
def contains(readme: ReadmeFacts, *, content: str, what: str) -> Outcome:
    """One of the contents that a visitor looks for."""
    found = readme.content(content)
    if found.present:
        return passed(f"the README {what}", *found.evidence)
    return failed("not found in the README", looked_for(f"text that {what}", where(readme)))


@check
def contains_each(readme: ReadmeFacts, *, contents: tuple[str, ...]) -> Outcome:
    """Several contents, with credit for each."""
    found = [readme.content(name) for name in contents]
    there = [content for content in found if content.present]
    missing = ", ".join(content.name for content in found if not content.present)
    evidence = [content.evidence[0] for content in there if content.evidence]
    message = f"the README lacks {missing}" if missing else f"the README names {' and '.join(contents)}"
    return graded(len(there), len(contents), message, looked_for(missing, where(readme)), *evidence)


@check
def no_placeholders(readme: ReadmeFacts) -> Outcome:
    """No template text left in place."""
    count = len(readme.placeholders)
    if not count:
        return passed("no template text is left")
    message = f"{count} place{'s' * (count > 1)} where template text is left"
    if readme.template_only:
        return failed("the README is an unfilled template", *readme.placeholders)
    return failed(message, *readme.placeholders) if count > 2 else partial(50, message, *readme.placeholders)


@check
def not_template(readme: ReadmeFacts) -> Outcome:
    """Something of the author's own in the README."""
    if readme.template_only and readme.placeholders:
        return failed("the whole README is an unfilled template", *readme.placeholders)
    return passed("the README is the author's own")


@check
def pictures_resolve(readme: ReadmeFacts) -> Outcome:
    """Pictures whose relative path exists in the repository."""
    local = [image for image in readme.images if image.resolves is not None]
    broken = [Evidence(where(readme), image.line, image.url) for image in local if not image.resolves]
    message = f"{len(local) - len(broken)} of {len(local)} pictures exist in the repository"
    return graded(len(local) - len(broken), len(local), message, broken[0] if broken else looked_for(""), *broken)


@check
def links_resolve(readme: ReadmeFacts) -> Outcome:
    """Relative links and anchors that lead somewhere."""
    local = [link for link in readme.links if link.resolves is not None]
    broken = [Evidence(where(readme), link.line, link.url) for link in local if not link.resolves]
    message = f"{len(local) - len(broken)} of {len(local)} internal links lead somewhere"
    return graded(len(local) - len(broken), len(local), message, broken[0] if broken else looked_for(""), *broken)


@check
def commands_resolve(readme: ReadmeFacts) -> Outcome:
    """Commands whose file exists in the repository."""
    local = [command for command in readme.commands if command.resolves is not None]
    broken = [Evidence(where(readme), command.line, command.text) for command in local if not command.resolves]
    message = f"{len(local) - len(broken)} of {len(local)} commands name a file that exists"
    return graded(len(local) - len(broken), len(local), message, broken[0] if broken else looked_for(""), *broken)


@check
def scannable(readme: ReadmeFacts, *, words: int, headings: int) -> Outcome:
    """Headings in a README that is long enough to need them."""
    if readme.words < words:
        return passed(f"{readme.words} words need no headings") if readme.path else _no_readme()
    looked = Evidence(where(readme), 1, f"{readme.words} words under {len(readme.sections)} headings")
    return graded(len(readme.sections), headings, f"{len(readme.sections)} headings", looked)


def _no_readme() -> Outcome:
    return failed("there is no README", looked_for("a README", _PLACES))
