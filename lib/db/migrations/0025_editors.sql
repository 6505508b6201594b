ALTER TABLE "requests" ADD COLUMN "editors" uuid[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
-- The thread names whoever edited. What was decided before stays as it was decided, under the rule of then.
update requests r set editors = array(
  select e.id from (
    select c.person_id as id from request_comments c where r.state = 'waiting' and c.request_id = r.id and c.kind = 'edit'
    union select r.edited_by where r.edited_by is not null) e)
where r.edited_by is not null;
--> statement-breakpoint
update request_approvals a set taken_back_at = now() from requests r
where r.id = a.request_id and r.state = 'waiting' and r.edition = a.edition and a.person_id = any (r.editors) and a.taken_back_at is null;
--> statement-breakpoint
ALTER TABLE "requests" DROP CONSTRAINT "requests_second_person";--> statement-breakpoint
ALTER TABLE "requests" ADD CONSTRAINT "requests_second_person" CHECK ("requests"."state" not in ('approved', 'denied')
        or ("requests"."decided_by" is null and "requests"."policy_id" is not null)
        or ("requests"."decided_by" is not null and "requests"."decided_by" <> "requests"."requested_by"
          and "requests"."decided_by" <> all ("requests"."editors")));
--> statement-breakpoint
-- Whatever a verb forgets: whoever edited is kept, and so is whoever changed the terms without saying so. Nobody is dropped.
create function drawbridge_keep_editors() returns trigger
language plpgsql set search_path = pg_catalog, public, pg_temp as $$
declare
  who uuid;
  kept uuid[] := '{}';
begin
  if tg_op = 'UPDATE' then
    kept := old.editors;
    if (new.terms, new.terms_digest, new.edition) is distinct from (old.terms, old.terms_digest, old.edition) then
      who := drawbridge_person();
    end if;
  end if;
  foreach who in array array[new.edited_by, who] loop
    if who is not null and who <> all (kept) then kept := kept || who; end if;
  end loop;
  new.editors := kept;
  return new;
end
$$;
--> statement-breakpoint
-- Named to come before the triggers that read what it keeps: they fire by name.
create trigger requests_editors before insert or update on requests for each row execute function drawbridge_keep_editors();
--> statement-breakpoint
create or replace function drawbridge_check_approver() returns trigger
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  if exists (select from requests r where r.id = new.request_id
    and (new.person_id = r.requested_by or new.person_id = any (r.editors))) then
    raise exception 'nobody approves what they asked for or edited'
      using errcode = 'check_violation', constraint = 'request_approvals_second_person';
  end if;
  return new;
end
$$;
--> statement-breakpoint
create or replace function drawbridge_check_decision() returns trigger
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  if new.state = 'approved' and old.state <> 'approved' and new.decided_by is not null and new.approvals_needed > 1
    and (select count(*) from request_approvals a where a.request_id = new.id and a.edition = new.edition
      and a.terms_digest = new.terms_digest and a.taken_back_at is null
      and a.person_id <> new.requested_by and a.person_id <> all (new.editors)) < new.approvals_needed then
    raise exception 'too few people approved' using errcode = 'check_violation', constraint = 'requests_enough_approvals';
  end if;
  return new;
end
$$;
--> statement-breakpoint
revoke execute on function drawbridge_keep_editors() from public;
