"""The Jinja2 environment of `reports/`: everything escaped, nothing undefined."""

from functools import cache, partial
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from portfolio_audit.renderers import cohort_page, escape, glances, passing, pictures, places, views, visits, wording
from portfolio_audit.renderers.languages import ENGLISH, Language
from portfolio_audit.resources import data_dir
from portfolio_audit.text import shown

_VIEWS = (
    views.value, views.points, views.hundredths, views.to_fix, views.folded, views.in_state,
    views.scored, views.listed, views.band, views.binding_caps, views.sentence, views.uncertain,
    views.when, views.stages, views.skeleton_for, views.by_group, views.heading_of,
    views.mark, views.step_mark, views.among_named, views.alarms, views.by_message, views.is_absence,
    views.says_it_twice, views.quotes,
    views.step_skeleton, views.day, views.month, views.parts_of, views.not_read,
    views.repository_named,
    glances.with_score, pictures.portfolio_map, pictures.timeline, pictures.trend_line, pictures.height_of,
    pictures.arc, cohort_page.signed,
)  # fmt: skip
EXTENSIONS = ["jinja2.ext.i18n"]
STYLE: dict[str, Any] = {
    "undefined": StrictUndefined,
    "trim_blocks": True,
    "lstrip_blocks": True,
    "keep_trailing_newline": True,
}
_WORDED = (
    views.minutes, passing.passing, views.since_lines, views.moves, views.still_known, views.subject,
    wording.switched_off, wording.with_all_rules, wording.why, visits.visits, visits.unvisited,
)  # fmt: skip


@cache
def environment(*, html: bool, language: Language = ENGLISH) -> Environment:
    """Templates of `reports/` in that language; for HTML every value is escaped.

    `tr` tells a text of ours that the report holds, `note` and `place` are for evidence.
    """
    env = Environment(
        loader=FileSystemLoader(data_dir("reports")),
        autoescape=html,  # noqa: S701 - the other output is Markdown, which has filters of its own
        extensions=EXTENSIONS,
        **STYLE,
    )
    equip(env, language)
    return env


def equip(env: Environment, language: Language) -> None:
    """Give an environment the filters that templates of reports use."""
    env.install_gettext_callables(  # type: ignore[attr-defined]
        language.gettext, language.ngettext, newstyle=True, pgettext=language.pgettext
    )
    env.filters |= {view.__name__: view for view in _VIEWS}
    env.filters |= {view.__name__: partial(view, language=language) for view in _WORDED}
    env.filters |= {
        "tr": language.tell,
        "sentences": language.sentences,
        "note": language.note,
        "place": language.place,
    }
    env.filters |= {
        "safe_url": escape.safe_url,
        "relative_uri": escape.relative_uri,
        "short_url": escape.short_url,
        "link": escape.address_in,
        "with_code": escape.with_code,
        "with_breaks": escape.with_breaks,
        "md": escape.markdown_text,
        "advice": escape.markdown_advice,
        "plain": shown,
        "code": escape.markdown_code,
    }
    env.globals |= {"line_url": escape.line_url, "place_url": places.place_url, "language": language}
