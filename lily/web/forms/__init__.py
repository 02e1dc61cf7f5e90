"""Forms that change something: each is a WTForms form with its CSRF token."""
