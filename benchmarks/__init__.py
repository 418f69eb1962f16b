"""What Drumbeat costs beside the bare parts that it is made of. Ratios of one run; see README.md."""
