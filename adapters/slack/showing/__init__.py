"""What goes out: messages and Homes for everybody, private answers for one."""
