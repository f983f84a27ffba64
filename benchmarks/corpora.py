"""Released packages that benchmarks read: wheels of pinned versions, downloaded once into a cache.

The cache is `CELLOPHANE_BENCH_CACHE`, without it `~/.cache/cellophane-bench`. Nothing of it is kept in this repository.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from collections.abc import Sequence
from pathlib import Path

WHEELS = ("django==5.2.19", "sympy==1.14.0", "pandas==3.1.1", "twisted==26.10.0")
"""Four large packages, some two million lines: what times are measured over."""

_LABELLED = """
cython==3.3.1 dash==4.4.1 gradio==6.31.0 mercurial==7.2.4 mne==1.13.2 pyglet==2.1.19 pymc==5.28.5 ray==2.60.0
seaborn==0.13.2 statsmodels==0.15.0 zope-interface==8.7
"""
LABELLED = tuple(_LABELLED.split())
"""Packages in which places were read by hand, beside the four."""

_FURTHER = """
aiohttp==3.14.5 ansible-core==2.19.14 apache-airflow-core==3.3.2 apache-superset==6.1.0 astropy==8.0.2
biopython==1.88 black==26.10.1 bokeh==3.9.2 boto3==1.44.8 botocore==1.44.8 buildbot==4.3.0 celery==5.7.0
coverage==7.17.5 dask==2026.8.0 distributed==2026.8.0 docutils==0.23 fastapi==0.165.0 flask==3.1.3
google-cloud-storage==3.17.1 homeassistant==2024.3.3 hypothesis==6.170.17 ipython==9.18.1 jax==0.10.2 jinja2==3.1.6
jupyterlab==4.6.6 keras==3.15.1 kivy==2.3.1 kubernetes==37.0.2 langchain==1.5.2 matplotlib==3.11.2 mypy==2.4.1
networkx==3.6.1 nltk==3.10.4 notebook==7.6.5 numba==0.68.1 numpy==2.4.6 openai==3.57.0 peewee==4.5.3 pip==26.3
plotly==7.1.0 poetry==2.5.1 polars==2.1.0 pygments==2.21.0 pylint==4.1.4 pyramid==2.1 pytest==9.2.0 qiskit==2.6.2
rich==15.0.0 scikit-learn==1.9.1 scipy==1.17.1 scrapy==2.19.0 setuptools==84.2.1 spacy==3.8.18 sphinx==9.0.4
sqlalchemy==2.1.9 starlette==1.10.0 streamlit==1.67.0 textual==8.2.8 tornado==6.6.1 transformers==5.24.0 trio==0.35.0
wagtail==8.0.1 werkzeug==3.1.9 xarray==2026.9.0
"""
FURTHER = tuple(_FURTHER.split())
"""Sixty-four more of many fields: what must hold of any package is tried on them."""


def named(names: Sequence[str]) -> list[Path]:
    """The folders that names stand for: `four`, `labelled`, `further`, `standard` (the running Python's own library),
    a wheel such as `django==5.2.19`, or a folder."""
    groups = {"four": WHEELS, "labelled": LABELLED, "further": FURTHER}
    folders: list[Path] = []
    for name in names:
        if name == "standard":
            folders.append(Path(sysconfig.get_path("stdlib")))
        elif name in groups or "==" in name:
            folders += map(sources, groups.get(name, (name,)))
        else:
            folders.append(Path(name).resolve())
    return folders


def cache() -> Path:
    """The folder that holds what was downloaded."""
    return Path(os.environ.get("CELLOPHANE_BENCH_CACHE") or Path.home() / ".cache" / "cellophane-bench")


def sources(wheel: str) -> Path:
    """The directory with the Python files of a pinned wheel, downloaded if it is not there."""
    root = cache() / "src" / wheel
    if not root.is_dir():
        downloads, unfinished = cache() / "wheels" / wheel, root.with_name(f"{wheel}.unfinished")
        pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:"]
        subprocess.run([*pip, "--python-version", "3.11", "--dest", str(downloads), wheel], check=True)
        shutil.rmtree(unfinished, ignore_errors=True)
        for archive in downloads.glob("*.whl"):
            with zipfile.ZipFile(archive) as contents:
                names = [name for name in contents.namelist() if name.endswith(".py")]
                contents.extractall(unfinished, names)
        unfinished.rename(root)
    return root


def described(folders: Sequence[Path]) -> str:
    """How many files and lines of Python there are in folders, and how many bytes."""
    files = lines = size = 0
    for path in (path for folder in folders for path in folder.rglob("*.py") if path.is_file()):
        text = path.read_bytes()
        files, lines, size = files + 1, lines + text.count(b"\n"), size + len(text)
    return f"{files:,} files, {lines:,} lines, {size / 1e6:.1f} MB"
