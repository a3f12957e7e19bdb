"""A person codes comments, and the codes are kept, compared and learned from."""
