"""One human being recorded twice: the review queue, the merge, and its undoing. Nothing merges by itself."""
