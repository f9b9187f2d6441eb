"""What is measured, one file per question, with the limit beside it."""
