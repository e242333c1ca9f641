"""From bytes to what a reader would see; nothing here writes or knows days.

Lines (`document.py`), regions that hide headings (`regions.py`), blocks and headings (`structure.py`), front matter
(`front_matter.py`); `normalise.py` says when two headings are the same.
"""
