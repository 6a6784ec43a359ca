"""Canned replies: checked when they are written, filled in for a case, offered where one writes.

An editor writes plain text with placeholders of a closed list, `{mã hồ sơ}` or `{ma_ho_so}`. The
values are put in once, as text: nothing that anybody writes is ever compiled (R-46).
"""
