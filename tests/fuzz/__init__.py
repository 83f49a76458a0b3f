"""Random input for all that reads what others wrote: a short run is a test, a long one `python -m tests.fuzz`."""
