import { describe, expect, it } from "vitest";
import { parseHost } from "../endpoint/parse-host.js";
import { sshCommand } from "./ssh-command.js";

function commandFor(host: string): string {
  const { address } = parseHost(host);
  return address.kind === "ssh" ? sshCommand(address).join(" ") : "";
}

describe("the ssh command", () => {
  it.each([
    ["ssh://h", "ssh -o ConnectTimeout=30 -T -- h docker system dial-stdio"],
    ["ssh://u@h:2222", "ssh -o ConnectTimeout=30 -T -l u -p 2222 -- h docker system dial-stdio"],
    ["ssh://h/s.sock", "ssh -o ConnectTimeout=30 -T -- h docker --host=unix:///s.sock system dial-stdio"],
    ["ssh://h/a;b'c", "ssh -o ConnectTimeout=30 -T -- h docker '--host=unix:///a;b'\\''c' system dial-stdio"],
  ])("for %s is Docker's", (host, command) => {
    expect(commandFor(host)).toBe(command);
  });
});
