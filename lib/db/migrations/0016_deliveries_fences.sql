-- A person's bell shows what they were told, for as long as they belong where it happened.
create policy web_told on notices for select to drawbridge_web using (
  exists (select from notifications n where n.notice_id = notices.id and n.person_id = drawbridge_person())
  and exists (select from memberships m where m.person_id = drawbridge_person()
    and (m.organization_id = notices.organization_id or m.role in ('provider-auditor', 'provider-admin'))));
--> statement-breakpoint
grant select (failing_since, rotated_at) on webhooks to drawbridge_web;
--> statement-breakpoint
-- Asked for again by a person: the worker makes the job.
grant update (state, next_try_at, settled_at, job_id, round_began_at) on deliveries to drawbridge_web;
--> statement-breakpoint
-- The web replaces a secret that it cannot read: the old one signs beside the new one until somebody says it may go.
create function drawbridge_keep_webhook_secret() returns trigger
language plpgsql set search_path = pg_catalog, public, pg_temp as $$
begin
  if new.rotated_at is distinct from old.rotated_at then
    new.previous_secret_sealed := case when new.rotated_at is null then null else old.secret_sealed end;
  end if;
  return new;
end
$$;
--> statement-breakpoint
create trigger webhooks_secret before update on webhooks for each row execute function drawbridge_keep_webhook_secret();
--> statement-breakpoint
revoke execute on function drawbridge_keep_webhook_secret() from public;
