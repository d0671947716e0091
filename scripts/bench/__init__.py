"""CPU per streamed token in the API process: this server and vLLM's own, side by side.

    run          starts the servers, alternates them, prints the table
      servers    one server process: start, wait, pin, CPU clock, stop
        launch   what that process runs: the fake core first, then the server as its users run it
          fake_core   an engine core that answers at once, under vLLM's own AsyncLLM
      cases      which requests a row of the table sends, and what must come back
      load       the client: raw sockets, cheap enough not to be what is measured
      summary    medians and spreads
      report     terminal table, Markdown, JSON, SVG

What the numbers mean and how to read them: docs/benchmarks.md.
"""
