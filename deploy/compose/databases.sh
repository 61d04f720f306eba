#!/usr/bin/env bash
# Runs once, when PostgreSQL makes its data: a database for each service and two roles, one that
# owns it and runs its migrations and one that the service works as, and no way into another's.
set -euo pipefail
for service in catalog booking access; do
  password="${service^^}_DB_PASSWORD"
  owner_password="${service^^}_DB_OWNER_PASSWORD"
  psql --set=ON_ERROR_STOP=1 --set=password="${!password}" --set=owner_password="${!owner_password}" \
    --set=name="flexspace_$service" --set=owner="flexspace_${service}_owner" <<'SQL'
CREATE ROLE :"name" LOGIN PASSWORD :'password';
CREATE ROLE :"owner" LOGIN PASSWORD :'owner_password';
CREATE DATABASE :"name" OWNER :"owner";
REVOKE ALL ON DATABASE :"name" FROM PUBLIC;
GRANT CONNECT ON DATABASE :"name" TO :"name";
SQL
  # Extensions that only a superuser may add.
  psql --set=ON_ERROR_STOP=1 --dbname="flexspace_$service" --command='CREATE EXTENSION IF NOT EXISTS btree_gist; CREATE EXTENSION IF NOT EXISTS pg_trgm;'
done
