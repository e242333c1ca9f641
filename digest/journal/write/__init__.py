"""From a day and a digest to new bytes on the disk.

A place (`place.py`), a plan of splices (`section.py`, `plan.py`) that knows our own lines (`own.py`, `marks.py`), the
gate (`verify.py`), and an atomic write (`edit.py`, `write.py`). `undo.py` takes lines back; `create.py`, `new_day.py`,
`relabel.py` and `generator.py` make a day that is missing, in the person's own form; `git.py` commits.
"""
