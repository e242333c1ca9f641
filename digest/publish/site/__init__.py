"""The archive as static pages: one a day, a paper, a topic, a week's review; search in the browser, feeds; no server.

`cards.py` turns stored digests into what a page shows (and leaves out what is private), `archive.py` knows which files
there are and what stands in each, `pages.py` and `feeds.py` write them, `build.py` brings a folder up to date,
`target.py` is the publisher.
"""
