import { expect, test } from "vitest";
import { tokenize } from "./lexer.js";
import { TokenReader } from "./token-reader.js";
import type { Token } from "./tokens.js";

/** The tokens of a text, with how many were taken. */
function counted(text: string) {
  const tokens = tokenize(text, "file.hcl", "code");
  const counter = { taken: 0 };
  const next = (): IteratorResult<Token, undefined> => {
    counter.taken++;
    return tokens.next();
  };
  return { counter, reader: new TokenReader({ next }) };
}

test("tokens are taken as they are read, so that a large file's are never all in memory", () => {
  const { counter, reader } = counted("a = 1\n".repeat(10_000));
  for (let read = 1; read <= 100; read++) {
    reader.read();
    reader.peek();
    reader.previousRange();
    expect(counter.taken).toBe(read + 1);
  }
});

test("what is wrong with later tokens is found although nobody reads them, before what the parser found", () => {
  const { reader } = counted("a = 1\nb = ;\nc = 2 & 3\n");
  reader.wrong("The parser's", "own.", reader.read().range);
  expect(reader.allDiagnostics().map(({ summary }) => summary)).toEqual([
    "Invalid character",
    "Unsupported operator",
    "The parser's",
  ]);
});

test("the end is read again and again", () => {
  const { reader } = counted("a");
  const kinds = Array.from({ length: 4 }, () => reader.read().kind);
  expect(kinds).toEqual(["name", "end", "end", "end"]);
  expect(reader.previousRange().start.column).toBe(2);
});
