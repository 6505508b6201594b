-- The link that is to be mailed stays shut to the web, sealed as it is: it puts one down, and reads the rest.
revoke select on deliveries from drawbridge_web;
--> statement-breakpoint
grant select (id, organization_id, channel, notice_id, webhook_id, person_id, invitation_id, state, created_at, next_try_at,
  settled_at, round_began_at, job_id, tries) on deliveries to drawbridge_web;
--> statement-breakpoint
-- Whatever a verb forgets: a link that was used, revoked or made anew is not mailed any more, and nothing is left of it.
create function drawbridge_wipe_links() returns trigger
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  update deliveries set state = 'given-up', settled_at = coalesce(new.accepted_at, new.revoked_at, now()),
    link_sealed = null, job_id = null, next_try_at = null
  where invitation_id = new.id and state = 'waiting';
  return null;
end
$$;
--> statement-breakpoint
create trigger invitations_links after update on invitations for each row
when ((old.token_hash, old.accepted_at, old.revoked_at) is distinct from (new.token_hash, new.accepted_at, new.revoked_at))
execute function drawbridge_wipe_links();
--> statement-breakpoint
revoke execute on function drawbridge_wipe_links() from public;
--> statement-breakpoint
-- Whom an invitation is for and what it says; of the token not even the hash.
grant select (id, organization_id, email, role, invited_by, expires_at, accepted_at, revoked_at) on invitations to drawbridge_worker;
