"""What an analyst tries by hand: two groups beside each other, demand read by a person."""
