#!/usr/bin/env bash
# Makes the certificates of this folder anew. Needs openssl; nothing else runs it.
set -euo pipefail
cd "$(dirname "$0")"
rm -f ./*.pem
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

readonly start=20200101000000Z end=21200101000000Z
touch "$work/index.txt"
cat >"$work/ca.cnf" <<CONFIG
[ca]
default_ca = test
[test]
database = $work/index.txt
new_certs_dir = $work
default_md = sha256
policy = any
unique_subject = no
rand_serial = yes
[any]
commonName = supplied
CONFIG

request() { # name, common name
  openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "/CN=$2" \
    -keyout "$1.key.pem" -out "$work/request.pem"
}

sign() { # name, end, arguments that name the signer; extensions on standard input
  cat >"$work/extensions"
  openssl ca -batch -notext -config "$work/ca.cnf" -in "$work/request.pem" -out "$1.pem" \
    -extfile "$work/extensions" -startdate "$start" -enddate "$2" "${@:3}"
}

authority() { # name
  request "$1" "Activity Log test $1"
  printf 'basicConstraints=critical,CA:TRUE\nsubjectKeyIdentifier=hash\n' |
    sign "$1" "$end" -selfsign -keyfile "$1.key.pem"
}

leaf() { # name, common name, usage, end
  request "$1" "$2"
  printf 'subjectAltName=DNS:%s\nextendedKeyUsage=%s\n' "$2" "$3" |
    sign "$1" "$4" -cert authority.pem -keyfile authority.key.pem
}

authority authority
authority stranger
leaf server localhost serverAuth "$end"
leaf expired localhost serverAuth 20200201000000Z
leaf client postgres clientAuth "$end"
# Nothing more is ever signed with these.
rm -f authority.key.pem stranger.key.pem
