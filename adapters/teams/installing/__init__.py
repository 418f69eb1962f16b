"""How Drumbeat gets into Teams: the app package, and whether all is well."""
