"""What agencies and registers answer, read. Members may be missing, new, or of another kind; nothing is guessed."""
