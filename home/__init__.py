"""What editors publish: home, news, guidance; the offices, their duties and staff; navigation."""
