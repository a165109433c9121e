import { execFileSync } from "node:child_process";
import { generateKeyPairSync, type KeyObject } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { toAgentKey } from "./agent-key.js";
import { KeyEncryptedError, parsePrivateKey } from "./parse-private-key.js";
import { integer, string, uint32 } from "./ssh-wire.js";

const directory = mkdtempSync(join(tmpdir(), "keys-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));
let serial = 0;

function generate(passphrase: string, ...options: string[]): { text: string; blob: Buffer } {
  const file = join(directory, `key${serial++}`);
  execFileSync("ssh-keygen", ["-q", "-N", passphrase, "-f", file, ...options]);
  const blob = Buffer.from(readFileSync(`${file}.pub`, "utf8").split(" ")[1] ?? "", "base64");
  return { text: readFileSync(file, "latin1"), blob };
}

/** An EC key as ssh-keygen writes it, so that a private number with leading zeros can be had on purpose. */
function opensshFile(key: KeyObject): string {
  const { x = "", y = "", d = "" } = key.export({ format: "jwk" });
  const [X, Y, D] = [x, y, d].map((part) => Buffer.from(part, "base64url"));
  if (!X || !Y || !D) throw new Error("no EC key");
  const fields = Buffer.concat([
    uint32(7),
    uint32(7),
    string("ecdsa-sha2-nistp256"),
    string("nistp256"),
    string(Buffer.concat([Uint8Array.of(4), X, Y])),
    integer(D),
    string("comment"),
  ]);
  const file = [string("none"), string("none"), string(""), uint32(1), string("public"), string(fields)];
  const content = Buffer.concat([Buffer.from("openssh-key-v1\0"), ...file]).toString("base64");
  return `-----BEGIN OPENSSH PRIVATE KEY-----\n${content}\n-----END OPENSSH PRIVATE KEY-----\n`;
}

describe("parsePrivateKey", () => {
  it.each([
    [["-t", "ed25519"]],
    [["-t", "rsa", "-b", "3072"]],
    [["-t", "rsa", "-b", "2048", "-m", "PKCS8"]],
    [["-t", "ecdsa", "-b", "256", "-m", "PEM"]],
    [["-t", "ecdsa", "-b", "384"]],
    [["-t", "ecdsa", "-b", "521"]],
  ])("reads what ssh-keygen %s writes", (options) => {
    const { text, blob } = generate("", ...options);
    expect(toAgentKey(parsePrivateKey(text)).blob).toEqual(blob);
  });

  it("reads a private number with leading zeros", () => {
    let key: KeyObject;
    do key = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey;
    while (Buffer.from(key.export({ format: "jwk" }).d ?? "", "base64url")[0] !== 0);
    expect(parsePrivateKey(opensshFile(key)).equals(key)).toBe(true);
  });

  it.each([[["-t", "ed25519"]], [["-t", "rsa", "-m", "PEM"]], [["-t", "ecdsa", "-m", "PKCS8"]]])(
    "knows a key under a passphrase from ssh-keygen %s",
    (options) => {
      expect(() => parsePrivateKey(generate("secret", ...options).text)).toThrow(KeyEncryptedError);
    },
    // A key of RSA takes as many tries as chance wants.
    60_000,
  );

  it("refuses a truncated key and other text", () => {
    const { text } = generate("", "-t", "ed25519");
    const body = text.split("\n").slice(1, -2).join("").slice(0, 200);
    const cut = `-----BEGIN OPENSSH PRIVATE KEY-----\n${body}\n-----END OPENSSH PRIVATE KEY-----`;
    expect(() => parsePrivateKey(cut)).toThrow(RangeError);
    expect(() => parsePrivateKey("hello")).toThrow();
  });
});
