import { ErrorCode, ProtocolError } from "./protocol-error.js";

/** Tag of BytesMessage.data: field 1, length-delimited. */
const DATA_TAG = 0x0a;

/** Wire types of protobuf fields that are skipped, with the octets of the fixed ones. */
const WIRE_VARINT = 0;
const WIRE_LENGTH = 2;
const fixedBytes = new Map([
  [1, 8],
  [5, 4],
]);

const MESSAGE_HEADER_BYTES = 5;

type State = "header" | "tag" | "length" | "varint" | "data" | "skip";

/**
 * Takes the bytes of a stream of gRPC messages of type BytesMessage and hands on the bytes of their `data` fields as they
 * come: message boundaries carry no meaning in a tunnel, so no message is put together.
 */
export class TunnelReader {
  private state: State = "header";
  /** Octets of the gRPC header, or of the current varint, that were read; their value so far. */
  private count = 0;
  private value = 0;
  private isData = false;
  private messageLeft = 0;
  private fieldLeft = 0;

  constructor(private readonly onBytes: (bytes: Buffer) => void) {}

  /** @throws ProtocolError when a message is compressed or is no BytesMessage. */
  read(slice: Buffer): void {
    for (let at = 0; at < slice.length; ) {
      if (this.state === "data" || this.state === "skip") at = this.readField(slice, at);
      else if (this.state === "header") this.readHeader(slice[at++] ?? 0);
      else this.readVarint(slice[at++] ?? 0);
    }
  }

  private readField(slice: Buffer, at: number): number {
    const end = Math.min(slice.length, at + this.fieldLeft);
    this.fieldLeft -= end - at;
    this.messageLeft -= end - at;
    const { state } = this;
    if (this.fieldLeft === 0) this.nextField();
    if (state === "data") this.onBytes(slice.subarray(at, end));
    return end;
  }

  private readHeader(octet: number): void {
    if (this.count === 0 && octet !== 0) throw malformed("a message in the tunnel is compressed");
    this.value = this.value * 256 + octet;
    this.count++;
    if (this.count < MESSAGE_HEADER_BYTES) return;
    this.messageLeft = this.value;
    this.nextField();
  }

  private readVarint(octet: number): void {
    this.value += (octet & 0x7f) * 2 ** (7 * this.count);
    this.count++;
    this.messageLeft--;
    if ((octet & 0x80) === 0) this.endVarint(this.value);
    else if (this.count === 10 || this.messageLeft === 0)
      throw malformed("a message in the tunnel is malformed");
  }

  private endVarint(value: number): void {
    if (this.state === "tag") {
      this.isData = value === DATA_TAG;
      const wire = value & 7;
      if (wire === WIRE_VARINT) this.expect("varint");
      else if (wire === WIRE_LENGTH) this.expect("length");
      else this.startField(fixedBytes.get(wire) ?? Number.POSITIVE_INFINITY);
    } else if (this.state === "length") {
      this.startField(value);
    } else {
      this.nextField();
    }
  }

  private startField(length: number): void {
    if (length > this.messageLeft) throw malformed("a field of a message in the tunnel exceeds the message");
    this.fieldLeft = length;
    if (length === 0) this.nextField();
    else this.expect(this.isData ? "data" : "skip");
  }

  private nextField(): void {
    this.isData = false;
    this.expect(this.messageLeft > 0 ? "tag" : "header");
  }

  private expect(state: State): void {
    this.state = state;
    this.count = 0;
    this.value = 0;
  }
}

function malformed(message: string): ProtocolError {
  return new ProtocolError(ErrorCode.ProtocolError, message);
}
