"""Looks at addresses on the public internet, safely and politely, and tells what state a demo is in."""
