import type { FrameSink } from "./duplex-sink.js";
import { Flag, FrameType, frame } from "./frame.js";

/**
 * Above this window, in bytes, the peer's estimator has nothing left to grow: grpc-go stops at 16 MiB.
 */
const LARGE_WINDOW = 15 << 20;

/** Every third PING after the second is answered late: the estimator needs prompt answers in between. */
const LATE_EVERY = 3;
const PROMPT_AT_FIRST = 2;

/**
 * Answers PINGs. grpc-go sizes its flow-control windows by the bytes that come between a PING and its answer, so a late
 * answer makes it allow more at once, which hides the latency of a byte stream through `docker exec`.
 */
export class PingAnswers {
  private count = 0;
  private readonly timers = new Set<NodeJS.Timeout>();

  /** @param delay Milliseconds of a late answer, 0 to answer every PING at once. */
  constructor(
    private readonly sink: FrameSink,
    private readonly delay: number,
  ) {}

  /** Answers the PING with `payload`, given the initial window size that the peer allows its streams. */
  answer(payload: Buffer, peerWindow: number): void {
    this.count++;
    const answer = frame(FrameType.Ping, Flag.Ack, 0, payload);
    const late = this.count > PROMPT_AT_FIRST && this.count % LATE_EVERY === 0 && peerWindow < LARGE_WINDOW;
    if (!late || this.delay <= 0) {
      this.sink.write(answer);
      return;
    }
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      this.sink.write(answer);
    }, this.delay);
    timer.unref();
    this.timers.add(timer);
  }

  /** Forgets the answers that are still due. */
  stop(): void {
    for (const timer of this.timers) clearTimeout(timer);
    this.timers.clear();
  }
}
