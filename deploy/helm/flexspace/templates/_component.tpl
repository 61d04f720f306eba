{{- /* Names and labels of one component. Context: dict "root" $ "name" <component> */ -}}
{{- define "flexspace.fullname" -}}
{{ printf "%s-%s" .root.Release.Name .name | trunc 63 | trimSuffix "-" }}
{{- end }}

{{- define "flexspace.selector" -}}
app.kubernetes.io/name: {{ .root.Chart.Name }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .name }}
{{- end }}

{{- define "flexspace.labels" -}}
{{ include "flexspace.selector" . }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version }}
{{- end }}

{{- define "flexspace.image" -}}
{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}
{{- end }}

{{- define "flexspace.secretEnv" -}}
- name: {{ .env }}
  valueFrom:
    secretKeyRef:
      name: {{ .secret }}
      key: {{ .key }}
{{- end }}

{{- /* Everything a component is told, by environment. Context: dict "root" $ "name" <component> "component" <its values> */ -}}
{{- define "flexspace.env" -}}
{{- $v := .root.Values -}}
{{- $uses := .component.uses -}}
- name: FLEXSPACE_LOG_LEVEL
  value: {{ $v.logLevel | quote }}
- name: FLEXSPACE_ADMIN_HOST
  value: 0.0.0.0
- name: FLEXSPACE_ADMIN_PORT
  value: "9464"
- name: FLEXSPACE_SHUTDOWN_GRACE_MS
  value: {{ mul (sub (int $v.terminationGraceSeconds) 7) 1000 | quote }}
{{- range $port, $number := .component.ports }}
- name: FLEXSPACE_{{ upper $port }}_HOST
  value: 0.0.0.0
- name: FLEXSPACE_{{ upper $port }}_PORT
  value: {{ $number | quote }}
{{- end }}
{{- if has "database" $uses }}
{{ include "flexspace.secretEnv" (dict "env" "FLEXSPACE_DATABASE_URL" "secret" $v.databases.secret "key" .name) }}
{{- end }}
{{- if has "redis" $uses }}
{{ include "flexspace.secretEnv" (dict "env" "FLEXSPACE_REDIS_URL" "secret" $v.redis.secret "key" "url") }}
{{- end }}
{{- if has "nats" $uses }}
- name: FLEXSPACE_NATS_URL
  value: {{ $v.nats.url | quote }}
- name: FLEXSPACE_NATS_REPLICAS
  value: {{ $v.nats.replicas | quote }}
{{- end }}
{{- if has "oidc" $uses }}
{{- $client := .component.client | default .name }}
- name: FLEXSPACE_OIDC_ISSUER
  value: {{ $v.keycloak.issuer | quote }}
- name: FLEXSPACE_OIDC_URL
  value: {{ $v.keycloak.url | quote }}
- name: FLEXSPACE_OIDC_CLIENT_ID
  value: flexspace-{{ $client }}
{{ include "flexspace.secretEnv" (dict "env" "FLEXSPACE_OIDC_CLIENT_SECRET" "secret" $v.keycloak.secret "key" $client) }}
{{- end }}
{{- range $peer := list "catalog" "booking" "access" }}
{{- if has $peer $uses }}
- name: FLEXSPACE_{{ upper $peer }}_ADDRESS
  value: {{ include "flexspace.fullname" (dict "root" $.root "name" $peer) }}:9090
{{- end }}
{{- end }}
{{- if has "public" $uses }}
- name: FLEXSPACE_PUBLIC_URL
  value: {{ $v.publicUrl | quote }}
{{- end }}
{{- if has "media" $uses }}
- name: FLEXSPACE_MEDIA_DRIVER
  value: {{ $v.media.driver | quote }}
{{- if eq $v.media.driver "s3" }}
- name: FLEXSPACE_S3_ENDPOINT
  value: {{ $v.media.s3.endpoint | quote }}
- name: FLEXSPACE_S3_REGION
  value: {{ $v.media.s3.region | quote }}
- name: FLEXSPACE_S3_BUCKET
  value: {{ $v.media.s3.bucket | quote }}
{{ include "flexspace.secretEnv" (dict "env" "FLEXSPACE_S3_ACCESS_KEY_ID" "secret" $v.media.s3.secret "key" "accessKeyId") }}
{{ include "flexspace.secretEnv" (dict "env" "FLEXSPACE_S3_SECRET_ACCESS_KEY" "secret" $v.media.s3.secret "key" "secretAccessKey") }}
{{- end }}
{{- end }}
{{- if $v.telemetry.otlpEndpoint }}
- name: OTEL_EXPORTER_OTLP_ENDPOINT
  value: {{ $v.telemetry.otlpEndpoint | quote }}
{{- end }}
{{- range $key, $value := .component.env }}
- name: {{ $key }}
  value: {{ $value | quote }}
{{- end }}
{{- end }}

{{- define "flexspace.podSecurity" -}}
runAsNonRoot: true
runAsUser: 10001
runAsGroup: 10001
fsGroup: 10001
seccompProfile: { type: RuntimeDefault }
{{- end }}

{{- define "flexspace.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: { drop: [ALL] }
{{- end }}
