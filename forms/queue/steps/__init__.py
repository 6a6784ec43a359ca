"""What single steps leave behind (a record of an inspection, points), and the courses of kinds."""
