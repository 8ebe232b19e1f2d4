"""System checks of the project's own invariants."""
