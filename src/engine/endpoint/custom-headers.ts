import { SlipwayError } from "../../errors/index.js";
import { parseCsvLine } from "../../util/csv.js";
import type { DockerConfig, Env } from "./docker-config.js";

const VARIABLE = "DOCKER_CUSTOM_HEADERS";

/**
 * The headers that every request to the engine gets: `HttpHeaders` of the Docker configuration, or in their place those
 * of `DOCKER_CUSTOM_HEADERS`, comma-separated `name=value` pairs as the Docker CLI reads them.
 *
 * @throws SlipwayError `invalid-argument` naming the variable; values may be secret and are left out.
 */
export function engineHeaders(env: Env, config: DockerConfig): Readonly<Record<string, string>> {
  const value = env[VARIABLE];
  return value ? Object.fromEntries(fieldsOf(value).map(headerOf)) : config.httpHeaders;
}

function fieldsOf(value: string): string[] {
  try {
    return parseCsvLine(value);
  } catch (cause) {
    throw new SlipwayError(
      "invalid-argument",
      `failed to parse custom headers from ${VARIABLE} environment variable: value must be formatted as comma-separated key=value pairs`,
      { cause },
    );
  }
}

function headerOf(pair: string): [name: string, value: string] {
  const equals = pair.indexOf("=");
  const name = (equals === -1 ? pair : pair.slice(0, equals)).trim();
  const problem = (why: string) =>
    new SlipwayError(
      "invalid-argument",
      `failed to set custom headers from ${VARIABLE} environment variable: ${why}`,
    );
  if (name === "") throw problem("value contains a key=value pair with an empty key");
  if (equals === -1) throw problem(`missing "=" in key=value pair: '${name}'`);
  return [name, pair.slice(equals + 1)];
}
