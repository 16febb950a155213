"""Facts to outcomes: pure functions, one module a category."""
