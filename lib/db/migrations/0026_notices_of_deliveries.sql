-- Nothing deletes notices; were one deleted by hand, its deliveries could be sent no more.
delete from deliveries d where d.notice_id is not null and not exists (select from notices n where n.id = d.notice_id);
--> statement-breakpoint
ALTER TABLE "deliveries" ADD CONSTRAINT "deliveries_notice" FOREIGN KEY ("notice_id") REFERENCES "public"."notices"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
-- Whatever the writer forgets: mails and a tenant's webhooks tell of the organization's own; the provider's tell of everybody's.
create function drawbridge_check_delivery() returns trigger
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  if new.notice_id is not null and not exists (
    select from notices n where n.id = new.notice_id and (n.organization_id = new.organization_id
      or (new.channel = 'webhook' and exists (
        select from organizations o where o.id = new.organization_id and o.kind = 'provider')))) then
    raise exception 'this organization is not told of that notice'
      using errcode = 'foreign_key_violation', constraint = 'deliveries_notice';
  end if;
  return new;
end
$$;
--> statement-breakpoint
create trigger deliveries_notice before insert or update of organization_id, notice_id, channel on deliveries
for each row execute function drawbridge_check_delivery();
--> statement-breakpoint
revoke execute on function drawbridge_check_delivery() from public;
