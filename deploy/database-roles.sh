# Run once by the image of PostgreSQL, on an empty database server: who owns the tables, who
# serves, and who seals. The latter two own nothing, so they can neither change a fact nor drop what
# protects it.
psql --set=ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres \
  --set=owner_password="$(cat /run/secrets/esep/owner-password)" \
  --set=service_password="$(cat /run/secrets/esep/service-password)" \
  --set=sealer_password="$(cat /run/secrets/esep/sealer-password)" <<'SQL'
create role esep_owner login password :'owner_password';
create role esep_service login password :'service_password';
create role esep_sealer login password :'sealer_password';
create database esep owner esep_owner;
revoke connect on database esep from public;
grant connect on database esep to esep_service, esep_sealer;
SQL
