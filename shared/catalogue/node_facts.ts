import { z } from "zod";

/** Version of the document that a node's agent writes and its readers accept. */
export const NODE_FACTS_VERSION = 1;

const time = z.iso.datetime({ offset: true });
const amount = z.number().nonnegative();

/** What one host says about itself; every part may be missing where it could not be read. */
export const hostFactsSchema = z.strictObject({
  /** Distribution and version, as in os-release. */
  os: z.string(),
  kernel: z.string(),
  boot_time: time,
  collected_at: time,
  time: z.strictObject({
    /** The time server, or the service that keeps the clock. */
    source: z.string(),
    synchronised: z.boolean(),
    /** The host's clock minus true time. */
    offset_seconds: z.number(),
  }).partial(),
  /** systemd units. */
  units: z.array(
    z.strictObject({
      name: z.string(),
      /** ActiveState: `active`, `failed`, `inactive`, `activating`. */
      state: z.string(),
      sub: z.string().optional(),
      since: time.optional(),
      restarts: amount.optional(),
      /** Its last lines in the journal, oldest first. */
      last_log: z.union([z.string(), z.array(z.string())]).optional(),
    }),
  ),
  packages: z.strictObject({
    pending: amount,
    security: amount,
    reboot_required: z.boolean(),
  }).partial(),
  disks: z.array(
    z.strictObject({
      mount: z.string(),
      device: z.string().optional(),
      used_percent: amount.optional(),
      inodes_percent: amount.optional(),
    }),
  ),
  nics: z.array(
    z.strictObject({
      name: z.string(),
      rx_errors: amount.optional(),
      tx_errors: amount.optional(),
      rx_dropped: amount.optional(),
    }),
  ),
  conntrack: z.strictObject({ entries: amount, max: amount }),
  /** The last warnings and errors of the kernel, oldest first. */
  kernel_log: z.array(z.string()),
  certificates: z.array(
    z.strictObject({ path: z.string(), subject: z.string().optional(), not_after: time }),
  ),
  firewall: z.strictObject({
    tables: z.union([amount, z.array(z.string())]),
    chains: z.array(
      z.strictObject({
        name: z.string(),
        hook: z.string().optional(),
        policy: z.string().optional(),
        rules: z.union([amount, z.array(z.string())]).optional(),
      }),
    ),
  }).partial(),
  /** Listening sockets. */
  ports: z.array(
    z.strictObject({
      protocol: z.string(),
      address: z.string(),
      port: z.number().int().min(0).max(65_535),
      process: z.string().optional(),
    }),
  ),
}).partial();

/** The document of one node. */
export const nodeFactsSchema = z.strictObject({
  version: z.literal(NODE_FACTS_VERSION),
  node: z.string(),
  facts: hostFactsSchema,
});

/** The documents of many nodes, in order of name. */
export const nodeFactsListSchema = z.strictObject({
  version: z.literal(NODE_FACTS_VERSION),
  items: z.array(nodeFactsSchema),
});

/** The parts of the facts by which a reader picks; `os` has the kernel and the boot with it. */
export const FACT_NAMES = [
  "os",
  "time",
  "units",
  "packages",
  "disks",
  "nics",
  "conntrack",
  "kernel_log",
  "certificates",
  "firewall",
  "ports",
] as const;

export type FactName = typeof FACT_NAMES[number];
export type HostFacts = z.output<typeof hostFactsSchema>;
export type NodeFacts = z.output<typeof nodeFactsSchema>;
export type NodeFactsList = z.output<typeof nodeFactsListSchema>;
