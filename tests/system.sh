#!/usr/bin/env bash
# Installs Chromium, the source of the fonts, PostgreSQL, faketime and LibreOffice where apt-get may; else says
# what is missing. LibreOffice without its windows is 80 packages, 100 MB to fetch, 300 MB on the disk: half a minute.
set -euo pipefail

missing=()
python3 -c 'import ensurepip' 2>/dev/null || missing+=(python3-venv)
command -v chromium-headless-shell chromium google-chrome >/dev/null || missing+=(chromium-headless-shell)
compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || missing+=(postgresql)
command -v soffice >/dev/null || missing+=(libreoffice-writer-nogui libreoffice-impress-nogui)
compgen -G '/usr/lib/*/faketime/libfaketimeMT.so.1' >/dev/null || missing+=(faketime)
[ -e /usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc ] || missing+=(fonts-noto-cjk)
[ ${#missing[@]} -eq 0 ] && exit 0

as_root=()
if [ "$(id -u)" -ne 0 ]; then
    as_root=(sudo -n)
fi
if ! command -v apt-get >/dev/null || ! "${as_root[@]}" true 2>/dev/null; then
    echo "Not installed: ${missing[*]}. The tests that need them are skipped." >&2
    exit 0
fi
echo "Installing ${missing[*]} ..."
export DEBIAN_FRONTEND=noninteractive
"${as_root[@]}" apt-get update -qq
# Older systems have Chromium only as a whole.
apt-cache show chromium-headless-shell >/dev/null 2>&1 || missing=("${missing[@]/#chromium-headless-shell/chromium}")
"${as_root[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
