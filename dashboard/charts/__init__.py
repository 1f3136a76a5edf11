"""Charts and maps: a frame in, a chart out. They know neither the database nor the screen."""
