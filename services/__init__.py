"""What the office offers and what it has granted: procedures, registers and their public pages."""
