"""A daily digest of AI papers, in Korean, for a journal and a chat."""

__version__ = "0.2.0"
DISTRIBUTION = "paper-trend-digest"
"""Its name where packages are installed from; `digest` there is another program, and brings a file like this."""
