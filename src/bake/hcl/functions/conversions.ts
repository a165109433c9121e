import { FunctionError, type HclFunction } from "../evaluate/function.js";
import type { Diagnostic } from "../syntax/diagnostics.js";
import { rangeText } from "../syntax/positions.js";
import { ConversionError } from "../values/conversion.js";
import { convert } from "../values/convert.js";
import { anyType } from "../values/types.js";
import { boolValue, isWhollyKnown, nullValue, unknownValue, type Value } from "../values/value.js";

const can: HclFunction = {
  parameters: [{ name: "expression", type: anyType, takes: "expression" }],
  call([argument]): Value {
    if (argument?.kind !== "expression") return unknownValue();
    return boolValue(argument.evaluate().diagnostics.length === 0);
  },
};

const tryFunction: HclFunction = {
  parameters: [],
  rest: { name: "expressions", type: anyType, takes: "expression" },
  call(args): Value {
    if (args.length === 0) throw new FunctionError("at least one argument is required");
    const wrong: Diagnostic[] = [];
    for (const argument of args) {
      if (argument.kind !== "expression") continue;
      const { value, diagnostics } = argument.evaluate();
      if (diagnostics.length === 0) return isWhollyKnown(value) ? value : unknownValue();
      wrong.push(...diagnostics);
    }
    const reasons = wrong.map(({ summary, detail, subject }) =>
      subject === undefined
        ? `- ${summary}\n  ${detail}\n`
        : `- ${summary} (at ${rangeText(subject)})\n  ${detail}\n`,
    );
    throw new FunctionError(
      `no expression succeeded:\n${reasons.join("")}\nAt least one expression must produce a successful result`,
    );
  },
};

const convertFunction: HclFunction = {
  parameters: [
    { name: "value", type: anyType, nullable: true },
    { name: "type", type: anyType, takes: "type" },
  ],
  call([value, wanted]): Value {
    if (value?.kind !== "value" || wanted?.kind !== "type") return nullValue();
    try {
      // Converted a second time, to what came out: attributes that were left out are then asked for, as in Buildx.
      return convert(value.value, convert(value.value, wanted.type).type);
    } catch (error) {
      if (error instanceof ConversionError) throw new FunctionError(error.message, 0);
      throw error;
    }
  },
};

/** Functions that do not take their arguments as values alone. */
export const conversionFunctions: Readonly<Record<string, HclFunction>> = {
  can,
  convert: convertFunction,
  try: tryFunction,
};
