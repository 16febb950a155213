"""How the work reaches its users."""

from posixpath import basename

from portfolio_audit.checks.code import uses_like
from portfolio_audit.checks.demos import dead_places, is_dead
from portfolio_audit.checks.outcomes import failed, graded, looked_for, partial, passed, unknown
from portfolio_audit.checks.registry import check
from portfolio_audit.model.facts import (
    CodeFacts,
    DemoFacts,
    DeploymentFacts,
    Dockerfile,
    HostFacts,
    MethodFacts,
    NotebookFacts,
    ProjectFacts,
    ReadmeFacts,
    TreeFacts,
)
from portfolio_audit.model.rules import Outcome
from portfolio_audit.model.values import Evidence, Unavailable

_WAY = "the whole way is there, from data to users"
_OPEN = ("demo", "notebook-host")
_AS_ROOT = "no USER: the container runs as root"


@check
def dockerfile(deployment: DeploymentFacts) -> Outcome:
    """A container that runs it anywhere."""
    if deployment.containers:
        return passed("a Dockerfile says how to run it anywhere", *deployment.containers)
    if deployment.services:
        return passed("a compose file says how to run it", *deployment.services)
    if idle := [*(Evidence(image.path) for image in deployment.images), *map(Evidence, deployment.compose)]:
        return failed(f"{idle[0].path} puts nothing of the project in a container", *idle)
    return failed("there is no Dockerfile", looked_for("Dockerfile, compose.yaml"))


@check
def host_config(deployment: DeploymentFacts) -> Outcome:
    """Configuration of a host, or a workflow that deploys."""
    if deployment.host_configs:
        return passed("the configuration of a host is there", *deployment.host_configs)
    deploys = [workflow.deploys for workflow in deployment.workflows if workflow.deploys]
    if deploys:
        return passed("a workflow deploys it", *deploys)
    if deployment.published:
        return partial(70, "a compose file publishes a port, but no host is configured", *deployment.published)
    if deployment.containers:
        return partial(50, "a Dockerfile, but no host is configured", *deployment.containers)
    looked = looked_for("Procfile, render.yaml, fly.toml, app.yaml, vercel.json, a Space's front matter")
    return failed("nothing says where it is deployed", looked)


@check
def demo_link(
    readme: ReadmeFacts,
    host: HostFacts | Unavailable,
    demos: DemoFacts | Unavailable,
    *,
    not_a_demo: tuple[str, ...],
) -> Outcome:
    """A link to the running work: in the README, or at least in the About box. One that is known to be dead is none."""
    found = readme.content("demo")
    if isinstance(demos, DemoFacts) and is_dead(demos):
        first, *more = dead_places(demos)
        return failed("there is a link to a demo, but the demo does not answer", first, *more)
    if found.present:
        return passed("the README links to the running app", *found.evidence)
    homepage = "" if isinstance(host, Unavailable) else host.homepage
    if homepage.startswith("http") and not any(word in homepage.lower() for word in not_a_demo):
        about = Evidence("About box", None, homepage)
        return partial(70, "only the About box links to the running app; the README does not", about)
    return failed("no link to a running demo", looked_for("a link to the deployed app", readme.path or "README"))


@check
def findings_open(
    readme: ReadmeFacts,
    code: CodeFacts,
    notebooks: NotebookFacts,
    tree: TreeFacts,
    demos: DemoFacts | Unavailable,
    *,
    documents: tuple[str, ...],
    names: tuple[str, ...],
) -> Outcome:
    """Findings of an analysis that a reader can open: an app, a page, a document.

    Args:
        documents: endings of files that a reader opens as they are.
        names: parts of their names that speak of findings.
    """
    open_ = [role for role in _OPEN if role != "demo" or not is_dead(demos)]
    links = [Evidence(readme.path or "", link.line, link.url) for link in readme.links if link.role in open_]
    demo = () if is_dead(demos) else readme.content("demo").evidence
    if demo or links or code.app_framework:
        places = (*demo, *links, *code.app_at)
        return passed("the findings can be opened", *places)
    saved = [Evidence(n.path, None, f"{n.output_cells} saved outputs") for n in notebooks.notebooks if n.output_cells]
    files = ((path, basename(path).lower()) for path in tree.paths)
    written = [Evidence(path) for path, name in files if name.endswith(documents) and any(n in name for n in names)]
    if saved or written:
        where = "a notebook" if saved else "a document"
        message = f"the findings can be read in {where} here, but not in an app, a dashboard or a page"
        return partial(50, message, *saved, *written)
    if (shown := readme.content("visuals")).present:
        return partial(25, "the findings can only be seen as far as the README's pictures show them", *shown.evidence)
    if (told := readme.content("results")).present:
        return partial(25, "the findings can only be read as far as the README tells them", *told.evidence)
    looked = looked_for("an app, a dashboard, a published page, a document, a notebook with outputs")
    return failed("the findings can only be seen by running the code", looked)


@check
def fallback(readme: ReadmeFacts, *, awake: tuple[str, ...]) -> Outcome:
    """A picture or video beside the demo, for the day on which its host sleeps; the `awake` ones never do."""
    for name in ("demo_video", "visuals"):
        if (found := readme.content(name)).present:
            return passed("a picture or video shows it when the demo does not answer", *found.evidence)
    demo = readme.content("demo").evidence or (Evidence(readme.path or "README"),)
    if all(any(host in place.excerpt.lower() for host in awake) for place in demo):
        return passed("the demo is a page that does not sleep", *demo)
    return failed("nothing shows the app when the demo does not answer", *demo)


@check
def front_end(
    code: CodeFacts,
    deployment: DeploymentFacts,
    readme: ReadmeFacts,
    demos: DemoFacts | Unavailable,
    *,
    pages: tuple[str, ...],
    documented: tuple[str, ...],
    shows: tuple[str, ...],
) -> Outcome:
    """Something that people can use without writing requests: a page, or an API's interactive documentation.

    Args:
        pages: frameworks that always have a page.
        documented: frameworks that document their API by themselves.
        shows: calls and modules that show something to people.
    """
    if code.app_framework in pages:
        return passed(f"people use it by a {code.app_framework} page", *code.app_at)
    if places := (*deployment.pages, *(at for _, at in uses_like(code, shows))):
        return passed("people can use it without writing requests", *places)
    if deployment.api_docs:
        return passed("the README leads to the API's interactive documentation", deployment.api_docs)
    if readme.content("demo").present and not is_dead(demos):
        return passed("a demo can be opened", *readme.content("demo").evidence)
    if code.app_framework in documented and code.app_at:
        message = f"{code.app_framework} documents the API by itself, but the README does not lead there"
        return partial(60, message, *code.app_at)
    looked = looked_for("a page, a template, a front end, interactive documentation")
    return failed("it can only be used by writing requests", looked)


@check
def end_to_end(project: ProjectFacts, method: MethodFacts | Unavailable, *, stages: tuple[str, ...]) -> Outcome:
    """The whole way from problem to users; a measure that the code names is not said to be missing."""
    named = not isinstance(method, Unavailable) and bool(method.mentioned)
    shown = {stage.name: stage.evidence for stage in project.stages if stage.evidence}
    asked = [stage for stage in stages if stage in shown or not (named and stage == "evaluation")]
    evidence = [places[0] for name, places in shown.items() if name in stages]
    missing = [stage for stage in asked if stage not in shown]
    if project.end_to_end:
        return passed(_WAY if not missing else f"it reaches its users, by code that shows no {_or(missing)}", *evidence)
    have = len(asked) - len(missing)
    message = f"missing on the way: {', '.join(missing)}" if missing else "the stages are there but not joined"
    return graded(min(have, len(asked) - 1), len(asked), message, looked_for(", ".join(missing)), *evidence)


def _or(words: list[str]) -> str:
    return " or ".join((", ".join(words[:-1]), words[-1])) if words[1:] else words[0]


@check
def dockerfile_sound(
    deployment: DeploymentFacts, *, made: int, unreachable: int, other_port: int, floating: int, root: int
) -> Outcome:
    """Dockerfiles that build and run with what the repository holds; parameters are what each flaw takes off, in %."""
    read = [image for image in deployment.images if not image.problem]
    if not read:
        return unknown(f"{deployment.images[0].path}: {deployment.images[0].problem}")
    costs = {"made": made, "unreachable": unreachable, "other_port": other_port, "floating": floating, "root": root}
    credits, remarks = [], []
    for image in read:
        found = _flaws(image)
        credits.append(0 if image.missing else max(1, 100 - sum(costs[name] for name, _ in found)))
        remarks += [*image.missing, *(place for _, place in found)]
    credit = sum(credits) // len(credits)
    if credit == 100:
        return passed("what the Dockerfile copies and starts is in the repository", *(Evidence(i.path) for i in read))
    remarks.sort(key=lambda place: place.excerpt == _AS_ROOT)
    message = f"{remarks[0].path}: {remarks[0].excerpt}" + (f", and {len(remarks) - 1} more" if remarks[1:] else "")
    return partial(credit, message, *remarks) if credit else failed(message, *remarks)


def _flaws(image: Dockerfile) -> list[tuple[str, Evidence]]:
    """What is not right about an image that may work all the same, each with its line."""
    found = [("made", place) for place in image.made[:1]]
    found += [("unreachable", image.unreachable)] if image.unreachable else []
    found += [("other_port", image.other_port)] if image.other_port else []
    if image.image and image.floating:
        place = Evidence(image.path, image.image.line, f"{image.image.excerpt} names no version, so it may change")
        found.append(("floating", place))
    if image.root:
        line = image.starts.line if image.starts else image.image.line if image.image else None
        found.append(("root", Evidence(image.path, line, _AS_ROOT)))
    return found
