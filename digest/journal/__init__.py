"""A person's markdown journal as a target.

`target.py` is the face, and nothing else here is for other rooms but settings and reasons.

`read/` turns bytes into structure, `find/` structure into days, `write/` a day and a digest into bytes of ours; the
person's own bytes are never changed. The rules, and why: docs/journal.md and docs/journal-finding.md.
"""
