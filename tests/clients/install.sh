#!/bin/sh
# Installs the real programs that tests talk to: Debian packages, and npm packages in .clients/.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
target="$here/../../.clients"
missing=""
for program in git strace chromium java; do
	command -v "$program" >/dev/null 2>&1 || missing="$missing $program"
done
missing=$(echo "$missing" | sed 's/\bjava\b/default-jre-headless/')
if [ -n "$missing" ]; then
	apt-get update -qq
	# shellcheck disable=SC2086
	DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing
fi
mkdir -p "$target"
cp "$here/package.json" "$target/"
npm install --prefix "$target" --ignore-scripts --no-audit --no-fund --no-package-lock --silent
