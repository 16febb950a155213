"""Pipelines, and what the commands in them run."""
