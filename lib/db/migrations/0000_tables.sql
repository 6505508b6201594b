CREATE TABLE "attempts" (
	"id" uuid PRIMARY KEY NOT NULL,
	"organization_id" uuid NOT NULL,
	"place_id" uuid NOT NULL,
	"connection_id" uuid NOT NULL,
	"step_key" text NOT NULL,
	"step" jsonb NOT NULL,
	"started_at" timestamp (3) with time zone NOT NULL,
	"deadline" timestamp (3) with time zone NOT NULL,
	"outcome" text NOT NULL,
	"finished_at" timestamp (3) with time zone,
	"peering_id" text,
	"fault" jsonb,
	"provider_request_id" text,
	"failures" integer DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE TABLE "audit" (
	"organization_id" uuid NOT NULL,
	"seq" bigint NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"person_id" uuid,
	"person_name" text,
	"role" text,
	"verb" text NOT NULL,
	"outcome" text NOT NULL,
	"subject_kind" text,
	"subject_id" text,
	"facts" jsonb NOT NULL,
	"request_id" text NOT NULL,
	"address" text,
	"previous_hash" text NOT NULL,
	"hash" text NOT NULL,
	CONSTRAINT "audit_organization_id_seq_pk" PRIMARY KEY("organization_id","seq")
);
--> statement-breakpoint
CREATE TABLE "audit_heads" (
	"organization_id" uuid PRIMARY KEY NOT NULL,
	"seq" bigint NOT NULL,
	"hash" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "aws_accounts" (
	"id" uuid PRIMARY KEY NOT NULL,
	"account_id" text NOT NULL,
	"name" text NOT NULL,
	"regions" text[] NOT NULL,
	"role_arn" text,
	"external_id" text,
	"mode" text DEFAULT 'observe' NOT NULL,
	"check_asked_at" timestamp (3) with time zone,
	"checked_at" timestamp (3) with time zone,
	"check_result" jsonb,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "aws_accounts_accountId_unique" UNIQUE("account_id")
);
--> statement-breakpoint
CREATE TABLE "clusters" (
	"id" uuid PRIMARY KEY NOT NULL,
	"organization_id" uuid NOT NULL,
	"name" text NOT NULL,
	"class" text NOT NULL,
	"place_id" uuid NOT NULL,
	"account_id" text NOT NULL,
	"region" text NOT NULL,
	"vpc_id" text NOT NULL,
	"pod_cidrs" text[] NOT NULL,
	"service_cidrs" text[] NOT NULL,
	"held_at" timestamp (3) with time zone,
	"held_reason" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "clusters_organization_id_id" UNIQUE("organization_id","id")
);
--> statement-breakpoint
CREATE TABLE "connections" (
	"id" uuid PRIMARY KEY NOT NULL,
	"organization_id" uuid NOT NULL,
	"cluster_id" uuid NOT NULL,
	"place_id" uuid NOT NULL,
	"name" text NOT NULL,
	"account_id" text NOT NULL,
	"vpc_id" text NOT NULL,
	"region" text NOT NULL,
	"cidrs" text[] NOT NULL,
	"dns_resolution" boolean NOT NULL,
	"state" text NOT NULL,
	"state_since" timestamp (3) with time zone NOT NULL,
	"wanted" text DEFAULT 'connected' NOT NULL,
	"ending" jsonb,
	"peering_id" text,
	"adopt_peering_id" text,
	"approved_at" timestamp (3) with time zone,
	"sent_at" timestamp (3) with time zone,
	"expiration_time" timestamp (3) with time zone,
	"held_at" timestamp (3) with time zone,
	"held_reason" text,
	"blocked" jsonb,
	"would_send" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"lights" jsonb,
	"memory" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"peering" jsonb,
	"observed_at" timestamp (3) with time zone,
	"watched_until" timestamp (3) with time zone,
	"requested_by" uuid NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"ended_at" timestamp (3) with time zone,
	"revision" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "connections_organization_id_id" UNIQUE("organization_id","id")
);
--> statement-breakpoint
CREATE TABLE "events" (
	"id" uuid PRIMARY KEY NOT NULL,
	"organization_id" uuid NOT NULL,
	"subject_kind" text NOT NULL,
	"subject_id" uuid NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"kind" text NOT NULL,
	"facts" jsonb NOT NULL,
	"provider_request_id" text
);
--> statement-breakpoint
CREATE TABLE "memberships" (
	"organization_id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	"role" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "memberships_organization_id_person_id_pk" PRIMARY KEY("organization_id","person_id")
);
--> statement-breakpoint
CREATE TABLE "organizations" (
	"id" uuid PRIMARY KEY NOT NULL,
	"slug" text NOT NULL,
	"name" text NOT NULL,
	"kind" text NOT NULL,
	"invitation_limit" integer DEFAULT 5 NOT NULL,
	"withdraw_after_hours" integer DEFAULT 72 NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "organizations_slug_unique" UNIQUE("slug")
);
--> statement-breakpoint
CREATE TABLE "password_links" (
	"token_hash" text PRIMARY KEY NOT NULL,
	"person_id" uuid NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"used_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "peerings" (
	"place_id" uuid NOT NULL,
	"peering_id" text NOT NULL,
	"seen" jsonb NOT NULL,
	"seen_at" timestamp (3) with time zone NOT NULL,
	"status" text NOT NULL,
	"requester_vpc_id" text NOT NULL,
	"accepter_vpc_id" text NOT NULL,
	"connection_id" uuid,
	"origin" text NOT NULL,
	CONSTRAINT "peerings_place_id_peering_id_pk" PRIMARY KEY("place_id","peering_id")
);
--> statement-breakpoint
CREATE TABLE "people" (
	"id" uuid PRIMARY KEY NOT NULL,
	"email" text NOT NULL,
	"name" text NOT NULL,
	"password_hash" text,
	"disabled_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "people_email_unique" UNIQUE("email")
);
--> statement-breakpoint
CREATE TABLE "places" (
	"id" uuid PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"aws_account_id" uuid NOT NULL,
	"region" text NOT NULL,
	"held_at" timestamp (3) with time zone,
	"held_reason" text,
	"due_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"wake_seq" bigint DEFAULT 0 NOT NULL,
	"lease_seq" bigint DEFAULT 0 NOT NULL,
	"lease_owner" uuid,
	"lease_until" timestamp (3) with time zone,
	"inventory_due_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"full_sweep_due_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"glanced_at" timestamp (3) with time zone,
	"swept_at" timestamp (3) with time zone,
	"inventoried_at" timestamp (3) with time zone,
	"failures" integer DEFAULT 0 NOT NULL,
	"fault" jsonb,
	"fault_at" timestamp (3) with time zone,
	"sweep_calls" integer,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "places_awsAccountId_region_unique" UNIQUE("aws_account_id","region")
);
--> statement-breakpoint
CREATE TABLE "rate_windows" (
	"key" text PRIMARY KEY NOT NULL,
	"window_ends_at" timestamp (3) with time zone NOT NULL,
	"count" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "requests" (
	"id" uuid PRIMARY KEY NOT NULL,
	"organization_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"subject_id" uuid NOT NULL,
	"state" text NOT NULL,
	"terms" jsonb NOT NULL,
	"terms_digest" text NOT NULL,
	"reason" text NOT NULL,
	"requested_by" uuid NOT NULL,
	"requested_at" timestamp (3) with time zone NOT NULL,
	"decided_by" uuid,
	"decided_at" timestamp (3) with time zone,
	"note" text,
	CONSTRAINT "requests_second_person" CHECK ("requests"."state" not in ('approved', 'denied') or ("requests"."decided_by" is not null and "requests"."decided_by" <> "requests"."requested_by"))
);
--> statement-breakpoint
CREATE TABLE "sessions" (
	"id" uuid PRIMARY KEY NOT NULL,
	"person_id" uuid NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"seen_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"ends_at" timestamp (3) with time zone NOT NULL,
	"ended_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "vpcs" (
	"place_id" uuid NOT NULL,
	"vpc_id" text NOT NULL,
	"inventory" jsonb NOT NULL,
	"inventory_at" timestamp (3) with time zone NOT NULL,
	"route_tables" jsonb,
	"route_tables_at" timestamp (3) with time zone,
	CONSTRAINT "vpcs_place_id_vpc_id_pk" PRIMARY KEY("place_id","vpc_id")
);
--> statement-breakpoint
CREATE TABLE "workers" (
	"id" uuid PRIMARY KEY NOT NULL,
	"started_at" timestamp (3) with time zone NOT NULL,
	"seen_at" timestamp (3) with time zone NOT NULL,
	"facts" jsonb NOT NULL
);
--> statement-breakpoint
ALTER TABLE "attempts" ADD CONSTRAINT "attempts_place_id_places_id_fk" FOREIGN KEY ("place_id") REFERENCES "public"."places"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "attempts" ADD CONSTRAINT "attempts_connection_of_organization" FOREIGN KEY ("organization_id","connection_id") REFERENCES "public"."connections"("organization_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "audit" ADD CONSTRAINT "audit_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "audit_heads" ADD CONSTRAINT "audit_heads_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "clusters" ADD CONSTRAINT "clusters_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "clusters" ADD CONSTRAINT "clusters_place_id_places_id_fk" FOREIGN KEY ("place_id") REFERENCES "public"."places"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "connections" ADD CONSTRAINT "connections_place_id_places_id_fk" FOREIGN KEY ("place_id") REFERENCES "public"."places"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "connections" ADD CONSTRAINT "connections_requested_by_people_id_fk" FOREIGN KEY ("requested_by") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "connections" ADD CONSTRAINT "connections_cluster_of_organization" FOREIGN KEY ("organization_id","cluster_id") REFERENCES "public"."clusters"("organization_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "events" ADD CONSTRAINT "events_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "memberships" ADD CONSTRAINT "memberships_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "memberships" ADD CONSTRAINT "memberships_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "password_links" ADD CONSTRAINT "password_links_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "peerings" ADD CONSTRAINT "peerings_place_id_places_id_fk" FOREIGN KEY ("place_id") REFERENCES "public"."places"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "places" ADD CONSTRAINT "places_aws_account_id_aws_accounts_id_fk" FOREIGN KEY ("aws_account_id") REFERENCES "public"."aws_accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "requests" ADD CONSTRAINT "requests_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "requests" ADD CONSTRAINT "requests_requested_by_people_id_fk" FOREIGN KEY ("requested_by") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "requests" ADD CONSTRAINT "requests_decided_by_people_id_fk" FOREIGN KEY ("decided_by") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "vpcs" ADD CONSTRAINT "vpcs_place_id_places_id_fk" FOREIGN KEY ("place_id") REFERENCES "public"."places"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "attempts_one_open" ON "attempts" USING btree ("connection_id","step_key") WHERE outcome in ('open', 'unknown');--> statement-breakpoint
CREATE INDEX "attempts_connection_id_started_at_index" ON "attempts" USING btree ("connection_id","started_at");--> statement-breakpoint
CREATE INDEX "audit_subject_id_at_index" ON "audit" USING btree ("subject_id","at");--> statement-breakpoint
CREATE UNIQUE INDEX "clusters_name" ON "clusters" USING btree ("organization_id",lower("name"));--> statement-breakpoint
CREATE UNIQUE INDEX "clusters_production_vpc" ON "clusters" USING btree ("place_id","vpc_id") WHERE "clusters"."class" = 'production';--> statement-breakpoint
CREATE INDEX "clusters_place_id_vpc_id_index" ON "clusters" USING btree ("place_id","vpc_id");--> statement-breakpoint
CREATE UNIQUE INDEX "connections_live_name" ON "connections" USING btree ("cluster_id",lower("name")) WHERE state in ('awaiting-approval', 'queued', 'sending', 'awaiting-acceptance', 'connecting', 'active', 'removing');--> statement-breakpoint
CREATE UNIQUE INDEX "connections_live_pair" ON "connections" USING btree ("cluster_id","vpc_id") WHERE state in ('awaiting-approval', 'queued', 'sending', 'awaiting-acceptance', 'connecting', 'active', 'removing');--> statement-breakpoint
CREATE INDEX "connections_place_id_state_index" ON "connections" USING btree ("place_id","state");--> statement-breakpoint
CREATE INDEX "connections_organization_id_created_at_id_index" ON "connections" USING btree ("organization_id","created_at","id");--> statement-breakpoint
CREATE INDEX "connections_peering_id_index" ON "connections" USING btree ("peering_id");--> statement-breakpoint
CREATE INDEX "events_subject_id_at_id_index" ON "events" USING btree ("subject_id","at","id");--> statement-breakpoint
CREATE INDEX "memberships_person_id_index" ON "memberships" USING btree ("person_id");--> statement-breakpoint
CREATE INDEX "peerings_place_id_requester_vpc_id_index" ON "peerings" USING btree ("place_id","requester_vpc_id");--> statement-breakpoint
CREATE INDEX "peerings_place_id_accepter_vpc_id_index" ON "peerings" USING btree ("place_id","accepter_vpc_id");--> statement-breakpoint
CREATE INDEX "places_due_at_index" ON "places" USING btree ("due_at");--> statement-breakpoint
CREATE UNIQUE INDEX "requests_one_waiting" ON "requests" USING btree ("kind","subject_id") WHERE "requests"."state" = 'waiting';--> statement-breakpoint
CREATE INDEX "requests_state_requested_at_id_index" ON "requests" USING btree ("state","requested_at","id");--> statement-breakpoint
CREATE INDEX "requests_organization_id_subject_id_index" ON "requests" USING btree ("organization_id","subject_id");--> statement-breakpoint
CREATE INDEX "sessions_person_id_index" ON "sessions" USING btree ("person_id");