"""What pages are drawn with: the only Streamlit besides the pages and main."""
