"""Documents made of the same questions in every notation, with what a careful reader would take. All text is our own.

`python -m tests.support.generated` prints how well they are read.
"""
