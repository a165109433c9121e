import { clientProbe, probeAnswers } from "./client-probe.js";

/** How long a container that is for one client lives without it, seconds: a client may connect anew meanwhile. */
export const ephemeralPatience = 10;

/** How long the first client may take to connect once the daemon listens, seconds. */
const firstPatience = 30;

/**
 * Runs the daemon and ends it when no client has been connected to its socket for so many seconds, with exit status 0;
 * otherwise it ends as the daemon does, and hands signals on to it. It is for the small shells of BuildKit's images. Before
 * the daemon listens nothing counts, and whoever booted it has half a minute for the first connection.
 */
const script = `
limit=$1
step=$2
shift 2
"$@" &
main=$!
idle=
trap 'kill -TERM $main 2>/dev/null' TERM INT
trap 'idle=1; kill -TERM $main 2>/dev/null' USR1
(
  trap - TERM INT USR1
  quiet=0
  limit_now=$limit
  [ "$limit_now" -ge ${firstPatience} ] || limit_now=${firstPatience}
  pause=1
  while sleep "$pause"; do
    ${clientProbe}
    case $? in
      ${probeAnswers.none}) quiet=$((quiet + pause)) ;;
      ${probeAnswers.clients}) quiet=0 limit_now=$limit pause=$step ;;
      *) quiet=0 ;;
    esac
    [ "$quiet" -ge "$limit_now" ] || continue
    kill -USR1 $$
    sleep 15
    kill -KILL $main
    exit
  done
) &
watch=$!
while :; do
  wait $main
  code=$?
  kill -0 $main 2>/dev/null || break
done
kill $watch 2>/dev/null
[ -z "$idle" ] || exit 0
exit $code
`;

/** How often it looks at least, seconds. */
const longestStep = 10;

/**
 * The entry point of a container whose daemon ends by itself.
 *
 * @param limit seconds without a client
 * @param entrypoint of the image
 */
export function watchedEntrypoint(limit: number, entrypoint: readonly string[]): readonly string[] {
  const step = Math.max(1, Math.min(longestStep, Math.floor(limit / 4)));
  return ["/bin/sh", "-c", script, "watch-daemon", String(limit), String(step), ...entrypoint];
}
