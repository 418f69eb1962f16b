"""Activities of Teams -> requests and news. The only package that looks into a payload."""
