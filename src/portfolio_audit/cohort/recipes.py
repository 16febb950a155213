"""How another machine makes the same catalogue: names of what comes with the tool, texts of what does not."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from msgspec import Struct

from portfolio_audit.catalogue import load_catalogue
from portfolio_audit.model.catalogue import Catalogue
from portfolio_audit.rubrics import is_built_in


class Recipe(Struct, frozen=True):
    """What `load_catalogue` needs on a machine that does not have the files."""

    digest: str
    """Of the catalogue that comes of it."""
    rubric: str
    """Name of a built-in rubric, or of a file with `text` in it."""
    text: str | None = None
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    folder: str = ""
    """Name of the folder of one's own rules."""
    rules: Mapping[str, str] = {}
    """Their files: path below that folder → text."""

    def catalogue(self) -> Catalogue:
        """The catalogue, without examples; whoever asks compares its digest.

        Raises:
            RuleFileError: this version takes something for a mistake.
        """
        with TemporaryDirectory() as scratch:
            rubric, own = Path(scratch, "rubric", self.rubric), Path(scratch, "rules", self.folder)
            _write(rubric.parent, {} if self.text is None else {self.rubric: self.text})
            _write(own, self.rules)
            return load_catalogue(
                self.rubric if self.text is None else str(rubric),
                own if self.folder else None,
                self.select,
                self.ignore,
                examples=False,
            )


def recipe_of(
    catalogue: Catalogue, rubric: str, own_rules: Path | None, select: Sequence[str], ignore: Sequence[str]
) -> Recipe:
    """The recipe of a catalogue that was loaded with these arguments."""
    file = None if is_built_in(rubric) else Path(rubric)
    return Recipe(
        catalogue.digest,
        file.name if file else rubric,
        file.read_text("utf-8") if file else None,
        tuple(select),
        tuple(ignore),
        own_rules.resolve().name if own_rules else "",
        _read(own_rules) if own_rules else {},
    )


def _read(folder: Path) -> dict[str, str]:
    return {path.relative_to(folder).as_posix(): path.read_text("utf-8") for path in sorted(folder.rglob("*.toml"))}


def _write(folder: Path, files: Mapping[str, str]) -> None:
    folder.mkdir(parents=True)
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
