"""What the GitHub Action adds to an audit: the event, two commits side by side, and where their difference is told."""
