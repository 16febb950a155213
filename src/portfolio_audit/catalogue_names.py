"""Names of the catalogue that the command line needs before anything is loaded."""

DEFAULT_RUBRIC = "ml-engineer"
