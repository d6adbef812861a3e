"""What people may fill in; forms check and never save."""
