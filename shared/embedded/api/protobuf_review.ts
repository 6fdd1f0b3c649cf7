/** Message fields by number; a nested object is a nested message, `[]` a repeated string. */
type Schema = { readonly [field: number]: readonly [name: string, nested?: Schema | "list"] };

const RESOURCE_ATTRIBUTES: Schema = {
  1: ["namespace"],
  2: ["verb"],
  3: ["group"],
  5: ["resource"],
  6: ["subresource"],
  7: ["name"],
};
const NON_RESOURCE_ATTRIBUTES: Schema = { 1: ["path"], 2: ["verb"] };

const SPECS: Readonly<Record<string, Schema>> = {
  SelfSubjectAccessReview: {
    1: ["resourceAttributes", RESOURCE_ATTRIBUTES],
    2: ["nonResourceAttributes", NON_RESOURCE_ATTRIBUTES],
  },
  SubjectAccessReview: {
    1: ["resourceAttributes", RESOURCE_ATTRIBUTES],
    2: ["nonResourceAttributes", NON_RESOURCE_ATTRIBUTES],
    3: ["user"],
    4: ["groups", "list"],
  },
  SelfSubjectRulesReview: { 1: ["namespace"] },
};

const MAGIC_BYTES = 4;

/**
 * Reads an access review in the protobuf form of Kubernetes, which kubectl sends whatever the server says
 * it accepts; only the fields a review is decided by.
 */
export function readProtobufReview(bytes: Uint8Array): {
  readonly apiVersion: string;
  readonly kind: string;
  readonly spec: Record<string, unknown>;
} {
  const envelope = fields(bytes.subarray(MAGIC_BYTES));
  const type = fields(envelope.get(1)?.[0] ?? EMPTY);
  const kind = text(type.get(2)?.[0]);
  const spec = fields(envelope.get(2)?.[0] ?? EMPTY).get(2)?.[0] ?? EMPTY;
  return { apiVersion: text(type.get(1)?.[0]), kind, spec: decode(spec, SPECS[kind] ?? {}) };
}

const EMPTY = new Uint8Array();

function decode(bytes: Uint8Array, schema: Schema): Record<string, unknown> {
  const message: Record<string, unknown> = {};
  for (const [number, values] of fields(bytes)) {
    const [name, nested] = schema[number] ?? [];
    if (name === undefined) continue;
    if (nested === "list") message[name] = values.map(text);
    else {message[name] = nested === undefined
        ? text(values[0])
        : decode(values[0] ?? EMPTY, nested);}
  }
  return message;
}

/** The length-delimited fields of a message; reviews hold no others that matter. */
function fields(bytes: Uint8Array): Map<number, Uint8Array[]> {
  const found = new Map<number, Uint8Array[]>();
  let at = 0;
  const varint = () => {
    let value = 0;
    for (let shift = 0;; shift += 7) {
      const byte = bytes[at++] ?? 0;
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  };
  while (at < bytes.length) {
    const tag = varint();
    if ((tag & 7) !== 2) {
      varint();
      continue;
    }
    const length = varint();
    const value = bytes.subarray(at, at + length);
    at += length;
    found.set(tag >> 3, [...found.get(tag >> 3) ?? [], value]);
  }
  return found;
}

function text(bytes: Uint8Array | undefined): string {
  return new TextDecoder().decode(bytes);
}
