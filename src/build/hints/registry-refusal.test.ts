import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import type { LookUpLogin } from "../../builder/registry/login-types.js";
import { BuildError } from "../../buildkit/client/build-error.js";
import type { FailedSolve } from "./failed-solve.js";
import { baseImageHint, pushDeniedHint } from "./registry-refusal.js";

const config = mkdtempSync(join(tmpdir(), "slipway-refusal-"));
afterAll(() => rmSync(config, { recursive: true }));

function failed(message: string, credentials?: LookUpLogin): FailedSolve {
  const error = new BuildError("auth-failed", message, { grpcCode: 2, sources: [] });
  const plan = { options: { context: ".", credentials, docker: { config } }, env: {} };
  return { error, plan } as unknown as FailedSolve;
}

const login: LookUpLogin = () => ({ username: "me", password: "p" });
const denied =
  "push access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed";

test.each<[string, LookUpLogin | undefined, string | undefined]>([
  [
    `failed to solve: failed to push docker.io/library/app: ${denied}`,
    undefined,
    "there is no login for docker.io: `docker login`",
  ],
  [
    `failed to solve: failed to push docker.io/library/app: ${denied}`,
    login,
    "docker.io/library/app is one of Docker's own repositories; a tag begins with the account's name: -t ACCOUNT/app",
  ],
  [
    `failed to solve: failed to push ghcr.io/team/app:1: ${denied}`,
    login,
    "the login for ghcr.io may not push to ghcr.io/team/app; `docker login ghcr.io` changes it",
  ],
  [
    "failed to solve: failed to push ghcr.io/team/app:1: unexpected status from HEAD request to https://ghcr.io/v2/: 403 Forbidden",
    undefined,
    "there is no login for ghcr.io: `docker login ghcr.io`",
  ],
  ["failed to solve: failed to push ghcr.io/team/app:1: connection reset by peer", undefined, undefined],
])("%s", async (message, credentials, hint) => {
  expect(await pushDeniedHint(failed(message, credentials))).toBe(hint);
});

const resolve = "failed to solve: app: failed to resolve source metadata for docker.io/me/app:1:";

test.each<[string, LookUpLogin | undefined, string | undefined]>([
  [
    `${resolve} docker.io/me/app:1: not found`,
    undefined,
    "docker.io answers, and has no docker.io/me/app:1: look at its name and tag",
  ],
  [
    `${resolve} no match for platform in manifest: not found`,
    undefined,
    "docker.io/me/app:1 is there, but not for the platform that is built",
  ],
  [
    `${resolve} pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed`,
    login,
    "docker.io/me/app:1 does not exist, or the login for docker.io may not read it",
  ],
  [`${resolve} failed to do request: EOF`, undefined, undefined],
])("%s", async (message, credentials, hint) => {
  expect(await baseImageHint(failed(message, credentials))).toBe(hint);
});
