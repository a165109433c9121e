import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "smol-toml";
import { afterAll, describe, expect, test } from "vitest";
import { loadDaemonConfig } from "./daemon-config.js";

const directory = mkdtempSync(join(tmpdir(), "slipway-config-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

function file(name: string, text: string): string {
  const path = join(directory, name);
  writeFileSync(path, text);
  return path;
}

async function load(text: string) {
  const config = await loadDaemonConfig(file("buildkitd.toml", text));
  const files = Object.fromEntries(
    [...config.files].map(([path, data]) => [path, Buffer.from(data).toString()]),
  );
  return { ...config, files };
}

describe("the daemon's configuration", () => {
  test("is stored in one dialect, its keys in order, and tells the entitlements it allows", async () => {
    const text =
      'debug = true\ninsecure-entitlements = ["network.host"]\n[worker.oci]\n  max-parallelism = 4\n';
    const { files, entitlements } = await load(text);
    expect(entitlements).toEqual(["network.host"]);
    expect(files).toEqual({
      "buildkitd.toml":
        "debug = true\ninsecure-entitlements = ['network.host']\n\n[worker]\n[worker.oci]\nmax-parallelism = 4\n",
    });
  });

  test("brings the certificates of its registries, under the names they have in the container", async () => {
    const [ca, key, cert] = ["my ca.pem", "key.pem", "cert.pem"].map((name) => file(name, `the ${name}`));
    const { files } = await load(
      `[registry."r.example:5000"]\n  ca = ["${ca}"]\n  [[registry."r.example:5000".keypair]]\n    key = "${key}"\n    cert = "${cert}"\n`,
    );
    expect(files).toMatchObject({
      "certs/r.example_5000/my ca.pem": "the my ca.pem",
      "certs/r.example_5000/key.pem": "the key.pem",
      "certs/r.example_5000/cert.pem": "the cert.pem",
    });
    expect(parse(files["buildkitd.toml"] ?? "")).toEqual({
      registry: {
        "r.example:5000": {
          ca: ["/etc/buildkit/certs/r.example_5000/my ca.pem"],
          keypair: [
            {
              key: "/etc/buildkit/certs/r.example_5000/key.pem",
              cert: "/etc/buildkit/certs/r.example_5000/cert.pem",
            },
          ],
        },
      },
    });
  });

  test("that is not there is named", async () => {
    const path = join(directory, "nope.toml");
    await expect(loadDaemonConfig(path)).rejects.toMatchObject({
      code: "not-found",
      message: `buildkit configuration file not found: ${path}: stat ${path}: no such file or directory`,
    });
  });

  test.each([
    ["debug = [", /failed to parse buildkit configuration file/],
    ["registry = 1", /registry must be a table/],
    ['[registry]\n"r.example" = 1', /registry\.r\.example must be a table/],
    ['[worker.oci]\ngc = "maybe"', /worker\.oci\.gc must be true or false/],
    ["DEBUG = 1", /DEBUG must be true or false/],
    ['[worker.oci]\nreservedSpace = "x"', /worker\.oci\.reservedSpace must be a size such as 10GB or 20%/],
    ["[worker.oci]\nmax-parallelism = 1.5", /max-parallelism must be a whole number/],
    ["[[worker.oci]]\ngc = true", /worker\.oci must be a table/],
    ["[[worker.oci.gcpolicy]]\nkeepDuration = true", /keepDuration must be a time/],
    ['[history]\nmaxAge = "1x"', /history\.maxAge must be a time/],
    ["[worker.oci.labels]\na = 1", /worker\.oci\.labels must be a table of texts/],
    ['[registry."r"]\nhttp = "x"', /registry\.r\.http must be true or false/],
    [
      '[registry."r.example"]\nca = ["/no/such/ca.pem"]',
      /failed to read CA file: \/no\/such\/ca\.pem: no such file/,
    ],
  ])("that is wrong is named with what is wrong: %j", async (text, message) => {
    await expect(load(text)).rejects.toThrow(message);
  });

  test.each([
    '[worker.oci]\nreservedSpace = "10GB"\nmaxUsedSpace = "80%"\ngckeepstorage = 9000\n',
    '[[worker.oci.gcpolicy]]\nkeepDuration = 172800\n[[worker.oci.gcpolicy]]\nkeepDuration = "48h"\n',
    "unknown = 1\nconstructor = 2\n[worker.oci.constructor]\nx = 1\n",
    "[grpc]\nuid = -1\n",
  ])("that daemons read is taken: %j", async (text) => {
    expect(Object.keys((await load(text)).files)).toEqual(["buildkitd.toml"]);
  });
});
