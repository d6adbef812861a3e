"""The suite; a comparison that fails says with what, also in the modules beside the tests."""

import pytest

pytest.register_assert_rewrite("tests.journeys")
