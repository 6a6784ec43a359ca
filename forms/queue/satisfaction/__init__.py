"""What citizens say after the result: figures for leaders, and their export."""
