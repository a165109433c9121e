const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

/**
 * Decodes the exporters' flat answer: a value that is base64 of a JSON object, or of a list of objects, becomes that,
 * as does a call's `result.json`, which is no base64; everything else stays the string it is. Keys come sorted.
 */
export function decodeMetadata(response: Readonly<Record<string, string>>): Record<string, unknown> {
  const keys = Object.keys(response).sort();
  return Object.fromEntries(keys.map((key) => [key, decodeValue(key, response[key] ?? "")]));
}

function decodeValue(key: string, value: string): unknown {
  const isPlain = key === "result.json";
  if (!isPlain && (value.length % 4 !== 0 || !BASE64.test(value))) return value;
  try {
    const parsed: unknown = JSON.parse(isPlain ? value : Buffer.from(value, "base64").toString("utf8"));
    return isEmbeddable(parsed) ? parsed : value;
  } catch {
    return value;
  }
}

function isEmbeddable(parsed: unknown): boolean {
  const isObject = (item: unknown) => typeof item === "object" && item !== null && !Array.isArray(item);
  if (Array.isArray(parsed)) return parsed.length > 0 && parsed.every(isObject);
  return isObject(parsed) && Object.keys(parsed as object).length > 0;
}

/** The id `-q` and `--iidfile` give: the image's config digest where it is known, else the manifest's. */
export function imageIdOf(response: Readonly<Record<string, string>>): string {
  return response["containerimage.config.digest"] ?? response["containerimage.digest"] ?? "";
}
