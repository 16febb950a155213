"""A page on paper."""

import re
from pathlib import Path

from playwright.sync_api import Page


def sheets(page: Page, file: Path) -> int:
    """Sheets of A4 that it takes."""
    page.pdf(path=file, format="A4")
    return len(re.findall(rb"/Type\s*/Page\b", file.read_bytes()))
