import { describe, expect, test } from "vitest";
import { Access } from "./access.js";
import { isCredential, MASK, maskedPair } from "./mask.js";
import { isFromHere } from "./own-host.js";
import { ValueMask } from "./value-mask.js";

describe("a link", () => {
  test("works once", () => {
    const access = new Access();
    const code = access.newCode();
    const token = access.redeem(code);
    expect(token).toMatch(/^[\w-]{43}$/);
    expect(access.redeem(code)).toBeUndefined();
    expect(access.allows(`Bearer ${token}`)).toBe(true);
  });

  test.each(["", "x", "Bearer", "Bearer x", `Bearer ${"a".repeat(43)}`])("%j is no token", (header) => {
    expect(new Access().allows(header)).toBe(false);
  });
});

describe("a request", () => {
  const here = "127.0.0.1:1";
  test.each([
    ["of the page", { host: here, origin: `http://${here}` }, "127.0.0.1", true],
    ["without an origin", { host: "localhost:99" }, "127.0.0.1", true],
    ["to the other loopback", { host: "[::1]:1" }, "127.0.0.1", true],
    ["to a stranger's name", { host: "evil.example" }, "127.0.0.1", false],
    ["to another address than loopback", { host: "10.0.0.1:1" }, "127.0.0.1", false],
    ["to an address, of a server on all", { host: "10.0.0.1:1" }, "0.0.0.0", true],
    ["to a stranger's name, of a server on all", { host: "evil.example:1" }, "0.0.0.0", false],
    ["to the name it listens on", { host: "build.example:1" }, "build.example", true],
    ["without a host", {}, "127.0.0.1", false],
    ["with two hosts", { host: "localhost:1, evil.example" }, "127.0.0.1", false],
    ["from another port", { host: here, origin: "http://127.0.0.1:2" }, "127.0.0.1", false],
    ["from nowhere", { host: here, origin: "null" }, "127.0.0.1", false],
    ["from another site", { host: here, site: "cross-site" }, "127.0.0.1", false],
    ["from the same site only", { host: here, site: "same-site" }, "127.0.0.1", false],
  ])("%s", (_, from, bound, expected) => {
    const nothing = { host: undefined, origin: undefined, site: undefined };
    expect(isFromHere({ ...nothing, ...from }, bound)).toBe(expected);
  });
});

describe("what looks like a credential", () => {
  test.each([
    ["API_TOKEN", "x"],
    ["npmToken", "x"],
    ["DB_PASSWORD", "x"],
    ["PG_PASS", "x"],
    ["AWS_SECRET_ACCESS_KEY", "x"],
    ["github.auth", "x"],
    ["PGPASSWORD", "x"],
    ["SSHPASS", "x"],
    ["DBPASSWORD", "x"],
    ["GHTOKEN", "x"],
    ["NPM_TOKENS", "x"],
    ["APP_SECRETS", "x"],
    ["STRIPE_KEY", "x"],
    ["DEPLOY_KEY", "x"],
    ["ssh-keys", "x"],
    ["ANY", `sk_live_${"a1".repeat(12)}`],
    ["ANY", `rk_test_${"a1".repeat(12)}`],
    ["ANY", `AIza${"a-1_b".repeat(7)}`],
    ["ANY", `ASIA${"A1".repeat(8)}`],
    ["ANY", `hf_${"aB".repeat(17)}`],
    ["ANY", `pypi-AgEIcHlwaS5vcmc${"a-_1".repeat(12)}`],
    ["ANY", `dckr_pat_${"a-_1".repeat(7)}`],
    ["ANY", `ghp_${"a".repeat(36)}`],
    ["ANY", "-----BEGIN RSA PRIVATE KEY-----"],
  ])("%s=%s is masked", (name = "", value = "") => {
    expect(maskedPair(name, value)).toEqual({ name, value: MASK, masked: true });
  });

  test.each([
    ["COLOR", "blue"],
    ["AUTHOR", "me"],
    ["KEYBOARD", "us"],
    ["PATH", "/bin"],
    ["TOKENIZER", "bpe"],
    ["BYPASS", "1"],
    ["MONKEY", "1"],
    ["KEY_COUNT", "1"],
    ["SSH_PUBLIC_KEY", "ssh-ed25519 AAAA"],
    ["CACHE_KEY", "v1"],
    ["PRIMARY_KEY", "id"],
    ["sortKeys", "id"],
    ["ANY", "hf_small"],
    ["ANY", "pypi-mirror"],
    ["TOKEN", ""],
  ])("%s=%s is not", (name, value) => expect(isCredential(name, value)).toBe(false));

  test("is hidden wherever it turns up, and so are users of URLs", () => {
    const mask = new ValueMask([
      { name: "TOKEN", value: "hunter2" },
      { name: "COLOR", value: "blue" },
    ]);
    expect(mask.text("RUN x hunter2 $& blue")).toBe(`RUN x ${MASK} $& blue`);
    expect(maskedPair("from", "https://me:pw@host/x").value).toBe("https://xxxxx@host/x");
  });
});
