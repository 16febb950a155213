"""What is set up to run, build and ship the work. No opinion: judging is for `checks`."""

from msgspec import Struct

from portfolio_audit.model.values import NOT_READ, Evidence
from portfolio_audit.model.work_facts import Risk


class Workflow(Struct, frozen=True):
    """A CI configuration."""

    path: str
    system: str
    """`github-actions`, `gitlab-ci`, `circleci`, …"""
    triggers: tuple[str, ...] = ()
    tests: Evidence | None = None
    """The line that runs tests, itself or through a task or script of the repository."""
    ignored: Evidence | None = None
    """The line that runs tests whose failure nobody heeds."""
    unclear: Evidence | None = None
    """The line that may run tests, by what could not be read."""
    lints: Evidence | None = None
    """The line that runs a linter or formatter."""
    deploys: Evidence | None = None
    """The line that builds an image, publishes or deploys."""
    trains: Evidence | None = None
    """The line that retrains a model."""
    risks: tuple[Risk, ...] = ()
    """Lines that give strangers or foreign actions more than they need, at most 20."""
    idle: bool = False
    """Whether it does nothing but print and get things ready."""
    problem: str = ""


class Dockerfile(Struct, frozen=True):
    """What a Dockerfile says, as far as it is certain, and what of it the tree does not have."""

    path: str
    image: Evidence | None = None
    """The line of the last stage's base image; the excerpt is the image."""
    floating: bool = False
    """Whether that image has no tag, or `latest`."""
    missing: tuple[Evidence, ...] = ()
    """Lines that copy or start what is not there; the excerpt names it."""
    made: tuple[Evidence, ...] = ()
    """Lines that copy what is not in the tree, but is made before the build or kept back on purpose."""
    starts: Evidence | None = None
    """The line that says what to run: `CMD` or `ENTRYPOINT` of the last stage."""
    ports: tuple[int, ...] = ()
    """Ports that it exposes."""
    unreachable: Evidence | None = None
    """The line that starts an app at an address that nothing outside of the container reaches."""
    other_port: Evidence | None = None
    """The line that starts an app at another port than is exposed."""
    root: bool = False
    """Whether the last stage runs as root."""
    hollow: bool = False
    """Whether it neither copies, makes nor starts anything, so that nothing of the project is in it."""
    problem: str = ""
    """Why it was not understood."""


class DeploymentFacts(Struct, frozen=True):
    """How the work reaches users."""

    dockerfiles: tuple[Evidence, ...] = ()
    """Each Dockerfile with its base image as excerpt."""
    images: tuple[Dockerfile, ...] = ()
    """The project's Dockerfiles, looked into; those of tests, examples and editors are left out."""
    compose: tuple[str, ...] = ()
    services: tuple[Evidence, ...] = ()
    """Services of compose files that are built here or run an image of the author's; the excerpt is the name."""
    published: tuple[Evidence, ...] = ()
    """Of these the ones that publish a port."""
    host_configs: tuple[Evidence, ...] = ()
    """Configuration of a host; the excerpt names the host."""
    serving: tuple[Evidence, ...] = ()
    """Of these what serves users, and does not only build, store or train."""
    workflows: tuple[Workflow, ...] = ()
    pages: tuple[Evidence, ...] = ()
    """Pages, templates and files of a front end, at most 20."""
    api_docs: Evidence | None = None
    """Where the README leads to an API's interactive documentation."""
    installs: tuple[Evidence, ...] = ()
    """Lines of Dockerfiles that install Python packages by their names."""
    addresses: tuple[Evidence, ...] = ()
    """Where configuration says at which address it runs; the excerpt is the address."""

    @property
    def containers(self) -> tuple[Evidence, ...]:
        """The Dockerfiles that name an image and put something in it; those not looked into are taken to."""
        looked_into = {image.path for image in self.images if image.problem != NOT_READ}
        hollow = {image.path for image in self.images if image.hollow}
        real = (at for at in self.dockerfiles if at.excerpt or at.path not in looked_into)
        return tuple(at for at in real if at.path not in hollow)
