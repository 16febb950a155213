"""Snapshot to facts: the only readers of a snapshot."""
