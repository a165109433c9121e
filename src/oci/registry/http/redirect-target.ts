import { SlipwayError } from "../../../errors/index.js";
import type { HttpAnswer } from "./http-answer.js";

/**
 * Where an answer sends its request on to, without a login in the address; undefined when it is no redirect.
 *
 * @throws SlipwayError `protocol-error` for an address that is none of the web.
 */
export function redirectTarget({ status, headers }: HttpAnswer, from: URL): URL | undefined {
  const location = headers.get("location");
  if (location === null || ![301, 302, 303, 307, 308].includes(status)) return undefined;
  const target = URL.canParse(location, from.href) ? new URL(location, from) : undefined;
  if (target === undefined || !["http:", "https:"].includes(target.protocol)) {
    throw new SlipwayError("protocol-error", `${from.host} redirects to an address that is no URL`);
  }
  target.username = "";
  target.password = "";
  return target;
}
