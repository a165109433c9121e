import { NotHttp } from "./not-http.js";

/** How the body of an answer is delimited: by its length in bytes, in chunks, or by the connection's end. */
export type AnswerBody = number | "chunked" | "until-close";

/** The head of an answer. */
export interface AnswerHead {
  readonly status: number;
  /** By name in lower case; of a header that comes more than once the values, joined by commas. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: AnswerBody;
  /** Whether the connection may be used again. */
  readonly keepsAlive: boolean;
}

/**
 * Reads a head, without the empty line that ends it (RFC 9112, sections 4 to 6).
 *
 * @param mayHaveBody false for the answer to HEAD
 * @throws NotHttp
 */
export function parseHead(received: Buffer, mayHaveBody: boolean): AnswerHead {
  const [first = "", ...lines] = received.toString("latin1").split("\r\n");
  const [, minor, status] = /^HTTP\/1\.([01]) ([1-5]\d\d)(?: [^\r\n]*)?$/.exec(first) ?? [];
  if (status === undefined) throw new NotHttp("its answer has no status", received);
  const headers: Record<string, string> = Object.create(null);
  for (const line of lines) {
    const [, name, value] = /^([!#$%&'*+.^_`|~\w-]+):[ \t]*([^\r\n\0]*)$/.exec(line) ?? [];
    if (name === undefined || value === undefined)
      throw new NotHttp("a header of its answer is none", received);
    const key = name.toLowerCase();
    headers[key] = key in headers ? `${headers[key]}, ${value.trimEnd()}` : value.trimEnd();
  }
  const isBodiless = !mayHaveBody || /^(?:1..|204|304)$/.test(status);
  const body = isBodiless ? 0 : bodyOf(headers, received);
  const connection = (headers.connection ?? "").toLowerCase();
  const keepsAlive = minor === "1" ? !/\bclose\b/.test(connection) : /\bkeep-alive\b/.test(connection);
  return { status: Number(status), headers, body, keepsAlive: keepsAlive && body !== "until-close" };
}

function bodyOf(headers: Readonly<Record<string, string>>, received: Buffer): AnswerBody {
  const encoding = headers["transfer-encoding"];
  if (encoding !== undefined) return /(?:^|[ ,])chunked$/i.test(encoding) ? "chunked" : "until-close";
  const length = headers["content-length"];
  if (length === undefined) return "until-close";
  // Twice the same is allowed; two that differ are an attack on whoever believes one of them.
  const values = new Set(length.split(",").map((value) => value.trim()));
  const [value = ""] = values;
  if (values.size > 1 || !/^\d{1,15}$/.test(value)) throw new NotHttp("its answer says no length", received);
  return Number(value);
}
