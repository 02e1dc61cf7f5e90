"""The directory: organisations, their services, where and when, for whom, and what it costs.

Named after the Human Services Data Specification (HSDS 3) and its Open Referral UK profile, in
British spelling. Tables are in `models`, reads in `queries`, occurrences of schedules in
`sessions`, the cleaning of text that others sent us in `text`.
"""
