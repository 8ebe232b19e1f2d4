"""One person counted once: possible duplicates reviewed, records merged, merges undone."""
