"""What moves over days and weeks: the topics behind the lines of trends, and keywords that have fallen silent. Pure."""
