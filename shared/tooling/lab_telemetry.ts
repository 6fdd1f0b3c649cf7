/** The telemetry stack, each a real server, and the traffic of the shop that feeds it. */

import type { Component, ComponentName } from "./lab_component.ts";
import { CONFIGURATION, PORTS, RUN, URLS } from "./lab_layout.ts";

const LOOPBACK = "127.0.0.1";

export const TELEMETRY: readonly Component[] = [
  {
    name: "node_exporter",
    readyUrl: `http://${LOOPBACK}:${PORTS.nodeExporter}/metrics`,
    flags: { "web.listen-address": `${LOOPBACK}:${PORTS.nodeExporter}` },
  },
  {
    name: "prometheus",
    readyUrl: `${URLS.prometheus}/-/ready`,
    templates: [{ template: "prometheus.yaml" }, { template: "rules.yaml" }],
    flags: {
      "config.file": `${CONFIGURATION}/prometheus.yaml`,
      "storage.tsdb.path": `${RUN}/prometheus`,
      "storage.tsdb.retention.time": "30d",
      "web.listen-address": `${LOOPBACK}:${PORTS.prometheus}`,
      "web.enable-remote-write-receiver": true,
      "web.enable-lifecycle": true,
      "web.enable-admin-api": true,
    },
  },
  {
    name: "alertmanager",
    readyUrl: `${URLS.alertmanager}/-/ready`,
    templates: [{ template: "alertmanager.yaml" }],
    flags: {
      "config.file": `${CONFIGURATION}/alertmanager.yaml`,
      "storage.path": `${RUN}/alertmanager`,
      "web.listen-address": `${LOOPBACK}:${PORTS.alertmanager}`,
      "cluster.listen-address": "",
    },
  },
  loki("loki", {
    authentication: "false",
    port: PORTS.loki,
    grpc_port: PORTS.lokiGrpc,
    gossip_port: PORTS.lokiGossip,
  }),
  loki("loki-tenants", {
    authentication: "true",
    port: PORTS.lokiTenants,
    grpc_port: PORTS.lokiTenantsGrpc,
    gossip_port: PORTS.lokiTenantsGossip,
  }),
  {
    name: "shop-traffic",
    binary: Deno.execPath(),
    command: ["run", "--allow-all", `${import.meta.dirname}/lab_traffic.ts`],
    readyUrl: `http://${LOOPBACK}:${PORTS.traffic}/metrics`,
    graceSeconds: 2,
    flags: {},
  },
];

function loki(name: ComponentName, values: Readonly<Record<string, string | number>>): Component {
  const file = `${name}.yaml`;
  return {
    name,
    binary: "loki",
    readyUrl: `http://${LOOPBACK}:${values.port}/ready`,
    templates: [{ template: "loki.yaml", file, values: { ...values, folder: name } }],
    flags: { "config.file": `${CONFIGURATION}/${file}` },
  };
}
