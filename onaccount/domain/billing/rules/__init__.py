"""What is decided of quotes, invoices, tax and money that comes in. Pure."""
