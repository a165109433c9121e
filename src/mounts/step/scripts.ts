/**
 * What runs beside the mount. GNU tar, find and coreutils only, and a POSIX shell. The builder keeps, in a cache mount of its
 * own, a listing of the mount for each of the last states that it sent or got; a listing has each entry's inode number
 * and the time of its last change of any kind (ctime), which no program can set, so that two that are equal mean
 * that nothing changed, not even an attribute.
 */
const common = String.raw`
set -eu; export LC_ALL=C PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
given=/slipway/in out=/slipway/out tmp=/slipway/tmp mount=/slipway/mount states=/slipway/states
fail() {
  printf '%s' "$1" >"$out/0-error"
  exit 0
}
for tool in tar find sort comm cut xargs sha256sum tr wc ls tail rm cp; do
  command -v "$tool" >/dev/null 2>&1 || fail "has no $tool"
done
for tool in tar find sort; do
  case "$("$tool" --version 2>/dev/null)" in
  *GNU*) ;;
  *) fail "has a $tool that is not GNU's" ;;
  esac
done
cd "$mount"
list() {
  find . ! -type s -printf '%y %i %C@ %T@ %m %U %G %s %p\0' >"$tmp/unsorted"
  sort -z "$tmp/unsorted" >"$1"
}
count() { tr -cd '\0' <"$1" | wc -c | tr -d ' '; }
keep() {
  cp "$1" "$states/$2"
  (cd "$states" && ls -t | tail -n +9 | xargs -r rm -f --)
}
answer() { printf 'base=%s\nentries=%s\n' "$1" "$(count "$2")" >"$out/0-answer"; }
# The paths that differ between the mount and its listing $1, with their types, and those that are gone.
compare() {
  comm -z -23 "$tmp/now" "$1" | cut -z -d' ' -f1,9- | sort -z -k2 >"$tmp/changed"
  cut -z -c3- "$tmp/changed" | sort -z >"$tmp/paths"
  comm -z -13 "$tmp/now" "$1" | cut -z -d' ' -f9- | sort -z | comm -z -13 "$tmp/paths" - >"$out/2-gone"
}
# Notes what was seen as a state of its own, unless it is the one that is known.
note() {
  if [ "$1" = known ] && ! [ -s "$tmp/paths" ] && ! [ -s "$out/2-gone" ]; then keep "$tmp/now" "$KNOWN"
  else keep "$tmp/now" "$NEXT"
  fi
}
list "$tmp/now"
`;

/** Sends what changed since the state `KNOWN`, or everything, and notes the state as `NEXT`. */
export const exportScript = String.raw`${common}
if [ -n "$KNOWN" ] && [ -f "$states/$KNOWN" ]; then
  compare "$states/$KNOWN"
  cp "$tmp/changed" "$out/1-changed"
  base=known
else
  cut -z -d' ' -f9- "$tmp/now" | sort -z >"$tmp/paths"
  base=none
fi
tar -c --format=posix --pax-option=delete=atime,delete=ctime --numeric-owner \
  --acls --xattrs '--xattrs-include=*' --xattrs-exclude=security.selinux \
  --no-recursion --null --verbatim-files-from -T "$tmp/paths" -f "$out/3-content.tar" ||
  fail "saw files change: a build writes to the mount"
note "$base"
answer "$base" "$tmp/now"
`;

/** Says how the mount differs from the state `KNOWN`, or what is in it, and notes what was seen as `NEXT`. */
export const compareScript = String.raw`${common}
if [ -f "$states/$KNOWN" ]; then
  compare "$states/$KNOWN"
  cp "$tmp/changed" "$out/1-changed"
  base=known
elif [ "$(count "$tmp/now")" = 1 ]; then
  base=empty
else
  find . ! -type s -printf '%y %m %U %G %s %T@ %n %p\0%l\0' >"$out/3-listing"
  find . -type f -print0 | xargs -0 -r sha256sum -z -- >"$out/4-hashes"
  base=listing
fi
note "$base"
answer "$base" "$tmp/now"
`;

/** Takes paths away, unpacks an archive, and notes the result as the state `KNOWN`; `NEXT` is what was seen before. */
export const importScript = String.raw`${common}
comm -z -3 "$tmp/now" "$states/$NEXT" >"$tmp/moved"
[ -s "$tmp/moved" ] && fail "saw files change: a build writes to the mount"
xargs -0 -r rm -rf -- <"$given/remove"
tar -x -p --same-owner --numeric-owner --acls --xattrs '--xattrs-include=*' \
  --delay-directory-restore -f "$given/content.tar" || fail "could not unpack all files"
list "$tmp/now"
rm -f "$states/$NEXT"
keep "$tmp/now" "$KNOWN"
answer known "$tmp/now"
`;
