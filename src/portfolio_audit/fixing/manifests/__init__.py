"""Manifests of Python packages, each changed in its own form: what is there stays as its author wrote it."""
