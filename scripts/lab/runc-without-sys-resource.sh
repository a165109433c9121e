#!/bin/sh
# runc, with CAP_SYS_RESOURCE taken out of the specification it is given. See runtimeFlags in engine.mjs.
previous=""
for argument in "$@"; do
  case "$previous" in
    --bundle | -b) spec="$argument/config.json" ;;
    --process | -p) spec="$argument" ;;
    *) spec="" ;;
  esac
  if [ -n "$spec" ] && [ -f "$spec" ]; then
    sed -i -e 's/"CAP_SYS_RESOURCE",//g' -e 's/,"CAP_SYS_RESOURCE"//g' "$spec"
  fi
  previous="$argument"
done
exec runc "$@"
