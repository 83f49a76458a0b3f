"""Random lives of projects, whose true identities are known: who writes, what happens to the files, who studies.

An author (`author`) writes notes (`notes`) that lie in a work (`work`): sources, locks, packages, and their history.
The oracle (`oracle`) knows which note each question truly is. `imports` is a learner who imports packages by hand,
`synced` one who has a phone.
"""
