"""The values that flow from gathering to rendering. Standard library only, all immutable."""
