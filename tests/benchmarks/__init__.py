"""How long the main pages take and what they weigh, with the people and sessions of a whole network.

`python -m tests.benchmarks` writes docs/benchmarks.md. It is no test: nothing here passes or fails.
"""
