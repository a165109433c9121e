import type { Clock } from "../model/clock.js";

/** How often a display is drawn, in milliseconds. */
export interface PaceRate {
  /** Time without updates after which what is left is drawn. */
  readonly refresh: number;
  /** Least time between two drawings that updates cause. */
  readonly limit: number;
}

const DEFAULT_RATE: PaceRate = { refresh: 150, limit: 100 };

/** The rate that `TTY_DISPLAY_RATE` (milliseconds) asks for; default 150 and 100. */
export function paceRate(env: Readonly<Record<string, string | undefined>>): PaceRate {
  const value = env.TTY_DISPLAY_RATE ?? "";
  if (!/^\+?\d+$/.test(value)) return DEFAULT_RATE;
  const rate = Number(value);
  return { refresh: Math.max(1, rate), limit: rate };
}

/**
 * Draws soon after updates but never too often. The timer is set only while something waits to be drawn, and one
 * timer serves any number of updates.
 */
export class Pacer {
  readonly #clock: Clock;
  readonly #rate: PaceRate;
  readonly #draw: () => boolean;
  #lastDraw = Number.NEGATIVE_INFINITY;
  #lastTouch = Number.NEGATIVE_INFINITY;
  #cancelTimer: (() => void) | undefined;
  #stopped = false;

  /** `draw` answers whether it wants to be called again though no update comes. */
  constructor(clock: Clock, rate: PaceRate, draw: () => boolean) {
    this.#clock = clock;
    this.#rate = rate;
    this.#draw = draw;
  }

  /** Says that there is something new to draw. */
  touch(): void {
    if (this.#stopped) return;
    const now = this.#clock.now();
    this.#lastTouch = now;
    const wantsMore = now - this.#lastDraw >= this.#rate.limit ? this.#drawAt(now) : true;
    if (wantsMore) this.#arm(this.#rate.refresh);
  }

  /** Draws after the refresh time though no update has come. */
  start(): void {
    this.#arm(this.#rate.refresh);
  }

  stop(): void {
    this.#stopped = true;
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
  }

  #drawAt(now: number): boolean {
    this.#lastDraw = now;
    return this.#draw();
  }

  #arm(delay: number): void {
    this.#cancelTimer ??= this.#clock.setTimer(() => this.#tick(), delay);
  }

  #tick(): void {
    this.#cancelTimer = undefined;
    const now = this.#clock.now();
    const rest = this.#lastTouch + this.#rate.refresh - now;
    if (rest > 0) this.#arm(rest);
    else if (this.#drawAt(now)) this.#arm(this.#rate.refresh);
  }
}
