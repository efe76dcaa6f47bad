"""Contract checks: does a login server do it right?"""
