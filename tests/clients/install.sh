#!/bin/sh
# Installs the real programs that tests talk to: Debian packages, and npm packages in .clients/.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
target="$here/../../.clients"
missing=""
for program in git pre-commit strace chromium java pdftotext khal todoman faketime systemd-analyze cron pg_virtualenv bash zsh fish groff; do
	command -v "$program" >/dev/null 2>&1 || missing="$missing $program"
done
missing=$(echo "$missing" | sed 's/\bjava\b/default-jre-headless/; s/\bpdftotext\b/poppler-utils/; s/\bsystemd-analyze\b/systemd/; s/\bpg_virtualenv\b/postgresql/')
# What WeasyPrint (hrcli[pdf]) draws text with.
for library in libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core; do
	dpkg -s "$library" >/dev/null 2>&1 || missing="$missing $library"
done
if [ -n "$missing" ]; then
	apt-get update -qq
	# shellcheck disable=SC2086
	DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing
fi
mkdir -p "$target"
cp "$here/package.json" "$target/"
npm install --prefix "$target" --ignore-scripts --no-audit --no-fund --no-package-lock --silent
# What its install script would do; scripts of packages are not run here.
chmod +x "$target"/node_modules/@microsoft/sarif-multitool-*/Sarif.Multitool
