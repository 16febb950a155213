"""A cohort as files for other programs: tables, a workbook, grade books."""
