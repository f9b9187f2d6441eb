"""The catalogue's rules: what a product is made of, and what it costs whom. Pure."""
