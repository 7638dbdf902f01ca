#!/usr/bin/env bash
# Makes src/main/resources/dev/calsync/model/windows-zones.txt anew from the CLDR data inside ICU4J.
#
#   sync-core/src/windows-zones/generate.sh [ICU4J-VERSION]
set -euo pipefail

version=${1:-79.1}
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
table=$here/../main/resources/dev/calsync/model/windows-zones.txt
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

mvn -B -ntp -q org.apache.maven.plugins:maven-dependency-plugin:3.11.0:copy \
    -Dartifact=com.ibm.icu:icu4j:"$version" -DoutputDirectory="$work"
mkdir -p "$(dirname "$table")"
java -cp "$work/icu4j-$version.jar" "$here/WindowsZoneTable.java" "$version" "$table"
echo "$(grep -vc '^#' "$table") zones from ICU4J $version in $table"
