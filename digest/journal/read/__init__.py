"""From bytes to what a reader would see.

Lines, regions that hide headings, headings, front matter. Nothing here writes or knows days.
"""
