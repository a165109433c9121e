import { isIP } from "node:net";
import { define, FunctionError, type HclFunction, parameter } from "../evaluate/function.js";
import { numberType, stringType } from "../values/types.js";
import { listValue, nullValue, stringValue, textOf, type Value } from "../values/value.js";
import { integerArgument } from "./arguments.js";

/** A network: its first address, the number of fixed bits, and the number of bits of an address. */
interface Network {
  readonly address: bigint;
  readonly prefix: number;
  readonly bits: 32 | 128;
}

function parseNetwork(text: string, argument?: number): Network {
  const wrong = () => new FunctionError(`invalid CIDR expression: invalid CIDR address: ${text}`, argument);
  const match = /^([^/]+)\/(0|[1-9]\d{0,2})$/.exec(text);
  const [, host = "", length = ""] = match ?? [];
  const version = host.includes("%") ? 0 : isIP(host);
  const bits = version === 4 ? 32 : 128;
  const prefix = Number(length);
  if (match === null || version === 0 || prefix > bits) throw wrong();
  return network(version === 4 ? parseV4(host) : parseV6(host), prefix, bits);
}

function network(address: bigint, prefix: number, bits: 32 | 128): Network {
  const free = BigInt(bits - prefix);
  return { address: (address >> free) << free, prefix, bits };
}

function parseV4(text: string): bigint {
  return text.split(".").reduce((sum, part) => (sum << 8n) + BigInt(part), 0n);
}

function parseV6(text: string): bigint {
  const tail = /(\d+\.\d+\.\d+\.\d+)$/.exec(text)?.[1];
  const v4 = tail === undefined ? 0n : parseV4(tail);
  const hex =
    tail === undefined
      ? text
      : `${text.slice(0, -tail.length)}${(v4 >> 16n).toString(16)}:${(v4 & 0xffffn).toString(16)}`;
  const [head = "", rest] = hex.split("::");
  const groups = (part: string) => (part === "" ? [] : part.split(":"));
  const left = groups(head);
  const right = rest === undefined ? [] : groups(rest);
  const zeros = Array.from({ length: 8 - left.length - right.length }, () => "0");
  return [...left, ...zeros, ...right].reduce((sum, part) => (sum << 16n) + BigInt(`0x${part}`), 0n);
}

/** An address as Go prints it: the longest run of zero groups as `::`, addresses that map version 4 as that. */
function addressText(address: bigint, bits: 32 | 128): string {
  if (bits === 32 || address >> 32n === 0xffffn)
    return [24n, 16n, 8n, 0n].map((shift) => (address >> shift) & 0xffn).join(".");
  const groups = Array.from({ length: 8 }, (_, at) =>
    ((address >> BigInt(112 - 16 * at)) & 0xffffn).toString(16),
  );
  let [start, length] = [-1, 1];
  for (let at = 0; at < 8; at++) {
    let end = at;
    while (groups[end] === "0") end++;
    if (end - at > length) [start, length] = [at, end - at];
  }
  if (start < 0) return groups.join(":");
  return `${groups.slice(0, start).join(":")}::${groups.slice(start + length).join(":")}`;
}

function networkText({ address, prefix, bits }: Network): string {
  return `${addressText(address, bits)}/${prefix}`;
}

function cidrhost(prefix: Value, hostnum: Value): Value {
  const number = BigInt(integerArgument(hostnum));
  const { address, prefix: length, bits } = parseNetwork(textOf(prefix));
  const last = (1n << BigInt(bits - length)) - 1n;
  const distance = number < 0n ? -number - 1n : number;
  if (distance > last)
    throw new FunctionError(`prefix of ${length} does not accommodate a host numbered ${number}`);
  return stringValue(addressText(address | (number < 0n ? last - distance : number), bits));
}

function cidrnetmask(prefix: Value): Value {
  const { prefix: length, bits } = parseNetwork(textOf(prefix));
  const free = BigInt(bits - length);
  return stringValue(addressText((((1n << BigInt(bits)) - 1n) >> free) << free, bits));
}

function cidrsubnet(prefix: Value, newbits: Value, netnum: Value): Value {
  const more = integerArgument(newbits);
  const number = integerArgument(netnum);
  const { address, prefix: length, bits } = parseNetwork(textOf(prefix));
  if (more > 32) throw new FunctionError("may not extend prefix by more than 32 bits");
  if (length + more > bits)
    throw new FunctionError(`insufficient address space to extend prefix of ${length} by ${more}`);
  if (length + more < 0 || number < 0 || (more >= 0 && number >= 2 ** more))
    throw new FunctionError(`prefix extension of ${more} does not accommodate a subnet numbered ${number}`);
  const subnet = address | (BigInt(number) << BigInt(bits - length - more));
  return stringValue(networkText({ address: subnet, prefix: length + more, bits }));
}

function cidrsubnets(prefix: Value, ...extensions: readonly Value[]): Value {
  const whole = parseNetwork(textOf(prefix), 0);
  const { bits } = whole;
  let next = whole.address;
  let current: Network | undefined;
  const subnets = extensions.map((extension, at) => {
    const more = integerArgument(extension, "", at + 1);
    const length = whole.prefix + more;
    checkExtension(more, length, bits, at + 1);
    const size = 1n << BigInt(bits - length);
    const start = ((next + size - 1n) / size) * size;
    // Address zero counts as having gone around once, as it does in Buildx, even for a network that starts there.
    if (start === 0n || start >= whole.address + (1n << BigInt(bits - whole.prefix)))
      throw new FunctionError(
        `not enough remaining address space for a subnet with a prefix of ${length} bits after ${networkText(current ?? before(whole, length))}`,
        at + 1,
      );
    current = { address: start, prefix: length, bits };
    next = start + size;
    return current;
  });
  return listValue(
    subnets.map((subnet) => stringValue(networkText(subnet))),
    stringType,
  );
}

function before({ address, bits }: Network, prefix: number): Network {
  const all = (1n << BigInt(bits)) - 1n;
  return network(address === 0n ? all : address - 1n, prefix, bits);
}

function checkExtension(more: number, length: number, bits: 32 | 128, argument: number): void {
  if (more < 1) throw new FunctionError("must extend prefix by at least one bit", argument);
  if (more > 32) throw new FunctionError("may not extend prefix by more than 32 bits", argument);
  if (length > bits)
    throw new FunctionError(
      `would extend prefix to ${length} bits, which is too long for an ${bits === 32 ? "IPv4" : "IPv6"} address`,
      argument,
    );
}

const prefix = parameter("prefix", stringType);
const required = (value: Value | undefined): Value => value ?? nullValue();

/** Functions of networks in CIDR notation. */
export const networkFunctions: Readonly<Record<string, HclFunction>> = {
  cidrhost: define([prefix, parameter("hostnum", numberType)], (net, number) =>
    cidrhost(required(net), required(number)),
  ),
  cidrnetmask: define([prefix], (net) => cidrnetmask(required(net))),
  cidrsubnet: define(
    [prefix, parameter("newbits", numberType), parameter("netnum", numberType)],
    (net, bits, number) => cidrsubnet(required(net), required(bits), required(number)),
  ),
  cidrsubnets: define(
    [prefix],
    (net, ...bits) => cidrsubnets(required(net), ...bits),
    parameter("newbits", numberType),
  ),
};
