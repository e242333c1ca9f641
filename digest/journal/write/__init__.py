"""From a day and a digest to new bytes on the disk.

A place (`place.py`), a plan of splices (`section.py`, `plan.py`), the gate (`verify.py`) and an atomic write
(`write.py`); also what takes lines back, makes a day that is missing, and commits.
"""
