"""What moves over days and weeks. Pure.

`topics` says what a listed paper is about; `trends` counts which of them move, `moving` makes a day's lines of it and
`silent` of keywords that fell silent; `weekly` sums a week up, `core` finds what many of its papers cite.
"""
