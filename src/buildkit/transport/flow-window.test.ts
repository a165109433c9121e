import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MAX_WINDOW, ReceiveWindow, SendWindow } from "./flow-window.js";

describe("a send window", () => {
  it("does not grow above the maximum", () => {
    const window = new SendWindow(MAX_WINDOW - 1);
    expect(window.grow(1)).toBe(true);
    expect(window.grow(1)).toBe(false);
    expect(window.available).toBe(MAX_WINDOW);
  });

  it("may become negative", () => {
    const window = new SendWindow(10);
    window.grow(-15);
    expect(window.available).toBe(-5);
  });
});

describe("a receive window", () => {
  it("says when the peer sends too much", () => {
    const window = new ReceiveWindow(100);
    expect(window.received(100)).toBe(true);
    expect(window.received(1)).toBe(false);
  });

  it("returns credit in quarters", () => {
    const window = new ReceiveWindow(100);
    window.received(60);
    expect(window.consumed(24)).toBe(0);
    expect(window.consumed(1)).toBe(25);
  });

  it("lends for a message larger than itself and takes the loan back", () => {
    const window = new ReceiveWindow(100);
    window.received(90);
    expect(window.expect(300)).toBe(290);
    expect(window.expect(300)).toBe(0);
    expect(window.received(300)).toBe(true);
    expect(window.consumed(290)).toBe(0);
    expect(window.consumed(100)).toBe(100);
  });

  it("is whole again when everything was consumed, to within a quarter", () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant("receive" as const), bytes: fc.nat(500) }),
      fc.record({ kind: fc.constant("consume" as const), bytes: fc.nat(500) }),
      fc.record({ kind: fc.constant("expect" as const), bytes: fc.nat(5000) }),
    );
    fc.assert(
      fc.property(fc.array(step), (steps) => {
        const size = 1000;
        const window = new ReceiveWindow(size);
        let allowed = size;
        let held = 0;
        for (const { kind, bytes } of steps) {
          if (kind === "receive") {
            const came = Math.min(bytes, allowed);
            expect(window.received(came)).toBe(true);
            allowed -= came;
            held += came;
          } else if (kind === "consume") {
            const gone = Math.min(bytes, held);
            allowed += window.consumed(gone);
            held -= gone;
          } else {
            allowed += window.expect(bytes);
            expect(allowed).toBeGreaterThanOrEqual(bytes);
          }
        }
        const received = allowed;
        window.received(received);
        const rest = window.consumed(held + received);
        expect(rest).toBeLessThanOrEqual(size);
        expect(rest).toBeGreaterThan(size * 0.75 - 1);
      }),
    );
  });
});
