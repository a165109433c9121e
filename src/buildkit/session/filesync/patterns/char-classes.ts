import { complement, type Range } from "./char-set.js";

const digits: readonly Range[] = [[48, 57]];
const upper: readonly Range[] = [[65, 90]];
const lower: readonly Range[] = [[97, 122]];
const letters = [...upper, ...lower];
const word: readonly Range[] = [...digits, ...letters, [95, 95]];

/** Named classes of Go's regexp syntax, ASCII only as there (https://pkg.go.dev/regexp/syntax). */
const posixClasses: ReadonlyMap<string, readonly Range[]> = new Map<string, readonly Range[]>([
  ["alnum", [...digits, ...letters]],
  ["alpha", letters],
  ["ascii", [[0, 127]]],
  ["blank", each(9, 32)],
  ["cntrl", [[0, 31], ...each(127)]],
  ["digit", digits],
  ["graph", [[33, 126]]],
  ["lower", lower],
  ["print", [[32, 126]]],
  ["punct", complement([[0, 32], ...digits, ...letters, [127, 0x10ffff]])],
  ["space", [[9, 13], ...each(32)]],
  ["upper", upper],
  ["word", word],
  ["xdigit", [...digits, [65, 70], [97, 102]]],
]);

const perlClasses: ReadonlyMap<string, readonly Range[]> = new Map<string, readonly Range[]>([
  ["d", digits],
  ["s", each(9, 10, 12, 13, 32)],
  ["w", word],
]);

/** One-letter Unicode classes. Go's C holds what is assigned alone. */
const unicodeClasses: ReadonlyMap<string, RegExp> = new Map([
  ["C", /[\p{Cc}\p{Cf}\p{Co}\p{Cs}]/u],
  ["L", /\p{L}/u],
  ["M", /\p{M}/u],
  ["N", /\p{N}/u],
  ["P", /\p{P}/u],
  ["S", /\p{S}/u],
  ["Z", /\p{Z}/u],
]);
const unicodeRanges = new Map<string, readonly Range[]>();

/** The class of `[:name:]` or `[:^name:]`; undefined when there is none of this name. */
export function posixClass(name: string): readonly Range[] | undefined {
  return signed(posixClasses.get(name.replace(/^\^/, "")), name.startsWith("^"));
}

/** The class of `\d`, `\s`, `\w` or, in capitals, what these leave over. */
export function perlClass(letter: string): readonly Range[] | undefined {
  const key = letter.toLowerCase();
  return signed(perlClasses.get(key), letter !== key);
}

/** The class of `\pN` or, negated, `\PN`. */
export function unicodeClass(letter: string, negated: boolean): readonly Range[] | undefined {
  const test = unicodeClasses.get(letter);
  if (test === undefined) return undefined;
  const ranges = unicodeRanges.get(letter) ?? rangesOf(test);
  unicodeRanges.set(letter, ranges);
  return signed(ranges, negated);
}

function each(...codes: number[]): Range[] {
  return codes.map((code) => [code, code]);
}

function signed(ranges: readonly Range[] | undefined, negated: boolean): readonly Range[] | undefined {
  return ranges && negated ? complement(ranges) : ranges;
}

/** Asks the engine about every code point: once in the life of a process, and hardly ever. */
function rangesOf(test: RegExp): Range[] {
  const out: Range[] = [];
  let from = -1;
  for (let code = 0; code <= 0x110000; code++) {
    const inside = code < 0x110000 && test.test(String.fromCodePoint(code));
    if (inside && from === -1) from = code;
    if (!inside && from !== -1) {
      out.push([from, code - 1]);
      from = -1;
    }
  }
  return out;
}
