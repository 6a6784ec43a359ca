"""Bulk acts: one act on many cases, each done by the very functions that a single case uses.

The way of a run: cases are chosen and judged (`preparing`), the user reads what will happen and
confirms, then each line is taken up and worked off in one transaction with its act (`working`).
What can be done is data: `acts`.
"""
