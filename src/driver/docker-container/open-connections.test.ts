import { expect, test } from "vitest";
import { countConnections } from "./open-connections.js";

test("counts the connected sockets of the daemon, not where it listens and not others", () => {
  const text = `Num       RefCount Protocol Flags    Type St Inode Path
0000000000000000: 00000002 00000000 00010000 0001 01 100 /run/buildkit/buildkitd.sock
0000000000000000: 00000003 00000000 00000000 0001 03 101 /run/buildkit/buildkitd.sock
0000000000000000: 00000003 00000000 00000000 0001 03 102
0000000000000000: 00000003 00000000 00000000 0001 03 103 /run/buildkit/docker.sock
0000000000000000: 00000003 00000000 00000000 0001 03 104 /run/buildkit/buildkitd.sock
`;
  expect(countConnections(text)).toBe(2);
});
