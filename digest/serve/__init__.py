"""`digest serve`.

`schedule.py` knows when, `worker.py` keeps the jobs in turn, `jobs.py` does them; `running.py` makes days one after
the other and is what `digest run` uses, too. `health.py` says whether all is well.
"""
