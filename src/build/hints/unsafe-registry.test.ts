import { expect, test } from "vitest";
import { BuildError } from "../../buildkit/client/build-error.js";
import type { FailedSolve } from "./failed-solve.js";
import { unsafeRegistryHint } from "./unsafe-registry.js";

function failed(message: string, { insideEngine = false, configured = false } = {}): FailedSolve {
  return {
    error: new BuildError("auth-failed", message, { grpcCode: 2, sources: [] }),
    plan: { builder: { name: "b" } },
    node: { files: new Map(configured ? [["buildkitd.toml", new Uint8Array()]] : []) },
    features: { insideEngine },
  } as unknown as FailedSolve;
}

const head = (reason: string) =>
  `failed to solve: failed to push r.test:5000/app: failed to do request: Head "https://r.test:5000/v2/app/blobs/sha256:1": ${reason}`;
const plain = head("http: server gave HTTP response to HTTPS client");
const untrusted = head("tls: failed to verify certificate: x509: certificate signed by unknown authority");
const reconfigure = "slipway create --reconfigure b --buildkitd-config buildkitd.toml";

test.each<[string, string, Parameters<typeof failed>[1], string | undefined]>([
  [
    "plain HTTP",
    plain,
    {},
    `r.test:5000 speaks plain HTTP: \`printf '[registry."r.test:5000"]\\nhttp = true\\n' > buildkitd.toml && ${reconfigure}\``,
  ],
  [
    "an unknown authority",
    untrusted,
    {},
    `the certificate of r.test:5000 is of an authority that the builder does not know: \`printf '[registry."r.test:5000"]\\nca = ["ca.crt"]\\n' > buildkitd.toml && ${reconfigure}\``,
  ],
  [
    "a builder with a configuration",
    plain,
    { configured: true },
    `r.test:5000 speaks plain HTTP: add http = true under [registry."r.test:5000"] to the builder's buildkitd.toml, and run \`${reconfigure}\``,
  ],
  [
    "the engine's own daemon",
    untrusted,
    { insideEngine: true },
    "the certificate of r.test:5000 is of an authority that the builder does not know: put that into /etc/docker/certs.d/r.test:5000/ca.crt on the engine's host",
  ],
  [
    "another name",
    head("tls: failed to verify certificate: x509: certificate is valid for a.test, not r.test"),
    {},
    "the certificate of r.test:5000 is not good: certificate is valid for a.test, not r.test",
  ],
  ["something else", head("dial tcp: i/o timeout"), {}, undefined],
  ["no registry", "server gave HTTP response to HTTPS client", {}, undefined],
])("%s", (_what, message, options, hint) => {
  expect(unsafeRegistryHint(failed(message, options))).toBe(hint);
});
