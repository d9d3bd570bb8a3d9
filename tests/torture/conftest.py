"""The full set of faults runs only where it is asked for, whatever else is selected."""

import pytest


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if "torture" in config.option.markexpr:
        return
    full = [item for item in items if item.get_closest_marker("torture")]
    items[:] = [item for item in items if item not in full]
    config.hook.pytest_deselected(items=full)
