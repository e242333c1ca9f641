"""Slack.

`target.py` sends, finds, changes and deletes, `blocks.py` cuts a digest into messages, `answers.py` says what Slack's
answers mean.
"""
