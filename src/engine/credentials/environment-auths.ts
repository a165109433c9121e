import { SlipwayError } from "../../errors/index.js";
import type { AuthEntry, Env } from "../endpoint/docker-config.js";
import { isJsonObject } from "../endpoint/read-json-file.js";

/**
 * The entries of DOCKER_AUTH_CONFIG, `{"auths":{"<host>":{"auth":"<base64>"}}}`; empty when it is not set.
 *
 * @throws SlipwayError `invalid-argument` when it holds anything else. Nothing of its content is quoted.
 */
export function environmentAuths(env: Env): Readonly<Record<string, AuthEntry>> {
  const text = env.DOCKER_AUTH_CONFIG;
  if (!text) return {};
  const { auths = {}, ...unknown } = parse(text);
  if (Object.keys(unknown).length > 0 || !isJsonObject(auths)) throw malformed();
  const entries = Object.entries(auths).map(([host, entry]) => {
    if (!isJsonObject(entry)) throw malformed();
    const { auth, ...rest } = entry;
    if (typeof auth !== "string" || Object.keys(rest).length > 0) throw malformed();
    return [host, { auth }] as const;
  });
  return Object.fromEntries(entries);
}

function parse(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    if (isJsonObject(value)) return value;
  } catch {
    // The parser's message would quote the secret.
  }
  throw malformed();
}

function malformed(): SlipwayError {
  return new SlipwayError("invalid-argument", "DOCKER_AUTH_CONFIG is malformed", {
    hint: 'it has the form {"auths":{"<host>":{"auth":"<base64 of user:password>"}}}',
  });
}
