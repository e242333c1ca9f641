"""English weekdays and months by their first three letters, as dates, feeds and crontabs write them. Pure."""

# days: mon-fri
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
# 19 Aug 2024
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
