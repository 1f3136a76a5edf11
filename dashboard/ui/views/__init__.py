"""One folder for each page or family of pages; they do not import each other."""
