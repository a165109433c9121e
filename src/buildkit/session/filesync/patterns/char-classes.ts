import { type CharSet, charSet, type Range } from "./char-set.js";

const digits: readonly Range[] = [[48, 57]];
const upper: readonly Range[] = [[65, 90]];
const lower: readonly Range[] = [[97, 122]];
const letters = [...upper, ...lower];

/** Named classes of Go's regexp syntax, ASCII only as there (https://pkg.go.dev/regexp/syntax). */
const posixClasses = withNegations([
  ["alnum", [...digits, ...letters]],
  ["alpha", letters],
  ["ascii", [[0, 127]]],
  ["blank", each(9, 32)],
  ["cntrl", [[0, 31], ...each(127)]],
  ["digit", digits],
  ["graph", [[33, 126]]],
  ["lower", lower],
  ["print", [[32, 126]]],
  ["punct", [[33, 47], ...between(58, 64), ...between(91, 96), ...between(123, 126)]],
  ["space", [...between(9, 13), ...each(32)]],
  ["upper", upper],
  ["word", [...digits, ...letters, ...each(95)]],
  ["xdigit", [...digits, ...between(65, 70), ...between(97, 102)]],
]);

const perlClasses = withNegations([
  ["d", digits],
  ["s", each(9, 10, 12, 13, 32)],
  ["w", [...digits, ...letters, ...each(95)]],
]);

const unicodeClasses = new Map<string, CharSet>();

/** The class of `[:name:]` or `[:^name:]`; undefined when there is none of this name. */
export function posixClass(name: string): CharSet | undefined {
  return posixClasses.get(name);
}

/** The class of `\d`, `\s`, `\w` or, in capitals, what these leave over. */
export function perlClass(letter: string): CharSet | undefined {
  const key = letter.toLowerCase();
  return perlClasses.get(letter === key ? key : `^${key}`);
}

/** The class of `\pL` or, negated, `\PL`. */
export function unicodeClass(letter: string, negated: boolean): CharSet | undefined {
  if (!/^[CLMNPSZ]$/.test(letter)) return undefined;
  const key = negated ? `^${letter}` : letter;
  const known = unicodeClasses.get(key);
  if (known !== undefined) return known;
  // Go's C holds what is assigned alone.
  const members = letter === "C" ? "\\p{Cc}\\p{Cf}\\p{Co}\\p{Cs}" : `\\p{${letter}}`;
  const set = askedSet(new RegExp(`[${negated ? "^" : ""}${members}]`, "u"));
  unicodeClasses.set(key, set);
  return set;
}

/** Asks the engine. A class is in a pattern many times or not at all, so the last answer is kept. */
function askedSet(test: RegExp): CharSet {
  let last = -1;
  let answer = false;
  return {
    has(code) {
      if (code !== last) {
        last = code;
        answer = test.test(String.fromCodePoint(code));
      }
      return answer;
    },
  };
}

function withNegations(classes: readonly (readonly [name: string, ranges: readonly Range[]])[]) {
  return new Map(
    classes.flatMap(([name, ranges]): [string, CharSet][] => [
      [name, charSet(ranges)],
      [`^${name}`, charSet(ranges, true)],
    ]),
  );
}

function each(...codes: number[]): Range[] {
  return codes.map((code) => [code, code]);
}

function between(low: number, high: number): Range[] {
  return [[low, high]];
}
