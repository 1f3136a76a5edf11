"""What is handed out: workbooks and pictures of what a page shows."""
