import { once } from "node:events";
import { describe, expect, it } from "vitest";
import { commandDial, ownSession } from "./dial-command.js";
import { commandFailures } from "./unreachable.js";

/** The process and the session of a command that is dialled in this environment. */
async function processAndSession(env: Record<string, string>): Promise<string[]> {
  const report = 'set -- $(cat /proc/$$/stat); echo "$1 $6"; cat';
  const dial = commandDial(
    ["sh", "-c", report],
    { PATH: process.env.PATH, ...env },
    commandFailures("ssh://host"),
  );
  const stream = await dial();
  const [line] = await once(stream, "data");
  stream.destroy();
  return String(line).trim().split(" ");
}

describe.runIf(process.platform === "linux")("a command that is dialled", () => {
  it("has a session of its own, out of reach of a Ctrl-C at the terminal", async () => {
    const [pid, session] = await processAndSession({});
    expect(session).toBe(pid);
  });

  it("stays in the terminal's session with DOCKER_SSH_NO_SETSID", async () => {
    const [pid, session] = await processAndSession({ DOCKER_SSH_NO_SETSID: "1" });
    expect(pid).toMatch(/^\d+$/);
    expect(session).toMatch(/^\d+$/);
    expect(session).not.toBe(pid);
  });
});

it("a command has a session of its own, but on Windows, which has none, and where ssh is to ask", () => {
  expect(ownSession({}, "linux")).toBe(true);
  expect(ownSession({}, "darwin")).toBe(true);
  expect(ownSession({}, "win32")).toBe(false);
  expect(ownSession({ DOCKER_SSH_NO_SETSID: "1" }, "linux")).toBe(false);
});
