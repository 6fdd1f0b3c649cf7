/** Makes the test of an address pattern: one address, `low-high`, or a network with its length; undefined when it is none. */
export function compileIpPattern(pattern: string): ((address: string) => boolean) | undefined {
  const range = rangeOf(pattern.trim());
  if (range === undefined) return undefined;
  return (address) => {
    const parsed = parseAddress(address);
    return parsed !== undefined && parsed.bits === range.bits && parsed.value >= range.low &&
      parsed.value <= range.high;
  };
}

/** Finds what may be an address in a text, whatever stands around it. */
export function addressesIn(text: string): string[] {
  return [...text.match(/\d[\d.]*/g) ?? [], ...text.match(/[0-9a-fA-F.]*:[0-9a-fA-F:.]*/g) ?? []];
}

interface Address {
  readonly value: bigint;
  readonly bits: 32 | 128;
}

function rangeOf(pattern: string): { low: bigint; high: bigint; bits: number } | undefined {
  const [first = "", last] = pattern.split("-");
  const [network = "", length] = first.split("/");
  const low = parseAddress(network);
  if (low === undefined) return undefined;
  if (length !== undefined) {
    const free = BigInt(low.bits - Number(length));
    if (!/^\d+$/.test(length) || free < 0n) return undefined;
    const start = (low.value >> free) << free;
    return { low: start, high: start + (1n << free) - 1n, bits: low.bits };
  }
  const high = last === undefined ? low : parseAddress(last);
  return high?.bits === low.bits ? { low: low.value, high: high.value, bits: low.bits } : undefined;
}

function parseAddress(text: string): Address | undefined {
  if (/^\d{1,3}(?:\.\d{1,3}){3}$/.test(text)) {
    const parts = text.split(".").map(Number);
    if (parts.some((part) => part > 255)) return undefined;
    return { value: parts.reduce((value, part) => value * 256n + BigInt(part), 0n), bits: 32 };
  }
  const halves = text.split("::");
  if (!/^[0-9a-fA-F:]+$/.test(text) || halves.length > 2 || !text.includes(":")) return undefined;
  const [head = [], tail = []] = halves.map((half) => half === "" ? [] : half.split(":"));
  const missing = 8 - head.length - tail.length;
  const groups = halves.length === 2
    ? [...head, ...Array<string>(Math.max(0, missing)).fill("0"), ...tail]
    : head;
  if (groups.length !== 8 || groups.some((group) => !/^[0-9a-fA-F]{1,4}$/.test(group))) {
    return undefined;
  }
  return {
    value: groups.reduce((value, group) => value * 65_536n + BigInt(parseInt(group, 16)), 0n),
    bits: 128,
  };
}
