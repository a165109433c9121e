const suffixes: Readonly<Record<string, number>> = {
  ...{ n: 1e-9, u: 1e-6, m: 1e-3, "": 1, k: 1e3, M: 1e6, G: 1e9, T: 1e12, P: 1e15 },
  ...{ Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30, Ti: 2 ** 40, Pi: 2 ** 50 },
};

/** The number of a quantity such as `500m`, `2Gi` or `1e3`. Throws an Error for anything else. */
export function parseQuantity(text: string): number {
  const [, number, suffix = ""] = /^([+-]?[0-9.]+(?:[eE][+-]?[0-9]+)?)([numkKMGTP]?i?)$/.exec(text) ?? [];
  const factor = suffixes[suffix];
  if (number === undefined || factor === undefined) throw new Error(`no quantity: ${text}`);
  return Number(number) * factor;
}

/** An amount as the server writes it: milli units of CPU, the largest binary unit of bytes. */
export function formatQuantity(name: string, amount: number): string {
  if (name.endsWith("cpu"))
    return Number.isInteger(amount) ? String(amount) : `${Math.round(amount * 1000)}m`;
  for (const suffix of ["Gi", "Mi", "Ki"]) {
    const factor = suffixes[suffix] ?? 1;
    if (amount >= factor && amount % factor === 0) return `${amount / factor}${suffix}`;
  }
  return String(amount);
}
