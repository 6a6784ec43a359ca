"""What officers see in the CMS: the list of cases, each case, and the moves their role allows."""
