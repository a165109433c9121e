/** The records of a pax extended header by key, or undefined for bytes that are none. Text is one character per byte. */
export function parsePaxRecords(data: Buffer): Map<string, string> | undefined {
  const records = new Map<string, string>();
  for (let at = 0; at < data.length; ) {
    const space = data.indexOf(0x20, at);
    const digits = space === -1 ? "" : data.toString("latin1", at, Math.min(space, at + 12));
    const length = /^\d{1,10}$/.test(digits) ? Number(digits) : 0;
    const end = at + length;
    if (length < digits.length + 3 || end > data.length || data[end - 1] !== 0x0a) return undefined;
    const record = data.toString("latin1", space + 1, end - 1);
    const equals = record.indexOf("=");
    if (equals < 1) return undefined;
    records.set(record.slice(0, equals), record.slice(equals + 1));
    at = end;
  }
  return records;
}

/** A pax record, whose length counts itself. */
export function paxRecord(key: string, value: string): string {
  const rest = ` ${key}=${value}\n`;
  let length = rest.length + 1;
  while (String(length).length + rest.length !== length) length = String(length).length + rest.length;
  return `${length}${rest}`;
}
