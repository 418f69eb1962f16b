"""A stateful Teams on the loopback, written from its documentation."""
