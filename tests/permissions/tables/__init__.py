"""The permission table, a file per feature. What a file declares is said in tests/permissions/matrix.py."""
