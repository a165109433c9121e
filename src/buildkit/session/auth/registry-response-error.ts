import { STATUS_CODES } from "node:http";

/** The longest piece of a token server's answer that an error quotes, characters. */
const quotedLength = 256;

/** A token server answered with an HTTP status that is none of success or redirection. */
export class UnexpectedStatusError extends Error {
  override readonly name = "UnexpectedStatusError";
  /** What the server said: registry error objects, else a short piece of the body. Empty when it said nothing. */
  readonly details: string;
  readonly fromRegistryErrors: boolean;

  constructor(
    readonly status: number,
    method: string,
    url: string,
    body: string,
  ) {
    const reason = STATUS_CODES[status];
    super(
      `unexpected status from ${method} request to ${url}: ${status}${reason === undefined ? "" : ` ${reason}`}`,
    );
    const errors = registryErrors(body);
    this.fromRegistryErrors = errors !== undefined;
    this.details = errors ?? quoteBody(body);
  }

  /** The message with what the server said, the way BuildKit words it. */
  get detailedMessage(): string {
    if (this.fromRegistryErrors) return this.details;
    return this.details === "" ? this.message : `${this.message}: ${this.details}`;
  }
}

/** `code: message - detail` of each error object of the distribution specification. */
function registryErrors(body: string): string | undefined {
  const errors = fieldOf(parseJson(body), "errors");
  if (!Array.isArray(errors) || errors.length === 0) return undefined;
  const lines = errors.map(formatRegistryError);
  return lines.length === 1 ? lines[0] : `errors:\n${lines.join("\n")}\n`;
}

function formatRegistryError(error: unknown): string {
  const code = String(fieldOf(error, "code") ?? "UNKNOWN")
    .toLowerCase()
    .replaceAll("_", " ");
  const message = fieldOf(error, "message");
  const detail = fieldOf(error, "detail");
  const text = typeof message === "string" && message !== "" ? `${code}: ${message}` : code;
  return typeof detail === "string" && detail !== "" ? `${text} - ${detail}` : text;
}

function quoteBody(body: string): string {
  const details = fieldOf(parseJson(body), "details");
  if (typeof details === "string" && details !== "") return details;
  if (body.length <= quotedLength) return body;
  return `${body.slice(0, quotedLength)}... (${body.length - quotedLength} bytes truncated)`;
}

/** The value `text` stands for, undefined when it is no JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A field of a JSON object, undefined for anything that is no object. */
export function fieldOf(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>)[key] : undefined;
}
