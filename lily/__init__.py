"""LILY: find the help that is near, and keep the directory of it true."""
