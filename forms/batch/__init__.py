"""Batches: a school files for its students, from one sheet with a row for each.

The way of a batch: the coordinator says who files (`coordinator`), takes the template (`template`),
uploads it filled; a job reads it (`reading`) and judges each row by the kind's own steps
(`judging`); good rows are filed by another job, all in one transaction (`filing`); the wrong ones
wait for the next sheet. Nothing here knows a kind: what one sheet holds, `Kind.batching` declares.
"""
