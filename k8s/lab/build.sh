#!/usr/bin/env bash
# Builds every lab binary of versions.lock once into $LAB/bin; a binary whose version is already there is kept.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
LAB=${LAB:-$HOME/.cache/telemcp-lab}
export CGO_ENABLED=0 GOFLAGS=-mod=mod
mkdir -p "$LAB/bin" "$LAB/src" "$LAB/kwok"
exec 9>"$LAB/build.lock" # two builds at once would write the same files: the second waits, then finds all built
flock 9

# A module whose go.mod holds replaces cannot be installed by version, so each binary is built from a wrapper
# module that requires it and repeats its replaces. Kubernetes requires its staging modules at v0.0.0, which is
# nowhere published: they are replaced by the release they belong to.
wrapper() { # module version
  local gomod
  gomod=$(go mod download -json "$1@$2" | jq -r .GoMod)
  printf 'module telemcp.lab/build\n\ngo 1.26.0\n\nrequire %s %s\n' "$1" "$2"
  go mod edit -json "$gomod" | jq -r --arg staging "v0.${2#v1.}" '
    (.Replace[]? | select(.New.Version)
      | "replace \(.Old.Path)\(if .Old.Version then " " + .Old.Version else "" end) => \(.New.Path) \(.New.Version)"),
    (.Require[]? | select(.Version == "v0.0.0") | "replace \(.Path) => \(.Path) \($staging)")'
}

# The published Alertmanager module lacks its built web page; an empty one lets it compile.
alertmanager_sources() { # version
  local copy=$LAB/src/alertmanager-sources
  rm -rf "$copy"
  cp -r "$(go mod download -json "github.com/prometheus/alertmanager@$1" | jq -r .Dir)" "$copy"
  chmod -R u+w "$copy"
  mkdir -p "$copy/ui/app/dist/assets"
  echo '<!doctype html>' | tee "$copy/ui/app/dist/index.html" >"$copy/ui/app/dist/assets/empty.html"
  echo "replace github.com/prometheus/alertmanager => $copy"
}

build() { # binary module version package variable
  local folder=$LAB/src/$1 flags="-s -w"
  [ "$5" = - ] || flags+=" -X $5=$([[ $5 == *gitVersion ]] && echo "$3" || echo "${3#v}")"
  rm -rf "$folder"
  mkdir -p "$folder"
  cd "$folder"
  wrapper "$2" "$3" >wrapper.mod
  mv wrapper.mod go.mod
  [ "$1" != alertmanager ] || alertmanager_sources "$3" >>go.mod
  go build -trimpath -ldflags "$flags" -o "$LAB/bin/.$1" "$4"
  mv "$LAB/bin/.$1" "$LAB/bin/$1"
  [ "$1" != kwok ] || kwok_manifests "$3"
  echo "$3" >"$LAB/bin/$1.version"
}

# kwok's resource definitions and default stages come with its module.
kwok_manifests() { # version
  local source
  source=$(go mod download -json "sigs.k8s.io/kwok@$1" | jq -r .Dir)/kustomize
  rm -rf "$LAB"/kwok/{crd,defaults}
  mkdir -p "$LAB"/kwok/{crd,defaults}
  cp "$source"/crd/bases/*.yaml "$LAB/kwok/crd/"
  cp "$source"/metrics/resource/metrics-resource.yaml "$source"/stage/node/fast/node-initialize.yaml \
    "$source"/stage/node/heartbeat-with-lease/node-heartbeat-with-lease.yaml \
    "$source"/stage/pod/fast/pod-{ready,complete,delete}.yaml "$LAB/kwok/defaults/"
  chmod -R u+w "$LAB/kwok"
}

while read -r binary module version package variable; do
  [ "$(cat "$LAB/bin/$binary.version" 2>/dev/null)" = "$version" ] && [ -x "$LAB/bin/$binary" ] && continue
  started=$SECONDS
  build "$binary" "$module" "$version" "$package" "$variable" >"$LAB/src/$binary.log" 2>&1 9>&- &
  wait $! || # not `build … ||`: bash would then ignore errexit inside it
    { echo "Cannot build $binary $version, see $LAB/src/$binary.log" >&2; exit 1; }
  echo "$binary $version $((SECONDS - started)) s"
done < <(grep -v '^#' "$here/versions.lock")
