"""The admin of what is published: stories here, the desk's other records beside them."""
