-- What only the worker's keys open is not even read by the web: whoever takes it over has nothing to try later.
revoke select on clusters, vcd_sessions from drawbridge_web;
--> statement-breakpoint
grant select (id, organization_id, name, class, place_id, account_id, region, vpc_id, pod_cidrs, service_cidrs, eks_name,
  kubeconfig_at, held_at, held_reason, created_at) on clusters to drawbridge_web;
--> statement-breakpoint
grant select (id, session_id, organization_id, vcd_organization_id, person_id, user_id, user_name, roles, rights,
  idle_timeout_ms, expires_at, created_at, checked_at, ended_at, end_reason) on vcd_sessions to drawbridge_web;
--> statement-breakpoint
-- Asked for once more while a rotation goes on, by a second click or because the new secret was lost: the one that the
-- receiver knows stays, and the one in between goes.
create or replace function drawbridge_keep_webhook_secret() returns trigger
language plpgsql set search_path = pg_catalog, public, pg_temp as $$
begin
  if new.rotated_at is null then
    new.previous_secret_sealed := null;
  elsif old.rotated_at is null then
    new.previous_secret_sealed := old.secret_sealed;
  end if;
  return new;
end
$$;
