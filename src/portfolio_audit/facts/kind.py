"""What the repository is, concluded from everything else that is known about it."""

from collections.abc import Callable
from posixpath import basename

from portfolio_audit.facts.data import is_data
from portfolio_audit.facts.others import Text
from portfolio_audit.facts.paths import NO_CODE, SCRIPTING, is_aside, language, suffix, words
from portfolio_audit.facts.serving import BI, SOFTWARE, serving
from portfolio_audit.facts.shape import Shape, is_hand_in, says, says_at_the_end, says_coursework, units
from portfolio_audit.facts.signs import SITE, Signs, read_signs
from portfolio_audit.facts.skills import read_skills
from portfolio_audit.facts.source import Source
from portfolio_audit.facts.stages import models, names, read_stages
from portfolio_audit.knowledge import load
from portfolio_audit.model.facts import (
    CodeFacts,
    DataFacts,
    DependencyFacts,
    DeploymentFacts,
    NotebookFacts,
    ProjectFacts,
    ReadmeFacts,
    TreeFacts,
)
from portfolio_audit.model.values import Evidence, Snapshot

HAND_INS = 4
"""One file in so many that is named as a hand-in makes coursework."""
APP_LINES = 30
"""Lines from which an app without data or model holds logic of its own."""
NOTEBOOKS = "It holds notebooks with neither a model nor data."
TEXTS = "It holds texts and no program."
"""What is said when nothing else fits."""
DASHBOARDS = frozenset({"streamlit", "gradio", "dash", "shiny", "panel", "solara", "taipy", "vizro", "marimo", "mesop"})
SITE_LINES = 20
"""The same in other languages than Python."""
_QUERIES = frozenset({"SQL", "R", "R Markdown", "Quarto", "DAX", "SAS", "Stata"})
_PROSE = frozenset({".md", ".tex", ".pdf", ".docx", ".pptx", ".txt", ".rst", ".bib", ".doc", ".odt"})


def read_project(
    snapshot: Snapshot,
    tree: TreeFacts,
    sources: tuple[Source, ...],
    notebooks: NotebookFacts,
    code: CodeFacts,
    dependencies: DependencyFacts,
    deployment: DeploymentFacts,
    data: DataFacts,
    readme: ReadmeFacts,
    others: tuple[Text, ...],
    shape: Shape,
) -> ProjectFacts:
    """The kind with its reason, and what follows from all facts together."""
    signs = read_signs(snapshot, tree, sources, notebooks, code, dependencies, deployment, data, readme, others, shape)
    kind, reason = _kind(signs)
    served = serving(signs, kind)
    return ProjectFacts(
        kind=kind,
        kind_reason=reason,
        notebook_only=_notebook_only(signs),
        end_to_end=_end_to_end(signs, kind, served),
        stages=read_stages(code, data, deployment, readme, signs.uses, signs.others.stages, served),
        skills=read_skills(snapshot, tree, sources, code, signs.texts, deployment),
    )


def _kind(signs: Signs) -> tuple[str | None, str]:
    kind, reason = next((kind, reason) for kind, rule in _RULES if (reason := rule(signs)))
    if signs.code.unread and reason in (NOTEBOOKS, TEXTS):
        return None, f"its work could not be read, so what it is cannot be told: {signs.code.unread[0]}"
    return kind, reason


def _notebook_only(signs: Signs) -> bool:
    return signs.notebooks > 0 and not signs.code.work


def _end_to_end(signs: Signs, kind: str | None, served: tuple[Evidence, ...]) -> bool:
    """Whether the repository shows the core and a way by which users get it."""
    if kind in ("empty", "profile", "config", "data", "notes"):
        return False
    return _has_core(signs) and bool(served)


def _has_core(signs: Signs) -> bool:
    shown = signs.uses
    if signs.learns or signs.others.infers or signs.data.collected:
        return True
    if shown.infers or shown.language_models or shown.cleans:
        return True
    return signs.code.script_lines >= APP_LINES or signs.code.other_lines >= SITE_LINES


def _is_empty(signs: Signs) -> str:
    content = [path for path in signs.tree.paths if signs.sizes.get(path) != 0 and not _is_skeleton(path)]
    if not content and len(signs.readme.split()) < 40:
        return "There is nothing but a skeleton: no file with content of the author's own."
    return ""


def _is_skeleton(path: str) -> bool:
    name = basename(path).lower()
    return name in words("skeleton") or name.startswith(("readme", "license", "licence", "."))


def _is_profile(signs: Signs) -> str:
    low = signs.readme.lower()
    if (signs.code.work and not _only_site(signs)) or signs.notebooks:
        return ""
    marks = [mark for mark in load("kinds")["profile-marks"] if mark in low]
    greets = any(mark in low[:1500] for mark in load("kinds")["greetings"])
    if marks and (greets or not signs.code.work):
        return f"The README is a profile page: it embeds {marks[0]}."
    if not signs.code.work and greets and not signs.code.python_files and not signs.data.files:
        return "The README introduces a person, and there is no project beside it."
    word = says(signs.name, "profile") or _personal(signs.name.lower())
    if word and _only_site(signs) and not says(signs.name, "apps"):
        return f"It is a web site, and its name speaks of a person's page ({word})."
    return ""


def _personal(name: str) -> str:
    return "personal site" if name.endswith(".github.io") or ("personal" in name and "site" in name) else ""


def _only_site(signs: Signs) -> bool:
    work = {language(place.path) for place in signs.code.work}
    return bool(signs.languages & SITE) and work <= SITE and signs.code.app_framework in (None, "node")


def _is_config(signs: Signs) -> str:
    if made := next((path for path in signs.tree.paths if path in words("template-files")), None):
        return f"It is a template from which others make their repositories ({made})."
    if signs.notebooks or signs.code.app_framework or signs.learns:
        return ""
    named = says(signs.name, "config") or says_at_the_end(signs.name, "config-at-the-end")
    if word := named or ("dotfiles" if "dotfiles" in signs.name.lower() else None):
        return f"Its name speaks of configuration ({word})."
    names = [path for path in signs.tree.paths if not _is_skeleton(path)]
    settings = [
        path
        for path in names
        if suffix(path) in (".tf", ".yml", ".yaml", ".json", ".toml", ".ini", ".cfg", ".conf", ".tfvars", ".sh", ".nix")
    ]
    most = (
        bool(names)
        and len(settings) * 10 >= len(names) * 6
        and any(suffix(path) not in (".sh", ".json") for path in settings)
    )
    programs = {language(place.path) for place in signs.code.work} - SCRIPTING - {"Terraform"}
    if most and not programs and not signs.code.script_lines and not signs.languages & SITE:
        return "Most of its files are configuration or infrastructure, with no program beside them."
    return ""


def _is_data(signs: Signs) -> str:
    rest = [
        path for path in signs.tree.paths if not is_data(path) and not _is_skeleton(path) and suffix(path) not in _PROSE
    ]
    return "It holds data files and nothing that works on them." if signs.data.files and not rest else ""


def _is_coursework(signs: Signs) -> str:
    if word := says_coursework(signs.name):
        return f"Its name speaks of coursework ({word})."
    places = [path for path in signs.tree.paths if not is_aside(path) and (language(path) or suffix(path) == ".md")]
    places = [path for path in places if not _is_skeleton(path)]
    found = [path for path in places if is_hand_in(path)]
    part = 2 if says(signs.name, "notes") or says(signs.name, "notes-or-project") else HAND_INS
    if len(found) >= 2 and len(found) * part >= len(places):
        return f"Many of its files are named as hand-ins, {found[0]} among them."
    numbered = units(places)
    if len(numbered) * 2 >= len(places) and numbered:
        return f"Most of its files are numbered units of a course, {numbered[0]} among them."
    return ""


def _is_notes(signs: Signs) -> str:
    if signs.teaching and not signs.code.app_framework:
        return "It is a collection of notes or of unrelated pieces rather than one project."
    if signs.packaged:
        return ""
    declared = {manifest.path for manifest in signs.dependencies.manifests}
    texts = [path for path in signs.tree.paths if suffix(path) in _PROSE and not _is_skeleton(path)]
    prose = [path for path in texts if path not in declared and not (signs.code.script_lines and is_aside(path))]
    work = [place for place in signs.code.work if suffix(place.path) not in (".sh", ".tf")]
    if not work and not signs.notebooks and prose and not signs.languages & SITE:
        return TEXTS
    return ""


def _is_library(signs: Signs) -> str:
    if signs.packaged and not signs.code.app_framework:
        return "It is a package, made to be installed or imported."
    return ""


def _is_ml_app(signs: Signs) -> str:
    server = signs.code.servers[0].name if signs.code.servers else ""
    app = signs.code.app_framework or server or ("a page in the browser" if signs.in_pages else "")
    if not app:
        return ""
    if signs.learns or signs.others.infers or (signs.uses.learning and signs.uses.infers):
        return f"A model is served by {app}."
    if signs.uses.language_models:
        return f"A language model is served by {app}."
    if signs.uses.infers or (app in DASHBOARDS and _speaks_of_models(signs.readme)):
        return f"A data product is served by {app}."
    return ""


def _is_dashboard(signs: Signs) -> str:
    if signs.code.app_framework in DASHBOARDS and signs.analyses:
        return f"It shows data by {signs.code.app_framework}, and no model is in it."
    return ""


def _is_web_app(signs: Signs) -> str:
    if app := signs.code.app_framework:
        return _software(signs, f"It is served by {app}, and no model is in it.")
    return ""


def _is_ml_project(signs: Signs) -> str:
    if signs.others.trains and not models(signs.code, signs.uses):
        return f"It trains or evaluates models in {signs.others.learner}."
    if signs.learns:
        return "It trains or evaluates models, and no app serves them."
    if signs.code.work and any(call.name in names("worlds") for call in signs.code.imports):
        return "An agent learns in it or is tried, and no app serves it."
    if signs.others.infers:
        return f"It works with trained models in {signs.others.learner}."
    if signs.uses.language_models or (signs.uses.learning and signs.uses.infers):
        return "It works with trained models, and no app serves them."
    if signs.uses.deep and not signs.notebooks and (not signs.uses.analysis or _speaks_of_models(signs.readme)):
        return "It uses a library for neural networks, and no app serves a model."
    if signs.unread and not signs.code.calls and _speaks_of_models(signs.readme):
        return "Its notebook could not be read, and the README speaks of a model."
    if signs.uses.learning and signs.code.unread:
        return "It imports libraries for models, and not all of its code could be read."
    return ""


def _speaks_of_models(readme: str) -> bool:
    low = readme.lower()
    return sum(1 for word in load("kinds")["model-words"] if word in low) >= 2


def _is_analysis(signs: Signs) -> str:
    bi = [path for path in signs.tree.paths if suffix(path) in BI]
    if signs.analyses and "modelling" in signs.others.stages:
        return "It works on data with statistics, and no library for models."
    if signs.analyses:
        return "It works on data with no model."
    if signs.notebooks and signs.data.collected:
        return "It collects data and looks at them in a notebook."
    if bi or (signs.languages & _QUERIES and not signs.languages & SOFTWARE):
        return "It analyses data by queries, R or a dashboard, with no model."
    return ""


def _is_software(signs: Signs) -> str:
    small = signs.code.script_lines and not signs.notebooks
    if signs.code.work or small or signs.languages - NO_CODE or "HTML" in signs.languages:
        return _software(signs, "It is software without machine learning.")
    return ""


def _software(signs: Signs, said: str) -> str:
    """What is said of software, unless it is in a language in which a model would not be seen."""
    return f"It is software in {signs.unseen}, where models are not looked for." if signs.unseen else said


def _is_rest(signs: Signs) -> str:
    if signs.notebooks:
        return NOTEBOOKS
    return TEXTS


_RULES: tuple[tuple[str, Callable[[Signs], str]], ...] = (
    ("profile", _is_profile),
    ("empty", _is_empty),
    ("config", _is_config),
    ("data", _is_data),
    ("coursework", _is_coursework),
    ("notes", _is_notes),
    ("library", _is_library),
    ("ml-app", _is_ml_app),
    ("data-analysis", _is_dashboard),
    ("web-app", _is_web_app),
    ("ml-project", _is_ml_project),
    ("data-analysis", _is_analysis),
    ("web-app", _is_software),
    ("notes", _is_rest),
)
