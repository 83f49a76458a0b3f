"""Pictures of cards, and what must be true of each: rendered by Anki's backend, shown by Anki's reviewer in Chromium."""
