"""What goes out: messages for everybody, dialogs and private answers for one."""
