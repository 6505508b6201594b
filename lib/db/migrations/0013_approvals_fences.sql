-- Whatever a verb forgets: where two people are to approve, two have, and of the terms as they stand.
create function drawbridge_check_decision() returns trigger
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  if new.state = 'approved' and old.state <> 'approved' and new.decided_by is not null and new.approvals_needed > 1
    and (select count(*) from request_approvals a where a.request_id = new.id and a.edition = new.edition
      and a.terms_digest = new.terms_digest and a.taken_back_at is null
      and a.person_id <> new.requested_by) < new.approvals_needed then
    raise exception 'too few people approved' using errcode = 'check_violation', constraint = 'requests_enough_approvals';
  end if;
  return new;
end
$$;
--> statement-breakpoint
revoke execute on function drawbridge_check_decision() from public;
--> statement-breakpoint
create trigger requests_enough_approvals before update on requests for each row execute function drawbridge_check_decision();
--> statement-breakpoint
-- An approval is given anew or taken back; whose it is and of what stays.
grant update (terms_digest, note, at, taken_back_at) on request_approvals to drawbridge_web;
--> statement-breakpoint
-- Names of those who approved, commented or edited what one may read are read with it.
create policy web_read_requests on people for select to drawbridge_web using (
  id in (select a.person_id from request_approvals a)
  or id in (select c.person_id from request_comments c)
  or id in (select r.edited_by from requests r where r.edited_by is not null));
