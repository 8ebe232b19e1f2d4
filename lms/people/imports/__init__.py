"""People and affiliations from spreadsheets: tried dry first, then recorded."""
