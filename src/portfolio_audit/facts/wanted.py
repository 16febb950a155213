"""Which contents are worth fetching."""

from posixpath import basename

from portfolio_audit.facts.paths import is_cache, is_junk, is_minified, is_vendored, language, stem, suffix, words

TEXT_BYTES = 1_000_000
NOTEBOOK_BYTES = 20_000_000


def wanted(path: str) -> int:
    """Bytes up to which the content of this path is to be fetched; 0 when it is not needed."""
    name = basename(path).lower()
    if is_vendored(path) or is_cache(path) or is_junk(path) or is_minified(path) or name in words("locks"):
        return 0
    if suffix(path) == ".ipynb":
        return NOTEBOOK_BYTES
    known = (
        name in words("text-names")
        or stem(path) in words("text-names")
        or name.startswith((".env", "dockerfile", "readme", "license", "licence"))
    )
    return TEXT_BYTES if known or language(path) or suffix(path) in words("text") else 0
