import { SlipwayError } from "../../errors/index.js";

/** Headers of a request; one whose value is undefined is left out. */
export type RequestHeaders = Readonly<Record<string, string | number | undefined>>;

/**
 * The head of a request.
 *
 * @param target path and query, escaped
 * @throws SlipwayError `invalid-argument` for a target or header that would not be one, or end where it should not
 */
export function requestHead(method: string, target: string, headers: RequestHeaders): string {
  if (/[^\x21-\xff]/.test(target)) throw invalid(`the path ${JSON.stringify(target)}`);
  let head = `${method} ${target} HTTP/1.1\r\n`;
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined) continue;
    const text = String(value);
    if (!/^[!#$%&'*+.^_`|~\w-]+$/.test(name) || /[^\t\x20-\x7e\x80-\xff]/.test(text)) {
      // The value may be a credential.
      throw invalid(`the header ${JSON.stringify(name)}`);
    }
    head += `${name}: ${text}\r\n`;
  }
  return `${head}\r\n`;
}

function invalid(what: string): SlipwayError {
  return new SlipwayError("invalid-argument", `${what} has characters that a request cannot carry`);
}
