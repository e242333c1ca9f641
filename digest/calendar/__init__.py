"""Which days are digest days and what each answers for: pure, the same whenever it is asked."""
