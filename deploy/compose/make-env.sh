#!/usr/bin/env sh
# Writes the secrets that compose.yaml asks for into .env, once; an .env that exists stays as it is.
set -eu
cd "$(dirname "$0")/../.."
[ -e .env ] && { echo '.env exists already: nothing changed'; exit 0; }
umask 077
random() { od -An -N24 -tx1 /dev/urandom | tr -d ' \n'; }
{
  echo "FLEXSPACE_PUBLIC_URL=http://localhost:8080"
  for name in POSTGRES_PASSWORD CATALOG_DB_PASSWORD BOOKING_DB_PASSWORD ACCESS_DB_PASSWORD \
    CATALOG_DB_OWNER_PASSWORD BOOKING_DB_OWNER_PASSWORD ACCESS_DB_OWNER_PASSWORD KEYCLOAK_ADMIN_PASSWORD \
    GATEWAY_CLIENT_SECRET CATALOG_CLIENT_SECRET BOOKING_CLIENT_SECRET ACCESS_CLIENT_SECRET REALTIME_CLIENT_SECRET SCHEDULER_CLIENT_SECRET; do
    echo "$name=$(random)"
  done
} > .env
echo 'wrote .env'
