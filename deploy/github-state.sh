#!/bin/sh
# Keeps digest's memory – what was sent, which lines are ours, KakaoTalk's rotating token – on the orphan branch
# `digest-state` of the journal's repository, encrypted, one commit, no history.
#   sh .github/digest-state.sh load     before a run
#   sh .github/digest-state.sh save     after it, whatever its outcome
# Needs git with a remote `origin`, gpg, python3, and DIGEST_STATE_KEY (make one: openssl rand -hex 32).
set -eu

db=${DIGEST_DB:-data/digest.db}
ref=refs/heads/digest-state
seen=$(git rev-parse --git-path digest-state-seen)
: "${DIGEST_STATE_KEY:?is not set; see docs/operations.md}"
umask 077
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

crypt() { # the key goes through a pipe: neither the process list nor a file shows it
    printf '%s' "$DIGEST_STATE_KEY" | gpg --homedir "$work" --batch --quiet --yes --pinentry-mode loopback \
        --passphrase-fd 0 --s2k-digest-algo SHA512 --s2k-count 65011712 "$@"
}

remote_head() { # "" when there is no such branch yet; a remote that does not answer is an error, not a new start
    heads=$(git ls-remote --heads origin "$ref")
    printf '%s' "${heads%%	*}"
}

case ${1:-} in
load)
    head=$(remote_head)
    printf '%s' "$head" >"$seen"
    if [ -z "$head" ]; then
        echo "digest-state: none yet, starting fresh"
        exit 0
    fi
    git fetch --quiet --depth 1 origin "$ref"
    git cat-file blob "$head:digest.db.gpg" >"$work/sealed"
    crypt --output "$work/db" --decrypt "$work/sealed"
    mkdir -p "$(dirname "$db")"
    rm -f "$db" "$db-wal" "$db-shm"
    mv "$work/db" "$db"
    echo "digest-state: loaded"
    ;;
save)
    [ -f "$db" ] || { echo "digest-state: no $db, nothing to save"; exit 0; }
    # a copy through SQLite itself: what still stands in the write-ahead log is in it
    python3 - "$db" "$work/db" <<'PYTHON'
import contextlib
import sqlite3
import sys

with contextlib.closing(sqlite3.connect(sys.argv[1])) as old, contextlib.closing(sqlite3.connect(sys.argv[2])) as new:
    old.backup(new)
PYTHON
    crypt --cipher-algo AES256 --output "$work/sealed" --symmetric "$work/db"
    blob=$(git hash-object -w "$work/sealed")
    tree=$(printf '100644 blob %s\tdigest.db.gpg\n' "$blob" | git mktree)
    commit=$(git -c user.name=digest -c user.email=digest@localhost commit-tree "$tree" -m "digest state")
    # Only over the state that was loaded: somebody else's newer one is never overwritten.
    if [ -f "$seen" ]; then base=$(cat "$seen"); else base=$(remote_head); fi
    for pause in 2 5 15 0; do
        if git push --quiet --force-with-lease="$ref:$base" origin "$commit:$ref"; then
            printf '%s' "$commit" >"$seen"
            echo "digest-state: saved"
            exit 0
        fi
        [ "$(remote_head || printf '%s' "$base")" = "$base" ] || break
        sleep "${DIGEST_STATE_PAUSE:-$pause}"
    done
    echo "digest-state: NOT saved; the next run may send again" >&2
    exit 1
    ;;
*)
    echo "usage: $0 load|save" >&2
    exit 2
    ;;
esac
