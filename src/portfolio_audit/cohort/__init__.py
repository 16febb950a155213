"""A class of students: from a roster to a report on all of them, and back to each."""
