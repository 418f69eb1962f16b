"""Wires everything: settings, command line, web server, worker. The only importer of all the rest."""
