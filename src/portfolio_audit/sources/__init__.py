"""Where repositories come from. The only place that talks to GitHub, runs git or reads a folder."""
