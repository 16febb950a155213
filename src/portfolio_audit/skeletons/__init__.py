"""Sections that a README lacks, ready to copy: filled from the repository's facts, with a question for all else."""

from portfolio_audit.skeletons.making import Skeleton, skeleton, whole
from portfolio_audit.skeletons.phrases import CONTENTS_WITHOUT, MARK, languages

__all__ = ["CONTENTS_WITHOUT", "MARK", "Skeleton", "languages", "skeleton", "whole"]
