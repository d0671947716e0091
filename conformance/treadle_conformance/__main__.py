"""`python -m treadle_conformance URL`."""

import sys

from treadle_conformance.cli import main

sys.exit(main())
