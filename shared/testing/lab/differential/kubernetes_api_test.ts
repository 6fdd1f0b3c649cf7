// Needs the lab's binaries. One scenario in a real API server and in the embedded one, asked the same over HTTP.
import { assertEquals } from "@std/assert";
import { after, before, describe, it } from "@std/testing/bdd";
import { ADMIN_TOKEN, READER_USER } from "../../../embedded/api/kubernetes_access.ts";
import type { Handler } from "../../../embedded/api/kubernetes_api.ts";
import { embeddedCluster } from "../../../embedded/embedded_cluster.ts";
import { movedScenario } from "../../../tooling/lab_load_scenario.ts";
import { type ApiRequest, apiShape } from "./api_shape.ts";
import { kubernetesShape } from "./kubernetes_shape.ts";
import { secondLab } from "../../../tooling/lab_second.ts";

const TABLE = { accept: "application/json;as=Table;v=v1;g=meta.k8s.io,application/json" };
const READER = { "impersonate-user": READER_USER.name };
const SHOP = "/api/v1/namespaces/shop";
const APPS = "/apis/apps/v1/namespaces/shop";

const REQUESTS: readonly ApiRequest[] = [
  { path: "/apis/apps/v1" },
  { path: "/apis/batch/v1" },
  { path: "/apis/autoscaling/v2" },
  { path: "/apis/networking.k8s.io/v1" },
  { path: `${SHOP}/pods` },
  { path: `${SHOP}/services/cart` },
  { path: `${SHOP}/pods`, headers: TABLE },
  { path: "/api/v1/pods", headers: TABLE },
  { path: `${SHOP}/services`, headers: TABLE },
  { path: `${SHOP}/configmaps`, headers: TABLE },
  { path: `${SHOP}/persistentvolumeclaims`, headers: TABLE },
  { path: `${SHOP}/secrets`, headers: TABLE },
  { path: `${SHOP}/serviceaccounts`, headers: TABLE },
  { path: `${SHOP}/endpoints`, headers: TABLE },
  { path: "/apis/discovery.k8s.io/v1/namespaces/shop/endpointslices", headers: TABLE },
  { path: "/apis/networking.k8s.io/v1/networkpolicies", headers: TABLE },
  { path: `${APPS}/deployments`, headers: TABLE },
  { path: `${APPS}/deployments/checkout`, headers: TABLE },
  { path: `${APPS}/replicasets`, headers: TABLE },
  { path: `${APPS}/statefulsets`, headers: TABLE },
  { path: "/apis/apps/v1/daemonsets", headers: TABLE },
  { path: "/apis/batch/v1/jobs", headers: TABLE },
  { path: "/apis/batch/v1/cronjobs", headers: TABLE },
  { path: "/apis/autoscaling/v2/horizontalpodautoscalers", headers: TABLE },
  { path: "/apis/networking.k8s.io/v1/ingresses", headers: TABLE },
  { path: "/apis/policy/v1/poddisruptionbudgets", headers: TABLE },
  { path: "/apis/storage.k8s.io/v1/storageclasses", headers: TABLE },
  { path: "/api/v1/nodes", headers: TABLE },
  { path: "/api/v1/persistentvolumes", headers: TABLE },
  { path: `${SHOP}/pods`, parameters: [["labelSelector", "app=cart"]] },
  { path: `${SHOP}/pods`, parameters: [["labelSelector", "app in (cart, web),app!=web"]] },
  { path: `${SHOP}/pods`, parameters: [["labelSelector", "!app"]] },
  { path: `${SHOP}/pods`, parameters: [["fieldSelector", "spec.nodeName=node-01"]] },
  { path: `${SHOP}/pods`, parameters: [["fieldSelector", "status.phase!=Running"]] },
  { path: `${SHOP}/pods`, parameters: [["labelSelector", "app in ("]] },
  { path: `${SHOP}/pods`, parameters: [["fieldSelector", "spec.image=x"]] },
  { path: `${SHOP}/pods`, parameters: [["limit", "3"]] },
  { path: `${SHOP}/pods`, parameters: [["limit", "1.5"]] },
  { path: `${SHOP}/pods`, parameters: [["watch", "true"], ["timeoutSeconds", "1.5"]] },
  { path: `${SHOP}/pods/nothing` },
  { path: `${APPS}/deployments/nothing` },
  { path: "/api/v1/namespaces/nothing" },
  { path: "/api/v1/namespaces/nothing/pods" },
  { path: "/api/v1/nothings" },
  { path: "/apis/nothing.example/v1" },
  { path: `${SHOP}/secrets`, headers: READER },
  { path: `${SHOP}/secrets/cart-secret`, headers: READER },
  { path: "/api/v1/secrets", headers: READER },
  { path: `${SHOP}/pods`, headers: READER },
];

describe("the Kubernetes API of a scenario", () => {
  let send: Handler;

  before(async () => {
    const { world } = await movedScenario(await secondLab.load("service-selector-typo"));
    send = embeddedCluster(world).apis.kubernetes;
  });
  after(() => secondLab.wipe());

  for (const request of REQUESTS) {
    const { path, parameters = [], headers = {} } = request;
    const title = [path, ...parameters.map((pair) => pair.join("=")), ...Object.keys(headers)];
    it(`answers ${title.join(" ")} as the real one does`, async () => {
      const authorization = { authorization: `Bearer ${ADMIN_TOKEN}` };
      const [ours, theirs] = await Promise.all([
        apiShape({ ...request, headers: { ...headers, ...authorization } }, {
          url: "http://kubernetes.embedded",
          send,
          keep: kubernetesShape,
        }),
        apiShape(request, {
          url: secondLab.urls.kubernetes,
          send: secondLab.asAdministrator,
          keep: kubernetesShape,
        }),
      ]);
      assertEquals(ours, theirs);
    });
  }
});
