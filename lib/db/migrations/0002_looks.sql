ALTER TABLE "connections" ADD COLUMN "look_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "connections" ADD COLUMN "full_look_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "connections" ADD COLUMN "planned_revision" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
CREATE INDEX "connections_place_id_look_at_index" ON "connections" USING btree ("place_id","look_at");