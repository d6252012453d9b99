#!/bin/sh
# Write requirements.lock and requirements-dev.lock: pinned, with hashes, without an index address.
set -eu
cd "$(dirname "$0")/.."
options="--quiet --generate-hashes --strip-extras --allow-unsafe --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --no-header --no-annotate --resolver=backtracking"
printf 'setuptools>=77\n' >build-needs.in
pip-compile $options --output-file requirements.lock pyproject.toml build-needs.in "$@"
pip-compile $options --extra dev --constraint requirements.lock --output-file requirements-dev.lock pyproject.toml build-needs.in "$@"
rm -f build-needs.in
