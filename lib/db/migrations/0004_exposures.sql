CREATE TABLE "address_reservations" (
	"site_id" uuid NOT NULL,
	"edge_id" text NOT NULL,
	"address" text NOT NULL,
	"organization_id" uuid NOT NULL,
	"exposure_id" uuid NOT NULL,
	"cluster_id" uuid NOT NULL,
	"state" text NOT NULL,
	"since" timestamp (3) with time zone NOT NULL,
	"until" timestamp (3) with time zone,
	CONSTRAINT "address_reservations_site_id_edge_id_address_pk" PRIMARY KEY("site_id","edge_id","address")
);
--> statement-breakpoint
CREATE TABLE "asks" (
	"id" uuid PRIMARY KEY NOT NULL,
	"organization_id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	"vcd_session_id" uuid,
	"kind" text NOT NULL,
	"cluster_kind" text NOT NULL,
	"cluster_id" uuid NOT NULL,
	"public_key" text NOT NULL,
	"state" text DEFAULT 'waiting' NOT NULL,
	"claimed_until" timestamp (3) with time zone,
	"answer_sealed" text,
	"fault" jsonb,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"answered_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "cluster_acts" (
	"id" uuid PRIMARY KEY NOT NULL,
	"organization_id" uuid NOT NULL,
	"place_id" uuid NOT NULL,
	"cluster_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"input" jsonb NOT NULL,
	"person_id" uuid NOT NULL,
	"vcd_session_id" uuid NOT NULL,
	"state" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"started_at" timestamp (3) with time zone,
	"deadline" timestamp (3) with time zone,
	"task_id" text,
	"fault" jsonb,
	"ended_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "edge_locks" (
	"site_id" uuid NOT NULL,
	"edge_id" text NOT NULL,
	"organization_id" uuid NOT NULL,
	"exposure_id" uuid NOT NULL,
	"since" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "edge_locks_site_id_edge_id_pk" PRIMARY KEY("site_id","edge_id")
);
--> statement-breakpoint
CREATE TABLE "exposure_attempts" (
	"id" uuid PRIMARY KEY NOT NULL,
	"organization_id" uuid NOT NULL,
	"place_id" uuid NOT NULL,
	"exposure_id" uuid NOT NULL,
	"step_key" text NOT NULL,
	"step" jsonb NOT NULL,
	"started_at" timestamp (3) with time zone NOT NULL,
	"deadline" timestamp (3) with time zone NOT NULL,
	"outcome" text NOT NULL,
	"finished_at" timestamp (3) with time zone,
	"task_id" text,
	"entity_id" text,
	"fault" jsonb,
	"provider_request_id" text,
	"failures" integer DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE TABLE "exposures" (
	"id" uuid PRIMARY KEY NOT NULL,
	"organization_id" uuid NOT NULL,
	"cluster_id" uuid NOT NULL,
	"place_id" uuid NOT NULL,
	"way" text NOT NULL,
	"edge_id" text,
	"address" text,
	"internal_address" text,
	"control_plane_vm_id" text,
	"state" text NOT NULL,
	"state_since" timestamp (3) with time zone NOT NULL,
	"wanted" text DEFAULT 'exposed' NOT NULL,
	"ending" jsonb,
	"removal" text DEFAULT 'rule' NOT NULL,
	"clicked_at" timestamp (3) with time zone,
	"firewall" jsonb,
	"approved_at" timestamp (3) with time zone,
	"held_at" timestamp (3) with time zone,
	"held_reason" text,
	"blocked" jsonb,
	"would_send" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"findings" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"lights" jsonb,
	"memory" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"observed_at" timestamp (3) with time zone,
	"handshake" jsonb,
	"handshake_at" timestamp (3) with time zone,
	"answer" jsonb,
	"answer_at" timestamp (3) with time zone,
	"watched_until" timestamp (3) with time zone,
	"look_at" timestamp (3) with time zone,
	"planned_revision" integer DEFAULT 0 NOT NULL,
	"requested_by" uuid NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"ended_at" timestamp (3) with time zone,
	"revision" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "exposures_organization_id_id" UNIQUE("organization_id","id")
);
--> statement-breakpoint
CREATE TABLE "vcd_clusters" (
	"id" uuid PRIMARY KEY NOT NULL,
	"organization_id" uuid NOT NULL,
	"vcd_organization_id" uuid NOT NULL,
	"place_id" uuid NOT NULL,
	"entity_id" text,
	"name" text NOT NULL,
	"dialect" text NOT NULL,
	"kind" text NOT NULL,
	"asked" jsonb,
	"seen" jsonb,
	"seen_at" timestamp (3) with time zone,
	"missed_at" timestamp (3) with time zone,
	"gone_at" timestamp (3) with time zone,
	"edge_id" text,
	"vm" jsonb,
	"vm_at" timestamp (3) with time zone,
	"certificate_authority" text,
	"client_certificate_ends" timestamp (3) with time zone,
	"kubeconfig_read_at" timestamp (3) with time zone,
	"held_at" timestamp (3) with time zone,
	"held_reason" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"revision" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "vcd_clusters_organization_id_id" UNIQUE("organization_id","id"),
	CONSTRAINT "vcd_clusters_entity" UNIQUE("place_id","entity_id")
);
--> statement-breakpoint
CREATE TABLE "vcd_edges" (
	"place_id" uuid NOT NULL,
	"edge_id" text NOT NULL,
	"organization_id" uuid NOT NULL,
	"seen" jsonb NOT NULL,
	"seen_at" timestamp (3) with time zone NOT NULL,
	"nat" jsonb,
	"used" jsonb,
	"nat_at" timestamp (3) with time zone,
	"edge_fault" jsonb,
	"firewall" jsonb,
	"groups" jsonb,
	"profiles" jsonb,
	"firewall_at" timestamp (3) with time zone,
	"firewall_fault" jsonb,
	"running_tasks" jsonb,
	CONSTRAINT "vcd_edges_place_id_edge_id_pk" PRIMARY KEY("place_id","edge_id")
);
--> statement-breakpoint
CREATE TABLE "vcd_inventories" (
	"place_id" uuid PRIMARY KEY NOT NULL,
	"organization_id" uuid NOT NULL,
	"vdcs" jsonb NOT NULL,
	"networks" jsonb NOT NULL,
	"storage_profiles" jsonb NOT NULL,
	"sizing_policies" jsonb NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"templates" jsonb,
	"cse_vdcs" jsonb,
	"cse_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "vcd_organizations" (
	"id" uuid PRIMARY KEY NOT NULL,
	"site_id" uuid NOT NULL,
	"org_id" text NOT NULL,
	"name" text NOT NULL,
	"display_name" text NOT NULL,
	"organization_id" uuid NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "vcd_organizations_organization_id_id" UNIQUE("organization_id","id"),
	CONSTRAINT "vcd_organizations_one_owner" UNIQUE("site_id","org_id")
);
--> statement-breakpoint
CREATE TABLE "vcd_sessions" (
	"id" uuid PRIMARY KEY NOT NULL,
	"session_id" uuid NOT NULL,
	"organization_id" uuid NOT NULL,
	"vcd_organization_id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	"user_id" text NOT NULL,
	"user_name" text NOT NULL,
	"roles" jsonb NOT NULL,
	"rights" jsonb,
	"token_sealed" text,
	"idle_timeout_ms" integer NOT NULL,
	"expires_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"checked_at" timestamp (3) with time zone NOT NULL,
	"ended_at" timestamp (3) with time zone,
	"end_reason" text,
	CONSTRAINT "vcd_sessions_sessionId_unique" UNIQUE("session_id")
);
--> statement-breakpoint
CREATE TABLE "vcd_sites" (
	"id" uuid PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"url" text NOT NULL,
	"certificate_authority" text,
	"credential_label" text NOT NULL,
	"credential_sealed" text NOT NULL,
	"mode" text DEFAULT 'observe' NOT NULL,
	"versions" jsonb,
	"cse_server" jsonb,
	"check_asked_at" timestamp (3) with time zone,
	"checked_at" timestamp (3) with time zone,
	"check_result" jsonb,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "vcd_sites_url_unique" UNIQUE("url")
);
--> statement-breakpoint
CREATE TABLE "vcd_tasks" (
	"place_id" uuid NOT NULL,
	"task_id" text NOT NULL,
	"organization_id" uuid NOT NULL,
	"cluster_id" uuid,
	"exposure_id" uuid,
	"seen" jsonb NOT NULL,
	"status" text NOT NULL,
	"steps" jsonb NOT NULL,
	"first_seen_at" timestamp (3) with time zone NOT NULL,
	"seen_at" timestamp (3) with time zone NOT NULL,
	"ended_at" timestamp (3) with time zone,
	CONSTRAINT "vcd_tasks_place_id_task_id_pk" PRIMARY KEY("place_id","task_id")
);
--> statement-breakpoint
ALTER TABLE "people" DROP CONSTRAINT "people_email_unique";--> statement-breakpoint
ALTER TABLE "places" ALTER COLUMN "aws_account_id" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "places" ALTER COLUMN "region" SET DEFAULT '';--> statement-breakpoint
ALTER TABLE "clusters" ADD COLUMN "eks_name" text;--> statement-breakpoint
ALTER TABLE "clusters" ADD COLUMN "kubeconfig_sealed" text;--> statement-breakpoint
ALTER TABLE "clusters" ADD COLUMN "kubeconfig_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "people" ADD COLUMN "vcd_site_id" uuid;--> statement-breakpoint
ALTER TABLE "people" ADD COLUMN "vcd_user_id" text;--> statement-breakpoint
ALTER TABLE "places" ADD COLUMN "vcd_organization_id" uuid;--> statement-breakpoint
ALTER TABLE "address_reservations" ADD CONSTRAINT "address_reservations_site_id_vcd_sites_id_fk" FOREIGN KEY ("site_id") REFERENCES "public"."vcd_sites"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "address_reservations" ADD CONSTRAINT "address_reservations_exposure_of_organization" FOREIGN KEY ("organization_id","exposure_id") REFERENCES "public"."exposures"("organization_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "asks" ADD CONSTRAINT "asks_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "asks" ADD CONSTRAINT "asks_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "asks" ADD CONSTRAINT "asks_vcd_session_id_vcd_sessions_id_fk" FOREIGN KEY ("vcd_session_id") REFERENCES "public"."vcd_sessions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "cluster_acts" ADD CONSTRAINT "cluster_acts_place_id_places_id_fk" FOREIGN KEY ("place_id") REFERENCES "public"."places"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "cluster_acts" ADD CONSTRAINT "cluster_acts_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "cluster_acts" ADD CONSTRAINT "cluster_acts_vcd_session_id_vcd_sessions_id_fk" FOREIGN KEY ("vcd_session_id") REFERENCES "public"."vcd_sessions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "cluster_acts" ADD CONSTRAINT "cluster_acts_cluster_of_organization" FOREIGN KEY ("organization_id","cluster_id") REFERENCES "public"."vcd_clusters"("organization_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "edge_locks" ADD CONSTRAINT "edge_locks_site_id_vcd_sites_id_fk" FOREIGN KEY ("site_id") REFERENCES "public"."vcd_sites"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "edge_locks" ADD CONSTRAINT "edge_locks_exposure_of_organization" FOREIGN KEY ("organization_id","exposure_id") REFERENCES "public"."exposures"("organization_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "exposure_attempts" ADD CONSTRAINT "exposure_attempts_place_id_places_id_fk" FOREIGN KEY ("place_id") REFERENCES "public"."places"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "exposure_attempts" ADD CONSTRAINT "exposure_attempts_exposure_of_organization" FOREIGN KEY ("organization_id","exposure_id") REFERENCES "public"."exposures"("organization_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "exposures" ADD CONSTRAINT "exposures_place_id_places_id_fk" FOREIGN KEY ("place_id") REFERENCES "public"."places"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "exposures" ADD CONSTRAINT "exposures_requested_by_people_id_fk" FOREIGN KEY ("requested_by") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "exposures" ADD CONSTRAINT "exposures_cluster_of_organization" FOREIGN KEY ("organization_id","cluster_id") REFERENCES "public"."vcd_clusters"("organization_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "vcd_clusters" ADD CONSTRAINT "vcd_clusters_place_id_places_id_fk" FOREIGN KEY ("place_id") REFERENCES "public"."places"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "vcd_clusters" ADD CONSTRAINT "vcd_clusters_organization" FOREIGN KEY ("organization_id","vcd_organization_id") REFERENCES "public"."vcd_organizations"("organization_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "vcd_edges" ADD CONSTRAINT "vcd_edges_place_id_places_id_fk" FOREIGN KEY ("place_id") REFERENCES "public"."places"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "vcd_edges" ADD CONSTRAINT "vcd_edges_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "vcd_inventories" ADD CONSTRAINT "vcd_inventories_place_id_places_id_fk" FOREIGN KEY ("place_id") REFERENCES "public"."places"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "vcd_inventories" ADD CONSTRAINT "vcd_inventories_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "vcd_organizations" ADD CONSTRAINT "vcd_organizations_site_id_vcd_sites_id_fk" FOREIGN KEY ("site_id") REFERENCES "public"."vcd_sites"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "vcd_organizations" ADD CONSTRAINT "vcd_organizations_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "vcd_sessions" ADD CONSTRAINT "vcd_sessions_session_id_sessions_id_fk" FOREIGN KEY ("session_id") REFERENCES "public"."sessions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "vcd_sessions" ADD CONSTRAINT "vcd_sessions_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "vcd_sessions" ADD CONSTRAINT "vcd_sessions_organization" FOREIGN KEY ("organization_id","vcd_organization_id") REFERENCES "public"."vcd_organizations"("organization_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "vcd_tasks" ADD CONSTRAINT "vcd_tasks_place_id_places_id_fk" FOREIGN KEY ("place_id") REFERENCES "public"."places"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "vcd_tasks" ADD CONSTRAINT "vcd_tasks_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "address_reservations_one_each" ON "address_reservations" USING btree ("exposure_id") WHERE "address_reservations"."state" = 'reserved';--> statement-breakpoint
CREATE INDEX "asks_state_created_at_index" ON "asks" USING btree ("state","created_at");--> statement-breakpoint
CREATE UNIQUE INDEX "cluster_acts_one_live" ON "cluster_acts" USING btree ("cluster_id") WHERE "cluster_acts"."state" in ('waiting', 'sending', 'accepted', 'unknown');--> statement-breakpoint
CREATE INDEX "cluster_acts_state_created_at_index" ON "cluster_acts" USING btree ("state","created_at");--> statement-breakpoint
CREATE INDEX "cluster_acts_cluster_id_created_at_index" ON "cluster_acts" USING btree ("cluster_id","created_at");--> statement-breakpoint
CREATE UNIQUE INDEX "exposure_attempts_one_open" ON "exposure_attempts" USING btree ("exposure_id","step_key") WHERE outcome in ('open', 'accepted', 'unknown');--> statement-breakpoint
CREATE INDEX "exposure_attempts_exposure_id_started_at_index" ON "exposure_attempts" USING btree ("exposure_id","started_at");--> statement-breakpoint
CREATE UNIQUE INDEX "exposures_one_live" ON "exposures" USING btree ("cluster_id") WHERE state in ('awaiting-approval', 'programming', 'exposed', 'withdrawing');--> statement-breakpoint
CREATE INDEX "exposures_place_id_state_index" ON "exposures" USING btree ("place_id","state");--> statement-breakpoint
CREATE INDEX "exposures_place_id_look_at_index" ON "exposures" USING btree ("place_id","look_at");--> statement-breakpoint
CREATE INDEX "exposures_organization_id_created_at_id_index" ON "exposures" USING btree ("organization_id","created_at","id");--> statement-breakpoint
CREATE INDEX "vcd_clusters_place_id_name_index" ON "vcd_clusters" USING btree ("place_id","name");--> statement-breakpoint
CREATE UNIQUE INDEX "vcd_organizations_name" ON "vcd_organizations" USING btree ("site_id",lower("name"));--> statement-breakpoint
CREATE INDEX "vcd_sessions_person_id_index" ON "vcd_sessions" USING btree ("person_id");--> statement-breakpoint
CREATE INDEX "vcd_sessions_vcd_organization_id_checked_at_index" ON "vcd_sessions" USING btree ("vcd_organization_id","checked_at");--> statement-breakpoint
CREATE UNIQUE INDEX "vcd_sites_name" ON "vcd_sites" USING btree (lower("name"));--> statement-breakpoint
CREATE INDEX "vcd_tasks_cluster_id_first_seen_at_index" ON "vcd_tasks" USING btree ("cluster_id","first_seen_at");--> statement-breakpoint
CREATE INDEX "vcd_tasks_place_id_ended_at_index" ON "vcd_tasks" USING btree ("place_id","ended_at");--> statement-breakpoint
ALTER TABLE "people" ADD CONSTRAINT "people_vcd_site_id_vcd_sites_id_fk" FOREIGN KEY ("vcd_site_id") REFERENCES "public"."vcd_sites"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "places" ADD CONSTRAINT "places_vcd_organization_id_vcd_organizations_id_fk" FOREIGN KEY ("vcd_organization_id") REFERENCES "public"."vcd_organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "people_email" ON "people" USING btree ("email") WHERE "people"."vcd_user_id" is null;--> statement-breakpoint
ALTER TABLE "people" ADD CONSTRAINT "people_vcd_user" UNIQUE("vcd_site_id","vcd_user_id");--> statement-breakpoint
ALTER TABLE "places" ADD CONSTRAINT "places_vcdOrganizationId_unique" UNIQUE("vcd_organization_id");--> statement-breakpoint
ALTER TABLE "people" ADD CONSTRAINT "people_of_one_kind" CHECK (("people"."vcd_site_id" is null) = ("people"."vcd_user_id" is null) and ("people"."vcd_user_id" is null or "people"."password_hash" is null));--> statement-breakpoint
ALTER TABLE "places" ADD CONSTRAINT "places_of_one_kind" CHECK (("places"."kind" = 'aws') = ("places"."aws_account_id" is not null and "places"."region" <> '')
        and ("places"."kind" = 'vcd') = ("places"."vcd_organization_id" is not null));