import { describe, expect, test } from "vitest";
import { alignColumns, dockerColumns, narrowColumns, tabColumns } from "./align-columns.js";

describe("docker's tables", () => {
  test("have columns of at least ten characters, three apart", () => {
    expect(alignColumns("A\tB\tC\nlonger than ten\tx\ty\n", dockerColumns)).toBe(
      "A                 B         C\nlonger than ten   x         y\n",
    );
  });

  test("keep the spaces before an empty last cell", () => {
    expect(alignColumns("a\tb\t\n", dockerColumns)).toBe("a         b         \n");
  });
});

describe("key and value lists", () => {
  test("line up within a block and start afresh after a line without a tab", () => {
    expect(alignColumns("Name:\tx\nDriver:\ty\n\nNodes:\nLong key:\tz\n", narrowColumns)).toBe(
      "Name:   x\nDriver: y\n\nNodes:\nLong key: z\n",
    );
  });

  test("indent by one space for a leading tab", () => {
    expect(alignColumns("Labels:\n\ta:\t1\n\tlong:\t2\n", narrowColumns)).toBe(
      "Labels:\n a:    1\n long: 2\n",
    );
  });

  test("give a column to consecutive lines only", () => {
    expect(alignColumns("a\tb\nccccc\nd\te\n", narrowColumns)).toBe("a b\nccccc\nd e\n");
  });
});

test("columns filled with tabs reach multiples of eight", () => {
  expect(alignColumns("ab\tc\tx\n123456789\td\ty\n", tabColumns)).toBe("ab\t\tc\tx\n123456789\td\ty\n");
});

test("characters outside ASCII count once", () => {
  expect(alignColumns("é\tx\nab\ty\n", narrowColumns)).toBe("é  x\nab y\n");
});
