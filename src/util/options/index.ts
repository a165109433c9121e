export { checkArgument, checkNeeded, checkOptions } from "./check-options.js";
export { either, type Fields, fields, list, record, type TypeOf, variants } from "./compound.js";
export { environment } from "./environment.js";
export { fieldAt, type Mismatch, mismatch } from "./mismatch.js";
export {
  bytes,
  called,
  choice,
  count,
  type Description,
  date,
  flag,
  having,
  milliseconds,
  type Needed,
  name,
  needed,
  number,
  signal,
  text,
  thing,
  type Wanted,
} from "./wanted.js";
