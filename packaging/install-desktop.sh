#!/bin/sh
# Puts Network Playground into the menu of this desktop, for this user alone, and opens
# files that end in .playground with it.
#
#   install-desktop.sh [PROGRAM]   the menu entry starts PROGRAM; by default the
#                                  `playground` that lies beside this script
#   install-desktop.sh --remove    take everything away again
set -eu

here=$(cd "$(dirname "$0")" && pwd)
data=${XDG_DATA_HOME:-$HOME/.local/share}
name=network-playground

refresh() {
    # Desktops find the files without these too, but only at the next login.
    if command -v update-desktop-database >/dev/null; then
        update-desktop-database -q "$data/applications" || true
    fi
    if command -v update-mime-database >/dev/null; then
        update-mime-database "$data/mime" || true
    fi
    if command -v gtk-update-icon-cache >/dev/null; then
        gtk-update-icon-cache -q -f -t "$data/icons/hicolor" 2>/dev/null || true
    fi
}

remove() {
    rm -f "$data/applications/$name.desktop" "$data/mime/packages/$name.xml"
    for folder in "$data"/icons/hicolor/*/apps; do
        rm -f "$folder/$name.png" "$folder/$name.svg"
    done
}

if [ "${1:-}" = "--remove" ]; then
    remove
    refresh
    echo "Network Playground is no longer in the menu."
    exit 0
fi

program=${1:-$here/playground}
if [ ! -x "$program" ]; then
    echo "$program is not a program; give the path of \`playground\`" >&2
    exit 2
fi
program=$(cd "$(dirname "$program")" && pwd)/$(basename "$program")

mkdir -p "$data/applications"
for folder in icons mime; do
    mkdir -p "$data/$folder"
    cp -R "$here/share/$folder/." "$data/$folder/"
done
# The file's own layer doubles each backslash; a quoted argument of Exec= wants one more
# before four signs; and what sed puts in place of something has signs of its own.
twice='s/\\/\\\\/g'
for_sed='s/[&|\\]/\\&/g'
quoted=$(printf '%s' "$program" |
    sed -e 's/["`$\\]/\\&/g' -e 's/%/%%/g' -e "$twice" -e "$for_sed")
plain=$(printf '%s' "$program" | sed -e "$twice" -e "$for_sed")
sed -e "s|^Exec=.*|Exec=\"$quoted\" %f|" -e "s|^TryExec=.*|TryExec=$plain|" \
    "$here/share/applications/$name.desktop" >"$data/applications/$name.desktop"
refresh
echo "Network Playground is in the menu; it starts $program"
