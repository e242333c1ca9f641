"""arXiv.

`source.py` asks for what was announced, `rss.py` stands in when the API is down, `session.py` keeps the pace of all
requests.
"""
