/** The cluster: a real control plane, kwok in place of kubelets, and what reads the API beside it. */

import type { Component } from "./lab_component.ts";
import { AUDIT_LOG, CONFIGURATION, KUBECONFIGS, PKI, PORTS, RUN, URLS } from "./lab_layout.ts";

const LOOPBACK = "127.0.0.1";
const ETCD_CLIENT = `http://${LOOPBACK}:${PORTS.etcd}`;
const ETCD_PEER = `http://${LOOPBACK}:${PORTS.etcdPeer}`;

export const CONTROL_PLANE: readonly Component[] = [
  {
    name: "etcd",
    readyUrl: `${ETCD_CLIENT}/health`,
    flags: {
      "name": "lab",
      "data-dir": `${RUN}/etcd`,
      "listen-client-urls": ETCD_CLIENT,
      "advertise-client-urls": ETCD_CLIENT,
      "listen-peer-urls": ETCD_PEER,
      "initial-advertise-peer-urls": ETCD_PEER,
      "initial-cluster": `lab=${ETCD_PEER}`,
      "unsafe-no-fsync": true,
      "quota-backend-bytes": 4 * 2 ** 30,
      "auto-compaction-retention": "5m",
      "log-level": "warn",
    },
  },
  {
    name: "kube-apiserver",
    needs: ["etcd"],
    readyUrl: `${URLS.kubernetes}/readyz`,
    templates: [{ template: "audit-policy.yaml" }],
    flags: {
      "bind-address": LOOPBACK,
      "advertise-address": LOOPBACK,
      "secure-port": PORTS.kubernetes,
      "endpoint-reconciler-type": "none",
      "etcd-servers": ETCD_CLIENT,
      "service-cluster-ip-range": "10.96.0.0/16",
      "event-ttl": "24h",
      // kwok answers for every kubelet on one loopback port.
      "kubelet-preferred-address-types": "InternalIP",
      "kubelet-certificate-authority": `${PKI}/ca.crt`,
      "kubelet-client-certificate": `${PKI}/apiserver-kubelet-client.crt`,
      "kubelet-client-key": `${PKI}/apiserver-kubelet-client.key`,
      // Identity and rights.
      "tls-cert-file": `${PKI}/apiserver.crt`,
      "tls-private-key-file": `${PKI}/apiserver.key`,
      "client-ca-file": `${PKI}/ca.crt`,
      "authorization-mode": "Node,RBAC",
      "service-account-key-file": `${PKI}/service-account.pub`,
      "service-account-signing-key-file": `${PKI}/service-account.key`,
      "service-account-issuer": "https://kubernetes.default.svc.cluster.local",
      // Aggregation, for metrics.k8s.io.
      "requestheader-client-ca-file": `${PKI}/front-proxy-ca.crt`,
      "requestheader-allowed-names": "front-proxy-client",
      "requestheader-extra-headers-prefix": "X-Remote-Extra-",
      "requestheader-group-headers": "X-Remote-Group",
      "requestheader-username-headers": "X-Remote-User",
      "proxy-client-cert-file": `${PKI}/front-proxy-client.crt`,
      "proxy-client-key-file": `${PKI}/front-proxy-client.key`,
      // A benchmark must measure the server and not its fair queueing.
      "enable-priority-and-fairness": false,
      "max-requests-inflight": 1000,
      "max-mutating-requests-inflight": 500,
      // Pods of the node that is down stay where they are, so that names hold for a day.
      "default-not-ready-toleration-seconds": 86400,
      "default-unreachable-toleration-seconds": 86400,
      "audit-policy-file": `${CONFIGURATION}/audit-policy.yaml`,
      "audit-log-path": AUDIT_LOG,
      "audit-log-maxsize": 50,
      "audit-log-maxbackup": 1,
    },
  },
  {
    name: "kube-controller-manager",
    needs: ["kube-apiserver"],
    readyUrl: `https://${LOOPBACK}:${PORTS.controllerManager}/healthz`,
    flags: {
      ...controlPlaneServer("kube-controller-manager", "controller-manager"),
      "secure-port": PORTS.controllerManager,
      "root-ca-file": `${PKI}/ca.crt`,
      "service-account-private-key-file": `${PKI}/service-account.key`,
      "use-service-account-credentials": true,
      "cluster-signing-cert-file": `${PKI}/ca.crt`,
      "cluster-signing-key-file": `${PKI}/ca.key`,
      // Six lease renewals of kwok; the default of 50 s is a long wait for a node to go NotReady.
      "node-monitor-grace-period": "30s",
      "node-monitor-period": "2s",
      "kube-api-qps": 200,
      "kube-api-burst": 400,
    },
  },
  {
    name: "kube-scheduler",
    needs: ["kube-apiserver"],
    readyUrl: `https://${LOOPBACK}:${PORTS.scheduler}/healthz`,
    flags: {
      ...controlPlaneServer("kube-scheduler", "scheduler"),
      "secure-port": PORTS.scheduler,
      "kube-api-qps": 200,
      "kube-api-burst": 400,
    },
  },
  {
    name: "kwok",
    needs: ["kube-apiserver"],
    readyUrl: `https://${LOOPBACK}:${PORTS.kwok}/healthz`,
    templates: [{ template: "kwok.yaml" }],
    graceSeconds: 2,
    flags: {
      "v": "WARN",
      "config": `${CONFIGURATION}/kwok.yaml`,
      "kubeconfig": `${KUBECONFIGS}/kwok.yaml`,
      "manage-nodes-with-label-selector": "type=kwok",
      "node-ip": LOOPBACK,
      "node-port": PORTS.kwok,
      "server-address": `${LOOPBACK}:${PORTS.kwok}`,
      "node-lease-duration-seconds": 20,
      "cidr": "10.244.0.0/16",
      "tls-cert-file": `${PKI}/kubelet.crt`,
      "tls-private-key-file": `${PKI}/kubelet.key`,
      "enable-crds": ["Stage", "ClusterLogs", "ClusterResourceUsage", "Metric"].join(","),
    },
  },
  {
    name: "metrics-server",
    needs: ["kube-apiserver"],
    serviceAccount: "metrics-server",
    readyUrl: `https://${LOOPBACK}:${PORTS.metricsServer}/livez`,
    graceSeconds: 2,
    flags: {
      "kubeconfig": `${KUBECONFIGS}/metrics-server.yaml`,
      "authentication-kubeconfig": `${KUBECONFIGS}/metrics-server.yaml`,
      "authorization-kubeconfig": `${KUBECONFIGS}/metrics-server.yaml`,
      "bind-address": LOOPBACK,
      "secure-port": PORTS.metricsServer,
      "tls-cert-file": `${PKI}/metrics-server.crt`,
      "tls-private-key-file": `${PKI}/metrics-server.key`,
      "kubelet-certificate-authority": `${PKI}/ca.crt`,
      "kubelet-preferred-address-types": "InternalIP",
      "kubelet-use-node-status-port": true,
      "metric-resolution": "10s",
      "kubelet-request-timeout": "5s", // must be shorter than the resolution
    },
  },
  {
    // The default resources include secrets: without kube_secret_* nobody could name a Secret.
    name: "kube-state-metrics",
    needs: ["kube-apiserver"],
    serviceAccount: "kube-state-metrics",
    readyUrl: `http://${LOOPBACK}:${PORTS.kubeStateMetricsSelf}/readyz`,
    graceSeconds: 2,
    flags: {
      "kubeconfig": `${KUBECONFIGS}/kube-state-metrics.yaml`,
      "host": LOOPBACK,
      "port": PORTS.kubeStateMetrics,
      "telemetry-host": LOOPBACK,
      "telemetry-port": PORTS.kubeStateMetricsSelf,
      "auto-gomemlimit": false,
    },
  },
];

function controlPlaneServer(identity: string, certificate: string) {
  const kubeconfig = `${KUBECONFIGS}/${identity}.yaml`;
  return {
    "bind-address": LOOPBACK,
    "kubeconfig": kubeconfig,
    "authentication-kubeconfig": kubeconfig,
    "authorization-kubeconfig": kubeconfig,
    "tls-cert-file": `${PKI}/${certificate}.crt`,
    "tls-private-key-file": `${PKI}/${certificate}.key`,
    "leader-elect": false,
  };
}
