"""What goes wrong with pictures, said in words for the editor."""


class ImageError(Exception):
    """A picture cannot be taken in, prepared or shown; the text is a sentence for the editor."""
