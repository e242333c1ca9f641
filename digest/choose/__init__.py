"""What of a day is shown to whom, in which order, and why. Pure: no clock, no I/O, the same answer for any order.

`merge` makes one item of all that saw a paper; `keywords` (with `keyword_aliases`, what Koreans call them) and `people`
find a reader's interests in it, `taste` what their likes say; `rank` gives every candidate a score, the sum of named
parts; `pick` takes the few that are shown; `compose` makes them a digest and lets what was delivered keep its place.
`account` says why something is in it or not.
"""
