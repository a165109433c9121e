import { credentialsLookUp } from "../../builder/registry/look-up-login.js";
import { dockerConfigDir } from "../../engine/index.js";
import type { FailedSolve } from "./failed-solve.js";

const PUSH = /failed to push ([^\s:]+(?::\d+)?\/[^\s:@]+|[^\s:@]+)[^\s]*: (.*)/s;
const PULL = /failed to resolve source metadata for ([^\s]+): (.*)/s;
const DENIED =
  /access denied|authorization failed|insufficient_scope|401 Unauthorized|403 Forbidden|unauthorized:/i;
const NOT_FOUND = /: not found$/;
const NO_PLATFORM = /no match for platform in manifest/;

/** For a push that a registry does not take: which it is, and what is missing. */
export async function pushDeniedHint(failed: FailedSolve): Promise<string | undefined> {
  const [, name, reason = ""] = PUSH.exec(failed.error.message) ?? [];
  if (name === undefined || !DENIED.test(reason)) return undefined;
  const host = hostOf(name);
  if (!(await hasLogin(failed, host))) return `there is no login for ${host}: ${logIn(host)}`;
  if (name.startsWith("docker.io/library/")) {
    return `${name} is one of Docker's own repositories; a tag begins with the account's name: -t ACCOUNT/${name.slice("docker.io/library/".length)}`;
  }
  return `the login for ${host} may not push to ${name}; ${logIn(host)} changes it`;
}

/** For a base image that a registry does not hand out: whether it is not there, is private, or has not the platform. */
export async function baseImageHint(failed: FailedSolve): Promise<string | undefined> {
  const [, reference, reason = ""] = PULL.exec(failed.error.message) ?? [];
  if (reference === undefined) return undefined;
  const host = hostOf(reference);
  if (NO_PLATFORM.test(reason)) return `${reference} is there, but not for the platform that is built`;
  if (DENIED.test(reason)) {
    if (await hasLogin(failed, host)) {
      return `${reference} does not exist, or the login for ${host} may not read it`;
    }
    return `${reference} does not exist, or is private: there is no login for ${host}: ${logIn(host)}`;
  }
  if (!NOT_FOUND.test(reason)) return undefined;
  return `${host} answers, and has no ${reference}: look at its name and tag`;
}

/** The registry that a reference without one means is Docker Hub. */
function hostOf(reference: string): string {
  const [first = "", ...rest] = reference.split("/");
  return rest.length > 0 && /[.:]|^localhost$/.test(first) ? first : "docker.io";
}

function logIn(host: string): string {
  return host === "docker.io" ? "`docker login`" : `\`docker login ${host}\``;
}

async function hasLogin({ plan: { options, env } }: FailedSolve, host: string): Promise<boolean> {
  const configDir = dockerConfigDir(env, options.docker?.config);
  const lookUp = credentialsLookUp(options.credentials, { env, configDir });
  const login = await lookUp(host === "docker.io" ? "registry-1.docker.io" : host, []);
  return Boolean(login?.username || login?.secret || login?.registryToken);
}
