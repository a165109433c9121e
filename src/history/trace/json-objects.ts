const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN = 0x7b;
const CLOSE = 0x7d;

/** The objects of a text that is one JSON object after the other, each as its own bytes; what lies between is left out. */
export function* jsonObjects(text: Uint8Array): Generator<Uint8Array> {
  let depth = 0;
  let start = 0;
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const byte = text[at];
    if (quoted) {
      if (byte === BACKSLASH) at++;
      else if (byte === QUOTE) quoted = false;
    } else if (byte === QUOTE) quoted = depth > 0;
    else if (byte === OPEN) {
      if (depth === 0) start = at;
      depth++;
    } else if (byte === CLOSE && depth > 0) {
      depth--;
      if (depth === 0) yield text.subarray(start, at + 1);
    }
  }
}
