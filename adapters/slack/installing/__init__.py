"""How Drumbeat gets into a workspace and who it is there: manifest, install page, tokens, tenants, and their health."""
