"""A folder that is audited again whenever it is saved."""
