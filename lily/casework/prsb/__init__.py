"""A case as the PRSB Social Prescribing Information Standard 1.1 lays one out, for a surgery.

`model` is what the standard asks for, `held` what LILY has of it, `build` makes the structure. What
is not held is left out and never made up; nothing that is kept apart can come in, since `CaseFile`
has no place for it.
"""
