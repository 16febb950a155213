"""What a report page is judged with, for `benchmarks/page.py`."""
