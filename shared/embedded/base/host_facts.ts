import { NODE_FACTS_VERSION, type NodeFacts } from "../../catalogue/node_facts.ts";
import { hash32, mix32 } from "../random.ts";
import { timestamp } from "../world/kube_objects.ts";
import { DAY_MS } from "./cluster_builder.ts";

const UPTIME_MS = 21 * DAY_MS;
const COLLECTED_AGO_MS = 40_000;

/** The facts of a healthy host. */
export function healthyHost(
  node: string,
  { seed, nowMs }: { readonly seed: number; readonly nowMs: number },
): NodeFacts {
  const hash = hash32(`host ${node}`, seed);
  const since = timestamp(nowMs - UPTIME_MS);
  return {
    version: NODE_FACTS_VERSION,
    node,
    facts: {
      os: "Debian GNU/Linux 13 (trixie)",
      kernel: "6.12.57-cloud-amd64",
      boot_time: since,
      collected_at: timestamp(nowMs - COLLECTED_AGO_MS),
      time: {
        source: "ntp.example",
        synchronised: true,
        offset_seconds: (mix32(hash, 1) % 80 - 40) / 1e6,
      },
      units: ["containerd", "kubelet", "chrony", "ssh"].map((name) => ({
        name: `${name}.service`,
        state: "active",
        sub: "running",
        since,
        restarts: 0,
      })),
      packages: { pending: mix32(hash, 2) % 6, security: 0, reboot_required: false },
      disks: [
        { mount: "/", device: "/dev/vda1", used_percent: 42, inodes_percent: 10 },
        { mount: "/var/lib/containerd", device: "/dev/vdb", used_percent: 48, inodes_percent: 12 },
      ],
      nics: [{ name: "eth0", rx_errors: 0, tx_errors: 0, rx_dropped: mix32(hash, 3) % 9 }],
      conntrack: { entries: 9_400 + mix32(hash, 4) % 800, max: 262_144 },
      kernel_log: [],
      certificates: [{
        path: "/var/lib/kubelet/pki/kubelet-client-current.pem",
        subject: `CN=system:node:${node}`,
        not_after: timestamp(nowMs + 220 * DAY_MS),
      }],
      firewall: {
        tables: ["filter", "nat"],
        chains: [
          { name: "input", hook: "input", policy: "accept", rules: 6 },
          { name: "forward", hook: "forward", policy: "accept", rules: 12 },
        ],
      },
      ports: [
        { protocol: "tcp", address: "0.0.0.0", port: 22, process: "sshd" },
        { protocol: "tcp", address: "0.0.0.0", port: 10250, process: "kubelet" },
        { protocol: "tcp", address: "127.0.0.1", port: 10248, process: "kubelet" },
        { protocol: "tcp", address: "0.0.0.0", port: 9100, process: "node_exporter" },
      ],
    },
  };
}
