"""Document → Questions; one module for each way people write questions."""
