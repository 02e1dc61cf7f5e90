"""A person's way from a referral to help: referrals in, people, cases and what was said.

What is personal is sealed in the database; people are found again by keyed hashes. Every question
about a referral or a case names the teams that it is asked for.
"""
