import { SlipwayError } from "../../errors/index.js";
import { quoteGo } from "../../util/go-quote.js";

/** What Go's integers hold. */
const LARGEST = 2n ** 63n - 1n;

/**
 * The number of `^N`, undefined for a reference of another form.
 *
 * @throws SlipwayError `invalid-argument` in Go's words.
 */
export function parseOffset(ref: string): number | undefined {
  if (!ref.startsWith("^")) return undefined;
  const digits = ref.slice(1);
  if (!/^[+-]?\d+$/.test(digits)) throw invalid(ref, digits, "invalid syntax");
  const offset = BigInt(digits.replace(/^\+/, ""));
  if (offset > LARGEST || offset < -LARGEST - 1n) throw invalid(ref, digits, "value out of range");
  return Number(offset);
}

function invalid(ref: string, digits: string, problem: string): SlipwayError {
  const reason = `strconv.Atoi: parsing ${quoteGo(digits)}: ${problem}`;
  return new SlipwayError("invalid-argument", `invalid offset ${quoteGo(ref)}: ${reason}`);
}
