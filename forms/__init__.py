"""What citizens send and officers decide.

The concepts: a *Kind* says what is asked (steps of fields and rows); a *FormPage* offers a kind at
an office; a *Case* is one dossier from first draft to returned result; its *Attachments* are
private files; every act on it is an *Event* of an append-only, hash-chained history; the one table
in `states.py` says who may move it where; an approval writes into a register of `services`.
"""
