/** Octets of the longest varint of a length that is accepted. */
const MAX_VARINT = 5;

/**
 * Where the value of a message's last field begins, when that is the field at `at`: its tag is `tag`, one octet, and its
 * value takes all that is left of the message's `length` bytes. Undefined for any other, and when `start`, as much of the
 * message as has come, does not hold the field's head.
 */
export function lastFieldAt(start: Uint8Array, at: number, length: number, tag: number): number | undefined {
  if (start[at] !== tag) return undefined;
  const head = varintAt(start, at + 1);
  return head !== undefined && head.end + head.value === length ? head.end : undefined;
}

/** The number at `at` and where it ends; undefined when it is cut off or longer than a length. */
export function varintAt(
  bytes: Uint8Array,
  at: number,
): { readonly value: number; readonly end: number } | undefined {
  let value = 0;
  for (let index = 0; index < MAX_VARINT; index++) {
    const octet = bytes[at + index];
    if (octet === undefined) return undefined;
    value += (octet & 127) * 128 ** index;
    if (octet < 128) return { value, end: at + index + 1 };
  }
  return undefined;
}
