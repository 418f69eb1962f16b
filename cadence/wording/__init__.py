"""The words Drumbeat says: each module makes the cards or forms of one kind of message from loaded records. Pure."""
