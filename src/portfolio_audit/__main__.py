"""`python -m portfolio_audit`."""

from portfolio_audit.cli import main

main(prog_name="portfolio-audit")
