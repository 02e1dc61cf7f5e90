"""Who looks after an organisation's listings: registering, claiming, being a member."""
