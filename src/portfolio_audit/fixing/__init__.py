"""From diagnosis to a patch: what a repository lacks, made from its facts, with a question for all else."""
