"""Imports a script of the shared folder, which is no package, by its path."""

from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType


def shared_script(path: Path) -> ModuleType:
    """The module that a script is, without its folder on the search path."""
    spec = spec_from_file_location(path.stem, path)
    assert spec
    assert spec.loader
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
