"""Any service that apprise knows.

`target.py` sends, `bodies.py` writes a digest within a service's length and markup.
"""
