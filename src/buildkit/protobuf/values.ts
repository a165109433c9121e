/** Fields that the peer sent and our schema does not know, as they came: they go along when the message is sent on. */
export const unknownFields: unique symbol = Symbol("unknown fields");

/** A message as the codec sees it. */
export interface Fields {
  [name: string]: unknown;
  [unknownFields]?: Uint8Array[];
}

/** Sets an entry of a map field, whose key the peer chose: `__proto__` is a key like any other. */
export function setEntry(map: Record<string, unknown>, key: string, value: unknown): void {
  if (key === "__proto__") {
    Object.defineProperty(map, key, { value, enumerable: true, configurable: true, writable: true });
  } else map[key] = value;
}
