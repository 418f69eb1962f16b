"""One fake per port, defined once; each stands at the outermost seam and keeps real state to be asserted on."""
