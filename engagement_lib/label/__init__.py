"""A person labels comments, apart from the machine and from each other."""
