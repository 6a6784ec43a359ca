"""What staff write on a case among themselves: notes, the colleagues they name, labels."""
