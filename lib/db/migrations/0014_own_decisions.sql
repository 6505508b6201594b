-- Whatever a verb forgets: within a tenant's reach nobody decides, and an admin decides in their own name only.
create function drawbridge_check_decider() returns trigger
language plpgsql set search_path = pg_catalog, public, pg_temp as $$
begin
  if current_user = 'drawbridge_web' and new.decided_by is not null and new.decided_by is distinct from old.decided_by
    and not (drawbridge_is_provider() and new.decided_by = drawbridge_person()) then
    raise exception 'whoever decides, decides in their own name' using errcode = 'check_violation';
  end if;
  return new;
end
$$;
--> statement-breakpoint
revoke execute on function drawbridge_check_decider() from public;
--> statement-breakpoint
create trigger requests_own_decision before update on requests for each row execute function drawbridge_check_decider();
--> statement-breakpoint
drop policy web on request_approvals;
--> statement-breakpoint
create policy web_read on request_approvals for select to drawbridge_web using (drawbridge_reaches(organization_id));
--> statement-breakpoint
create policy web_add on request_approvals for insert to drawbridge_web
with check (drawbridge_is_provider() and person_id = drawbridge_person());
--> statement-breakpoint
create policy web_change on request_approvals for update to drawbridge_web
using (drawbridge_is_provider() and person_id = drawbridge_person())
with check (drawbridge_is_provider() and person_id = drawbridge_person());
