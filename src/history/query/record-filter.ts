import type { BuildHistoryRecord } from "../../buildkit/gen/moby/buildkit/v1/control_pb.js";
import { SlipwayError } from "../../errors/index.js";
import { parseDuration } from "../../util/duration.js";
import { quoteGo } from "../../util/go-quote.js";
import { parseRfc3339 } from "../../util/rfc3339.js";
import { createdAt, durationOf } from "./record-times.js";
import { repositoryOf } from "./repository.js";

/** Whether a record is wanted. */
export type RecordFilter = (record: BuildHistoryRecord) => boolean;

/** In the order in which buildx looks for them: `<=` and `>=` are therefore never found. */
const OPERATORS = ["!=", "=", "<=", "<", ">=", ">"] as const;

const TEXTS: Readonly<Record<string, (record: BuildHistoryRecord) => string>> = {
  ref: ({ ref }) => ref,
  repository: ({ frontendAttrs }) => repositoryOf(frontendAttrs) ?? "",
  status: statusOf,
};

const NUMBERS: Readonly<Record<string, (record: BuildHistoryRecord) => bigint>> = {
  startedAt: (record) => createdAt(record) / SECOND,
  completedAt: (record) =>
    record.completedAt === undefined ? 0n : createdAt({ createdAt: record.completedAt }) / SECOND,
  duration: (record) => durationOf(record, undefined) ?? 0n,
};

const SECOND = 1_000_000_000n;

/**
 * Reads a filter, `KEY OPERATOR VALUE`.
 *
 * @param now milliseconds since 1970, from which ages are counted back
 * @throws SlipwayError `invalid-argument` in buildx's words.
 */
export function parseRecordFilter(text: string, now: number): RecordFilter {
  const operator = OPERATORS.find((candidate) => text.includes(candidate));
  if (operator === undefined) throw invalid(`invalid filter ${quoteGo(text)}`);
  const key = text.slice(0, text.indexOf(operator));
  const value = text.slice(key.length + operator.length);
  const isEquality = operator === "=" || operator === "!=";
  if (Object.hasOwn(TEXTS, key)) {
    if (!isEquality) throw invalid(`invalid separator for ${quoteGo(text)}, expected = or !=`);
    return textFilter(key, operator, value);
  }
  if (!Object.hasOwn(NUMBERS, key)) throw invalid(`unsupported filter ${quoteGo(text)}`);
  if (isEquality) throw invalid(`invalid separator for ${quoteGo(text)}, expected <=, <, >= or >`);
  return numberFilter(key, operator, key === "duration" ? durationOperand(value) : timeOperand(value, now));
}

function textFilter(key: string, operator: "=" | "!=", value: string): RecordFilter {
  const read = TEXTS[key] ?? (() => "");
  if (operator === "!=") return (record) => read(record) !== value;
  if (key === "status") return (record) => read(record) === value;
  return (record) => read(record).includes(value);
}

function numberFilter(key: string, operator: string, operand: bigint): RecordFilter {
  const read = NUMBERS[key] ?? (() => 0n);
  return operator === ">" ? (record) => read(record) > operand : (record) => read(record) < operand;
}

/** Nanoseconds. */
function durationOperand(value: string): bigint {
  try {
    return BigInt(Math.round(parseDuration(value) * 1e6));
  } catch {
    throw invalid(`invalid duration ${value}`);
  }
}

/** Whole seconds since 1970. */
function timeOperand(value: string, now: number): bigint {
  const time = parseRfc3339(value);
  if (time !== undefined) return time / SECOND;
  try {
    return BigInt(Math.floor((now - parseDuration(value)) / 1000));
  } catch {
    throw invalid(`invalid time ${value}`);
  }
}

function statusOf({ completedAt, error }: BuildHistoryRecord): string {
  if (completedAt === undefined) return "running";
  if (error === undefined) return "completed";
  return error.message.includes("context canceled") ? "canceled" : "error";
}

function invalid(message: string): SlipwayError {
  return new SlipwayError("invalid-argument", message);
}
