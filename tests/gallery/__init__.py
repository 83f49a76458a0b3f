"""Pictures of cards, and what must be true of each.

Anki's backend renders the cards, and Anki's reviewer shows them in Chromium.
"""
