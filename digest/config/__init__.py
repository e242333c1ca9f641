"""The configuration: `file.py` reads it and names every mistake with line and key, `settings.py` is what it holds."""
