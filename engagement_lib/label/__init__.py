"""People's labels: who said what of which comment."""
