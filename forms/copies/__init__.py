"""A complete copy of one's own case, as one ZIP: for its citizen, never for anybody else."""
