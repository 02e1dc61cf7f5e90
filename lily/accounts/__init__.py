"""Who may sign in, how they prove it, and what their roles allow."""
