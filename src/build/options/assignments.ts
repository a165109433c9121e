/** Names and values, as a record or as `KEY=VALUE` strings. */
export type Assignments = readonly string[] | Readonly<Record<string, string>>;
