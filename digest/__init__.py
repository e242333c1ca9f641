"""A daily digest of AI papers, in Korean, for a journal and a chat."""

__version__ = "0.1.0"
