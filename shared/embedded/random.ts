/** Hashes text and a number to 32 bits (FNV-1a, finished as in MurmurHash3); the only source of chance here. */
export function hash32(text: string, seed = 0): number {
  let hash = (0x811c9dc5 ^ seed) >>> 0;
  for (let i = 0; i < text.length; i++) {
    hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  }
  return finish(hash);
}

/** Combines two 32-bit numbers into one as random as either. */
export function mix32(left: number, right: number): number {
  return finish(
    Math.imul(left ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(right + 0x7f4a7c15, 0xc2b2ae35),
  );
}

/** A number in [0, 1) from a 32-bit hash. */
export function unit(hash: number): number {
  return hash / 0x1_0000_0000;
}

/** One of the items, by hash. */
export function pick<T>(items: readonly T[], hash: number): T {
  return items[hash % items.length] as T;
}

/** `length` characters of the alphabet Kubernetes uses in generated names. */
export function nameSuffix(hash: number, length: number): string {
  return letters(hash, { alphabet: "bcdfghjklmnpqrstvwxz2456789", length });
}

/** `length` hexadecimal digits. */
export function hex(hash: number, length: number): string {
  return letters(hash, { alphabet: "0123456789abcdef", length });
}

/** A version 4 UUID. */
export function uuid(hash: number): string {
  const digits = hex(hash, 30);
  const variant = pick(["8", "9", "a", "b"], hash);
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-4${digits.slice(12, 15)}-${variant}${
    digits.slice(15, 18)
  }-${digits.slice(18, 30)}`;
}

function letters(hash: number, { alphabet, length }: { alphabet: string; length: number }): string {
  let text = "";
  for (let i = 0; i < length; i++) text += alphabet[mix32(hash, i) % alphabet.length];
  return text;
}

function finish(hash: number): number {
  let h = hash;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
