import { daemonSocketName } from "./socket-directory.js";

/** How {@link clientProbe} ends. */
export const probeAnswers = { none: 0, clients: 1, notListening: 2 } as const;

/**
 * A line of shell for BuildKit's images that tells whether somebody is connected to the daemon in this container, by its
 * exit status. A client in the container, as `docker exec` starts it, is in proc(5)'s list of sockets, where 03 is a
 * connection. Of one that comes through the socket's path from outside, the kernel counts both ends to the network of the
 * client: what is there to be seen is a socket of the daemon that none of the lists has. In the network of its host a daemon
 * has the clients of all daemons there.
 */
export const clientProbe = `ls -l /proc/[0-9]*/fd 2>/dev/null | awk '
  BEGIN {
    while ((getline line < "/proc/net/unix") > 0) {
      split(line, field, " ")
      known[field[7]] = 1
      if (field[8] !~ /\\/${daemonSocketName.replace(".", "\\.")}$/) continue
      listens = 1
      if (field[6] == "03") clients = 1
    }
    count = split("tcp 10 tcp6 10 udp 10 udp6 10 raw 10 raw6 10 netlink 10 packet 9", list, " ")
    for (at = 1; at < count; at += 2) {
      while ((getline line < ("/proc/net/" list[at])) > 0) {
        split(line, field, " ")
        known[field[list[at + 1]]] = 1
      }
    }
  }
  /socket:\\[/ {
    sub(/.*socket:\\[/, "")
    sub(/\\].*/, "")
    if (!($0 in known)) clients = 1
  }
  END { exit !listens ? ${probeAnswers.notListening} : clients ? ${probeAnswers.clients} : ${probeAnswers.none} }'`;
