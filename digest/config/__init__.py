"""The configuration: `file.py` reads it, `settings.py` is what it holds, `dotenv.py` what the environment adds.

Every mistake is told with file, line and key, in words of `mistakes.py`. `skipping.py` puts together which days are
skipped.
"""
