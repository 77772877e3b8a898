"""The tests, laid out like hrcli itself; what several of them need is in tests/support."""

import pytest

pytest.register_assert_rewrite("tests.support")
