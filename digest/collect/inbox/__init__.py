"""Links that a person put aside.

`source.py` shows them on their day, `kakao_export.py` finds them in an exported chat, `page_title.py` looks up what
they are called, `oembed.py` what a post on X links.
"""
