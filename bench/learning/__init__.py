"""Where the weights of the matching come from: parties of our own making, written with mistakes, and splink."""
