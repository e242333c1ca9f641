"""Slack.

`target.py` sends, finds, changes and deletes, `blocks.py` makes the messages of a digest, by Slack's measure
(`measure.py`) and with its escaping (`mrkdwn.py`); `answers.py` says what Slack's answers mean.
"""
