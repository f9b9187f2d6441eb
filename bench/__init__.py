"""What is measured, one file per question, each with its limit beside it and measured in the same run."""
