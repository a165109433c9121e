/** Orders texts as their UTF-8 bytes do, which for surrogate pairs is not JavaScript's own order. */
export function compareText(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at++) {
    const left = a.charCodeAt(at);
    const right = b.charCodeAt(at);
    if (left !== right) return byteRank(left) - byteRank(right);
  }
  return a.length - b.length;
}

/** A code unit's place among others by UTF-8's order: surrogates stand for code points above U+FFFF, after all others. */
export function byteRank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}
