"""What the README tells a visitor."""

from portfolio_audit.checks.demos import is_dead
from portfolio_audit.checks.outcomes import failed, graded, looked_for, partial, passed, unknown
from portfolio_audit.checks.registry import check
from portfolio_audit.model.facts import DemoFacts, ReadmeFacts, TreeFacts
from portfolio_audit.model.rules import Outcome
from portfolio_audit.model.values import Evidence, Unavailable
from portfolio_audit.text import counted

_PLACES = "the root, docs/ and .github/"
_ENOUGH_TO_TELL = 40
"""Words from which the language of a text can be told."""


def where(readme: ReadmeFacts) -> str:
    """Where one would look: the README, or the places where it could be."""
    return readme.path or _PLACES


@check
def exists(readme: ReadmeFacts, *, words: int) -> Outcome:
    """A README with at least so many words; headings alone say nothing."""
    if readme.path is None:
        return failed("there is no README", looked_for("a README", _PLACES))
    if readme.template_only:
        return failed(f"{readme.path} is a template that nobody has filled in", Evidence(readme.path, 1))
    message = f"{readme.path} has {readme.body_words} words under its headings"
    return graded(readme.body_words, words, message, Evidence(readme.path, 1), Evidence(readme.path, 1))


@check
def more_than_title(readme: ReadmeFacts, *, words: int) -> Outcome:
    """Something under the title: so many words, a picture, or a command."""
    if readme.path is None:
        return _no_readme()
    message = f"{readme.body_words} words under the headings of {readme.path}"
    shown = [image for image in readme.images if image.role == "picture"]
    if (readme.body_words >= words or shown) and not readme.template_only:
        return passed(message, Evidence(readme.path, 1))
    return failed(message, Evidence(readme.path, 1, message))


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
    missing = ", ".join(name for name, content in zip(contents, found, strict=True) if not content.present)
    evidence = [content.evidence[0] for content in there if content.evidence]
    message = f"the README lacks {missing}" if missing else f"the README names {' and '.join(contents)}"
    return graded(len(there), len(contents), message, looked_for(missing, where(readme)), *evidence)


@check
def has_aspects(readme: ReadmeFacts, *, aspects: tuple[str, ...], what: tuple[str, ...]) -> Outcome:
    """What a reviewer looks for within the contents, with credit for each; `what` says it in words."""
    found = [readme.aspect(name) for name in aspects]
    missing = ", ".join(words for aspect, words in zip(found, what, strict=True) if not aspect.present)
    if not missing:
        return passed(f"the README tells {' and '.join(what)}", *(place for a in found for place in a.evidence[:2]))
    if readme.path and readme.language is None and readme.body_words >= _ENOUGH_TO_TELL:
        return unknown("the README is in a language that is not read")
    there = [aspect.evidence[0] for aspect in found if aspect.present]
    return graded(
        len(there), len(found), f"the README does not tell {missing}", looked_for(missing, where(readme)), *there
    )


@check
def international(readme: ReadmeFacts, *, words: int) -> Outcome:
    """Prose whose language can be told, and for another language than English a summary that others can read."""
    if readme.path is None:
        return _no_readme()
    if readme.words < words:
        return failed("there is no prose to read", looked_for(f"{words} words of prose", where(readme)))
    if readme.language in (None, "en") or "en" in readme.other_languages:
        return passed("there is prose to read" if readme.language is None else "English readers can follow it")
    message = f"written in {readme.language}; two sentences in English would open it to recruiters elsewhere"
    return partial(50, message, Evidence(where(readme), 1))


@check
def shown_at_work(readme: ReadmeFacts, demos: DemoFacts | Unavailable) -> Outcome:
    """A demo that is not known to be dead, or at least a video or picture of the app."""
    for name in ("demo_video",) if is_dead(demos) else ("demo", "demo_video"):
        if (found := readme.content(name)).present:
            return passed("the README shows the app at work", *found.evidence)
    pictures = [image for image in readme.images if image.role == "picture" and image.resolves is not False]
    if pictures:
        places = (Evidence(where(readme), image.line, image.url) for image in pictures)
        return passed("the README shows the app in a picture", *places)
    looked = looked_for("a link to the running app, a video, a screenshot", where(readme))
    return failed("nobody can see the app without installing it", looked)


@check
def names_host(readme: ReadmeFacts) -> Outcome:
    """Where the app runs."""
    for found in (readme.content("demo"), readme.aspect("host")):
        if found.present:
            return passed("the README says where it runs", *found.evidence)
    return failed("the README does not say where it runs", looked_for("a host and how to deploy", where(readme)))


@check
def structure_shown(tree: TreeFacts, readme: ReadmeFacts, *, files: int) -> Outcome:
    """Where what is, told in the README of a repository that is not tiny."""
    if tree.files < files:
        return passed(f"{tree.files} files explain themselves")
    if (found := readme.content("structure")).present:
        return passed("the README shows where what is", *found.evidence)
    return failed(
        f"{tree.files} files, and the README does not say where what is",
        looked_for("a tree or list of files", readme.path or "README"),
    )


@check
def no_placeholders(readme: ReadmeFacts) -> Outcome:
    """No template text left in place."""
    count = len(readme.placeholders)
    if not count:
        return passed("no template text is left")
    message = f"{counted(count, 'place')} where template text is left"
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
def scannable(readme: ReadmeFacts, *, words: int, headings: int) -> Outcome:
    """Headings in a README that is long enough to need them."""
    if readme.body_words < words:
        return passed(f"{readme.body_words} words need no headings")
    looked = Evidence(where(readme), 1, f"{readme.words} words under {len(readme.sections)} headings")
    return graded(len(readme.sections), headings, f"{len(readme.sections)} headings", looked)


def _no_readme() -> Outcome:
    return failed("there is no README", looked_for("a README", _PLACES))
