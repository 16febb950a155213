"""A report by a template of the user's. Templates get shared, so they are run in a sandbox and see one file alone."""

import traceback
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import DictLoader, Template, TemplateError, TemplateNotFound, TemplateSyntaxError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from portfolio_audit.errors import TemplateFileError
from portfolio_audit.model.report import Report
from portfolio_audit.renderers.language_files import DEFAULT
from portfolio_audit.renderers.languages import Language, load
from portfolio_audit.renderers.templates import EXTENSIONS, STYLE, equip
from portfolio_audit.text import shown

_ENDINGS = (".j2", ".jinja", ".jinja2")
_ESCAPED = (".html", ".htm", ".xhtml", ".xml", ".svg")
_MISTAKES = (TemplateError, TypeError, ValueError, ArithmeticError, LookupError, AttributeError, RecursionError)
"""What a template can do wrong with values that are as they should be."""


@dataclass(frozen=True, slots=True)
class OwnTemplate:
    """A template that has been read and is free of mistakes of syntax."""

    path: Path
    output_name: str
    """The file's name without the ending of templates."""
    template: Template

    def pieces(self, report: Report) -> Iterator[str]:
        """What the template makes of the report, in one piece, so that nothing is written before a mistake is met.

        Raises:
            TemplateFileError: a mistake that only shows with values.
        """
        try:
            text = self.template.render(report=report)
        except _MISTAKES as error:
            raise TemplateFileError(_sentence(self.path, _line_of(error), error)) from None
        yield text


def load_template(path: Path, language: str = DEFAULT) -> OwnTemplate:
    """The template in that file; what ends in .html, .xml or .svg is escaped for it.

    Raises:
        TemplateFileError: the file cannot be read, or is no template.
    """
    name = path.name
    for ending in _ENDINGS:
        name = name.removesuffix(ending) or name
    try:
        source = path.read_text("utf-8")
        return OwnTemplate(
            path, name, _environment(path, source, load(language), escaped=name.lower().endswith(_ESCAPED))
        )
    except OSError as error:
        raise TemplateFileError(f"{path}: cannot be read ({error.strerror}). Give the file of a template.") from None
    except UnicodeDecodeError:
        raise TemplateFileError(f"{path}: is no text in UTF-8. Save it as UTF-8.") from None
    except TemplateSyntaxError as error:
        raise TemplateFileError(_sentence(path, error.lineno, error)) from None
    except RecursionError as error:
        raise TemplateFileError(_sentence(path, None, error)) from None


def _environment(path: Path, source: str, language: Language, *, escaped: bool) -> Template:
    # the loader holds this file alone, so an include of another is a template that is not found
    loader = DictLoader({path.name: source})
    env = ImmutableSandboxedEnvironment(loader=loader, autoescape=escaped, extensions=EXTENSIONS, **STYLE)
    equip(env, language)
    return env.get_template(path.name)


def _line_of(error: BaseException) -> int | None:
    """The template's line: Jinja gives its code the template's lines in tracebacks."""
    if isinstance(error, TemplateSyntaxError):
        return error.lineno
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename == _CODE]
    return frames[-1].lineno if frames else None


_CODE = "<template>"
"""File name of the code that Jinja makes of a template without a file."""


def _sentence(path: Path, line: int | None, error: Any) -> str:
    is_missing = isinstance(error, TemplateNotFound)
    said = f"there is no {error.name!r} beside it, for a template is one file" if is_missing else str(error)
    said = shown(said, 300).rstrip(".")
    where = f"{path}, line {line}" if line else f"{path}"
    return f"{where}: {said or type(error).__name__}. Mend the template; docs/templates.md says what it can use."
