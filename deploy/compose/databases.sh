#!/usr/bin/env bash
# Runs once, when PostgreSQL makes its data: a role and a database for each service, and no way into another's.
set -euo pipefail
for service in catalog booking access; do
  variable="${service^^}_DB_PASSWORD"
  psql --set=ON_ERROR_STOP=1 --set=password="${!variable}" --set=name="flexspace_$service" <<'SQL'
CREATE ROLE :"name" LOGIN PASSWORD :'password';
CREATE DATABASE :"name" OWNER :"name";
REVOKE ALL ON DATABASE :"name" FROM PUBLIC;
SQL
  # Extensions that only a superuser may add.
  psql --set=ON_ERROR_STOP=1 --dbname="flexspace_$service" --command='CREATE EXTENSION IF NOT EXISTS btree_gist; CREATE EXTENSION IF NOT EXISTS pg_trgm;'
done
