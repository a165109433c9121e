import { describe, expect, it } from "vitest";
import { brokenConnection, connectionLost, unreachable } from "./unreachable.js";

const HOST = "unix:///run/docker.sock";

function systemError(code: string, errno: number): Error {
  return Object.assign(new Error(`connect ${code} /run/docker.sock`), { code, errno });
}

describe("an engine out of reach", () => {
  it.each([
    ["ENOENT", -2, "no such file or directory"],
    ["ECONNREFUSED", -111, "connection refused"],
  ])("after %s is asked for in Docker's words, with the reason", (code, errno, reason) => {
    expect(unreachable(HOST, systemError(code, errno))).toMatchObject({
      code: "engine-unreachable",
      message: `Cannot connect to the Docker daemon at ${HOST}. Is the docker daemon running? (${reason})`,
      details: { host: HOST, code },
    });
  });

  it("after EACCES is a matter of permission", () => {
    expect(unreachable(HOST, systemError("EACCES", -13))).toMatchObject({
      message: `permission denied while trying to connect to the Docker daemon socket at ${HOST}: permission denied`,
      hint: expect.stringContaining("docker group"),
    });
  });

  it("is also one whose TLS refuses ours after the handshake", () => {
    const alert = Object.assign(
      new Error("C0:error:0A00045C:SSL routines::tlsv13 alert certificate required"),
      {
        code: "ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED",
        reason: "tlsv13 alert certificate required",
      },
    );
    expect(brokenConnection("tcp://h:2376", alert)).toMatchObject({
      code: "engine-unreachable",
      message: expect.stringContaining("(tlsv13 alert certificate required)"),
      hint: expect.stringContaining("DOCKER_CERT_PATH"),
    });
  });

  it("is not one whose connection was reset", () => {
    expect(brokenConnection(HOST, systemError("ECONNRESET", -104))).toMatchObject({
      code: "connection-lost",
      message: `the connection to the Docker daemon at ${HOST} broke: connection reset by peer`,
    });
    expect(connectionLost(HOST).message).toContain("closed by the daemon");
  });
});
