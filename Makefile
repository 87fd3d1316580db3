# The same words as build.py, for fingers that type `make`.
.PHONY: build serve test check lock
.DEFAULT_GOAL := build

build serve test check:
	python3 build.py $@

# Rewrites the lock files after an edit to requirements/*.in or package.json (needs uv and npm).
# test holds the other groups, so it is solved first and the others take their versions from it.
UV_COMPILE = uv pip compile --quiet --universal --python-version 3.11 --fork-strategy fewest \
	--generate-hashes --custom-compile-command "make lock" --override requirements/overrides.txt
UV_COMPILE_LEAN = $(UV_COMPILE) --override requirements/overrides-site.txt
lock:
	$(UV_COMPILE) requirements/test.in --output-file requirements/test.lock
	$(UV_COMPILE_LEAN) requirements/site.in --constraint requirements/test.lock --output-file requirements/site.lock
	$(UV_COMPILE_LEAN) requirements/convert.in --constraint requirements/test.lock --output-file requirements/convert.lock
	npm install --package-lock-only --ignore-scripts
	npm install --package-lock-only --ignore-scripts --prefix pastiche/bench/pages --userconfig .npmrc
