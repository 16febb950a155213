"""Where the rule catalogue and the report templates are."""

from functools import cache
from pathlib import Path

_PACKAGE = Path(__file__).parent


@cache
def data_dir(name: str) -> Path:
    """The folder `rules` or `reports`: the packaged one, else (editable install) the one at the repository's root."""
    packaged = _PACKAGE / "_data" / name
    return packaged if packaged.is_dir() else _PACKAGE.parents[1] / name
