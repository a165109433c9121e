import { SlipwayError } from "../../../errors/index.js";
import { quoteGo } from "../../../util/go-quote.js";

/** A taint of a machine that the pods bear. */
export interface Toleration {
  readonly key?: string;
  readonly operator?: string;
  readonly value?: string;
  readonly effect?: string;
  readonly tolerationSeconds?: number;
}

const operators = ["Equal", "Exists"];
const effects = ["NoSchedule", "PreferNoSchedule", "NoExecute"];

/** Reads `key=…,operator=…,value=…,effect=…,tolerationSeconds=…;…`. Throws `invalid-argument`. */
export function parseTolerations(text: string): Toleration[] {
  return text.split(";").map((item) => {
    const fields = item.split(",").flatMap((field): readonly (readonly [string, string])[] => {
      const [key = "", value, more] = field.split("=");
      return value === undefined || more !== undefined ? [] : [[key, value]];
    });
    return Object.fromEntries(fields.map(([key, value]) => [key, fieldValue(key, value, text)]));
  });
}

function fieldValue(key: string, value: string, whole: string): string | number {
  switch (key) {
    case "key":
    case "value":
      return value;
    case "operator":
      return oneOf(operators, key, value);
    case "effect":
      return oneOf(effects, key, value);
    case "tolerationSeconds":
      if (/^[+-]?\d{1,15}$/.test(value)) return Number(value);
      throw invalid(
        `strconv.Atoi: parsing ${quoteGo(value)}: invalid syntax`,
        "tolerationSeconds is a whole number",
      );
    default:
      throw invalid(
        `invalid tolaration ${quoteGo(whole)}`,
        "a toleration has key, operator, value, effect and tolerationSeconds, as in key=dedicated,operator=Exists",
      );
  }
}

/** The API server would refuse the pod for it. */
function oneOf(known: readonly string[], field: string, value: string): string {
  if (value === "" || known.includes(value)) return value;
  throw invalid(
    `invalid ${field} ${quoteGo(value)} of a toleration`,
    `${field} is one of ${known.join(", ")}`,
  );
}

function invalid(message: string, hint: string): SlipwayError {
  return new SlipwayError("invalid-argument", message, { hint });
}
