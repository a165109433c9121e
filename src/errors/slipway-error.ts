import { inspect } from "node:util";
import type { SlipwayErrorCode } from "./codes.js";
import { describeError, jsonOfError } from "./describe-error.js";
import { isError } from "./is-error.js";
import { framesOf } from "./stack-frames.js";
import { fileErrorCode, fileErrorSentence } from "./system-error.js";

/** What a {@link SlipwayError} carries beside its message. */
export interface SlipwayErrorOptions {
  /** The error underneath, kept for debugging; its text is not repeated in the message unless it helps the user. */
  readonly cause?: unknown | undefined;
  /** What to do next, one sentence without a trailing newline. */
  readonly hint?: string | undefined;
  /** Machine-readable facts about the failure. Never holds a secret. */
  readonly details?: Readonly<Record<string, unknown>>;
}

/** What a copy of an error may have of its own. */
export interface SlipwayErrorChanges extends SlipwayErrorOptions {
  readonly code?: SlipwayErrorCode | undefined;
  readonly message?: string | undefined;
}

/**
 * Marks a class of errors on its prototype, so that `instanceof` knows those of a second copy of the package, as there
 * is one when two dependencies of a program bring their own.
 *
 * @param name the class's name, which its errors have as theirs
 */
export function brandErrorClass(errorClass: { readonly prototype: object }, name: string): void {
  Object.defineProperty(errorClass.prototype, "name", { value: name, configurable: true });
  Object.defineProperty(errorClass.prototype, brandOf(name), { value: true });
  brands.set(errorClass, name);
}

const brands = new WeakMap<object, string>();
const brandOf = (name: string) => Symbol.for(`slipway.${name}`);

/**
 * The one error type that leaves Slipway. `code` says what kind of failure it is and is stable; `message` is one
 * sentence that names the thing that failed. No caller ever has to match the text.
 */
export class SlipwayError extends Error {
  declare readonly name: string;
  readonly code: SlipwayErrorCode;
  readonly hint: string | undefined;
  readonly details: Readonly<Record<string, unknown>>;

  static {
    brandErrorClass(SlipwayError, "SlipwayError");
  }

  constructor(code: SlipwayErrorCode, message: string, options: SlipwayErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.hint = options.hint;
    this.details = options.details ?? {};
  }

  /** Also true for the errors of another copy of the package. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    if (typeof value !== "object" || value === null) return false;
    // biome-ignore lint/complexity/noThisInStatic: it is the class that is asked for, which may be a subclass.
    const { brand, prototype } = { brand: brands.get(this), prototype: this.prototype };
    if (Object.prototype.isPrototypeOf.call(prototype, value)) return true;
    return brand !== undefined && brandOf(brand) in value;
  }

  /**
   * Turns anything that was thrown into a SlipwayError: a SlipwayError stays itself, an abort becomes `canceled`,
   * everything else gets `fallbackCode`; without one, what the system says of a file is `not-found`, `disk-full` or
   * `io-error`, and the rest `internal`.
   */
  static from(reason: unknown, fallbackCode?: SlipwayErrorCode): SlipwayError {
    if (reason instanceof SlipwayError) return reason;
    if (isError(reason)) {
      const sentence = fileErrorSentence(reason);
      const code = fallbackCode ?? (sentence === undefined ? "internal" : fileErrorCode(reason));
      return new SlipwayError(reason.name === "AbortError" ? "canceled" : code, sentence ?? reason.message, {
        cause: reason,
      });
    }
    return new SlipwayError(fallbackCode ?? "internal", String(reason), { cause: reason });
  }

  /** A copy with some of it changed, thrown at the same place: for whoever knows more of what failed. */
  copyWith(changes: SlipwayErrorChanges): SlipwayError {
    return this.retrace(
      new SlipwayError(changes.code ?? this.code, changes.message ?? this.message, this.merged(changes)),
    );
  }

  /** What `JSON.stringify` writes: name, code, message, hint, location and the facts of `details`. */
  toJSON(): Readonly<Record<string, unknown>> {
    return jsonOfError(this);
  }

  /** What `console.log` shows: the stack, then code, hint and place, and one line of the cause. */
  [inspect.custom](
    depth: number,
    options: import("node:util").InspectOptions,
    print: typeof inspect = inspect,
  ): string {
    return describeError(this, depth, options, print);
  }

  /** The options of a copy. */
  protected merged({ cause, hint, details }: SlipwayErrorOptions): SlipwayErrorOptions {
    return {
      cause: cause ?? this.cause,
      hint: hint ?? this.hint,
      details: { ...this.details, ...details },
    };
  }

  /** Gives a copy this error's stack below its own message. */
  protected retrace<Copy extends Error>(copy: Copy): Copy {
    copy.stack = `${copy.name}: ${copy.message}${framesOf(this)}`;
    return copy;
  }
}

/** True when `reason` is a {@link SlipwayError}, of the given code if one is given. */
export function isSlipwayError(reason: unknown, code?: SlipwayErrorCode): reason is SlipwayError {
  return reason instanceof SlipwayError && (code === undefined || reason.code === code);
}

/** A copy of the error whose message has `prefix` before it, as in `failed to build: …`. */
export function prefixed(error: SlipwayError, prefix: string): SlipwayError {
  return error.copyWith({ message: `${prefix}${error.message}` });
}
