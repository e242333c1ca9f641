"""The archive as static pages: one a day, a paper, a topic; search in the browser, feeds; no server.

`cards.py` turns stored digests into what a page shows (and leaves out what is private), `pages.py` renders it with the
templates, `feeds.py` writes Atom and JSON Feed, `build.py` decides which files change, `target.py` is the publisher.
"""
