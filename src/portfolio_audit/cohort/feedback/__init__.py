"""Letters to students where they work: one issue or one comment each, which is kept up to date."""
