"""`treadle conform-client`: is a client ready for everything that a server may rightly, or wrongly, send?"""
