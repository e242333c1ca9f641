"""KakaoTalk.

`target.py` sends, `template.py` cuts a digest into messages, `tokens.py` and `consent.py` keep the login. `bot.py` is
the target of group rooms, for partners.
"""
