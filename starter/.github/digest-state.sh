#!/bin/sh
# Keeps digest's memory – what was sent, which lines are ours, KakaoTalk's rotating token – on the orphan branch
# `digest-state` of the journal's repository, one commit, no history: encrypted with DIGEST_STATE_KEY (make one: openssl
# rand -hex 32), or, without a key, as it is. A login of KakaoTalk is never saved without a key.
#   sh .github/digest-state.sh load     before a run
#   sh .github/digest-state.sh save     after it, whatever its outcome
# Needs git with a remote `origin`, python3, and gpg where there is a key.
set -eu

db=${DIGEST_DB:-data/digest.db}
ref=refs/heads/digest-state
seen=$(git rev-parse --git-path digest-state-seen)
key=${DIGEST_STATE_KEY:-}
umask 077
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

crypt() { # the key goes through a pipe: neither the process list nor a file shows it
    printf '%s' "$key" | gpg --homedir "$work" --batch --quiet --yes --pinentry-mode loopback \
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
    if git cat-file -e "$head:digest.db.gz" 2>/dev/null; then
        git cat-file blob "$head:digest.db.gz" | gzip -d >"$work/db"
    else
        [ -n "$key" ] || { echo "digest-state: is encrypted, and DIGEST_STATE_KEY is not set" >&2; exit 1; }
        git cat-file blob "$head:digest.db.gpg" >"$work/sealed"
        crypt --output "$work/db" --decrypt "$work/sealed"
    fi
    mkdir -p "$(dirname "$db")"
    rm -f "$db" "$db-wal" "$db-shm"
    mv "$work/db" "$db"
    echo "digest-state: loaded"
    ;;
save)
    [ -f "$db" ] || { echo "digest-state: no $db, nothing to save"; exit 0; }
    # a copy through SQLite itself: what still stands in the write-ahead log is in it
    python3 - "$db" "$work/db" "${key:+sealed}" <<'PYTHON'
import contextlib
import sqlite3
import sys

with contextlib.closing(sqlite3.connect(sys.argv[1])) as old, contextlib.closing(sqlite3.connect(sys.argv[2])) as new:
    old.backup(new)
    if not sys.argv[3] and new.execute("SELECT 1 FROM sqlite_master WHERE name = 'tokens'").fetchone():
        if new.execute("SELECT 1 FROM tokens").fetchone():
            sys.exit("digest-state: holds a login of KakaoTalk; set the secret DIGEST_STATE_KEY (openssl rand -hex 32)")
PYTHON
    if [ -n "$key" ]; then
        name=digest.db.gpg
        crypt --cipher-algo AES256 --output "$work/sealed" --symmetric "$work/db"
    else
        name=digest.db.gz
        gzip -n <"$work/db" >"$work/sealed"
    fi
    blob=$(git hash-object -w "$work/sealed")
    tree=$(printf '100644 blob %s\t%s\n' "$blob" "$name" | git mktree)
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
