"""deckgen compiles Markdown questions and answers into Anki packages."""
