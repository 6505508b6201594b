ALTER TABLE "workers" ADD COLUMN "mail_from" text;--> statement-breakpoint
grant select (mail_from) on workers to drawbridge_web;
