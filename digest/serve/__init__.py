"""`digest serve`.

`schedule.py` knows when (`schedule_file.py` and `cron.py` read it), `worker.py` keeps the jobs in turn, `jobs.py` does
them; `running.py` makes days one after the other, `weeks.py` reviews, and both are what `digest run` and `weekly` use,
too. `finished.py` remembers what is done with, `runlog.py` each run; `health.py` says whether all is well.
"""
