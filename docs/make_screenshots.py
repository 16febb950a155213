"""Make docs/images/ from the demo's report. Needs Chromium on PATH: python docs/make_screenshots.py"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from portfolio_audit.auditing import audit
from portfolio_audit.catalogue import load_catalogue
from portfolio_audit.demo.run import gather_demo
from portfolio_audit.renderers import RENDERERS

IMAGES = Path(__file__).parent / "images"
SIZES = {"report.png": (1100, 1180), "report-phone.png": (500, 1100)}
QUIET = (
    "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip


def main() -> None:
    """Audit the demo, open the page, take the pictures."""
    browser = shutil.which("chromium") or shutil.which("google-chrome") or sys.exit("Chromium is not on PATH")
    with tempfile.TemporaryDirectory() as scratch:
        page = Path(scratch, "index.html")
        page.write_text(RENDERERS["html"](audit(gather_demo(), load_catalogue())), "utf-8")
        for name, (width, height) in SIZES.items():
            size, target = f"--window-size={width},{height}", f"--screenshot={IMAGES / name}"
            profile = f"--user-data-dir={scratch}/{name}"
            subprocess.run([browser, *QUIET, profile, size, target, page.as_uri()], check=True, capture_output=True)


if __name__ == "__main__":
    main()
