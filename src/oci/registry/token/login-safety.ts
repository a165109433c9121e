import { SlipwayError } from "../../../errors/index.js";
import { parseGoBool } from "../../../util/go-bool.js";
import { type Environment, isLoopback } from "../http/proxied-fetch.js";

/** The setting for token servers that can be reached in no other way. */
const variable = "SLIPWAY_INSECURE_LOGIN";

/** True when the environment allows logins to go over plain HTTP, and on to wherever a server redirects them. */
export function allowsInsecureLogin(env: Environment): boolean {
  return parseGoBool(env[variable] ?? "") === true;
}

/**
 * Refuses to send a login to an address where others on the way can read it. This machine is no way.
 *
 * @throws SlipwayError `auth-failed` naming the server.
 */
export function checkLoginTarget(url: URL): void {
  if (url.protocol === "https:" || isLoopback(url.hostname)) return;
  throw refused(`the login is not sent to ${url.origin}, since whoever is on the way could read it`);
}

/**
 * Refuses to send a login on from the server it was meant for; the same server over HTTPS may have it.
 *
 * @throws SlipwayError `auth-failed` naming both servers.
 */
export function checkLoginRedirect(from: URL, to: URL): void {
  const isSame = to.origin === from.origin || (to.hostname === from.hostname && to.protocol === "https:");
  if (isSame) return;
  throw refused(`the login for ${from.origin} is not sent on to ${to.origin}, to which it redirects`);
}

/** The setting is in the message: a daemon passes nothing else on. */
function refused(what: string): SlipwayError {
  return new SlipwayError("auth-failed", `${what} (${variable}=1 allows it)`);
}
