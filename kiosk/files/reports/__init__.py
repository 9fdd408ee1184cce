"""Head office's report of a period in words: for the page, as a PDF and as a spreadsheet, all from
the same figures (P01)."""
