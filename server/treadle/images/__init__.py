"""Images that requests name, brought here and decoded, with nothing done that the operator does not want.

    address ─▶ addresses   what it is: a data URL, or where to ask
            ─▶ fetch       asked over HTTP, redirects one by one
            │    └─ network   every connection goes to an address that was checked, and to no other
            ─▶ decode      bytes as points, bounded before they are unpacked
            ─▶ Picture

Refused ─ what is wrong with an image, without anything that only somebody inside the network may know
"""
