"""How citizens keep hold of their case: contacts, lost PINs, and links that are good once."""
